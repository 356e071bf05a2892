import LeadlineReports
import Testing

struct LanguageTests {
  @Test func codesAreThoseOfTheCommandLine() {
    #expect(Language(rawValue: "en") == .english)
    #expect(Language(rawValue: "zh") == .chinese)
  }
}
