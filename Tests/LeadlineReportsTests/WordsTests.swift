import Foundation
import LeadlineModel
import Testing

@testable import LeadlineReports

struct WordsTests {
  private func places(_ text: String) -> Set<Character> {
    Set(zip(text, text.dropFirst()).filter { $0.0 == "{" }.map { $0.1 })
  }

  private func isChinese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }

  @Test func everyPhraseSaysTheSameInBothLanguages() {
    for phrase in Phrase.allCases where phrase != .dayHeading {
      #expect(!phrase.english.isEmpty && !isChinese(phrase.english), "\(phrase)")
      #expect(isChinese(phrase.chinese), "\(phrase)")
      #expect(places(phrase.english) == places(phrase.chinese), "\(phrase)")
    }
  }

  @Test func everyReasonHasItsOwnWordsInBothLanguages() {
    for language in Language.allCases {
      let words = Reason.allCases.map { ReasonWords($0, language) }
      #expect(Set(words.map(\.name)).count == Reason.allCases.count)
      #expect(Set(words.map(\.excuse)).count == Reason.allCases.count)
      for word in words {
        #expect(isChinese(word.name) == (language == .chinese), "\(word.name)")
        #expect(isChinese(word.excuse) == (language == .chinese), "\(word.excuse)")
      }
    }
  }

  @Test func bracesInAValueStay() {
    #expect(Phrase.caseOf.text(.english, "{1}", "x") == "Case {1}: x")
    #expect(Phrase.caseOf.text(.english, "1") == "Case 1: ")
  }

  @Test(arguments: [
    (0.0, "0.0 m"), (9.94, "9.9 m"), (12.3, "12 m"), (999.4, "999 m"), (1_000, "1.0 km"),
    (99_940, "99.9 km"), (120_400, "120 km"),
  ])
  func metresAreReadable(_ metres: Double, _ text: String) throws {
    let numbers = NumberText(
      language: .english,
      timeZone: try #require(TimeZone(secondsFromGMT: 0))
    )
    #expect(numbers.metres(metres) == text)
  }

  @Test func numbersAreReadable() throws {
    let numbers = NumberText(
      language: .english,
      timeZone: try #require(TimeZone(secondsFromGMT: 0))
    )
    #expect(numbers.count(1_234_567) == "1,234,567")
    #expect(numbers.count(-12) == "-12")
    #expect(numbers.share(0.000_01) == "< 0.1 %")
    #expect(numbers.share(0.034) == "3.4 %")
    #expect(numbers.share(0.5) == "50 %")
    #expect(numbers.seconds(90) == "90 s")
    #expect(numbers.seconds(600) == "10 min")
    #expect(numbers.seconds(90_000) == "25.0 h")
    #expect(numbers.factor(ofLogarithm: 5.3) == "200")
    #expect(numbers.factor(ofLogarithm: 40) == "> 1,000,000")
    #expect(numbers.value(10, unit: "m/s") == "36 km/h")
    #expect(numbers.value(0.000_123_4, unit: "") == "0.000123")
    #expect(numbers.value(.infinity, unit: "") == "–")
  }

  @Test func daysAreThoseOfTheZone() throws {
    let evening = Date(timeIntervalSince1970: 1_789_344_000 + 17 * 3600)
    let there = NumberText(
      language: .english,
      timeZone: try #require(TimeZone(secondsFromGMT: 8 * 3600))
    )
    let here = NumberText(language: .chinese, timeZone: try #require(TimeZone(secondsFromGMT: 0)))
    #expect(there.weekdayAndDate(evening) == "Tue, 15 Sep 2026")
    #expect(there.hour(evening) == "01:00")
    #expect(here.weekdayAndDate(evening) == "2026年9月14日 周一")
    #expect(here.hour(Date(timeIntervalSince1970: -60)) == "23:59")
    #expect(here.date(Date(timeIntervalSince1970: -60)) == "1969年12月31日")
  }
}
