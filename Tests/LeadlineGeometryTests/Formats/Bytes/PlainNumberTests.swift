import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct PlainNumberTests {
  /// Reads a text that stands between two fields, with bytes enough behind it.
  private func value(_ text: String, behind rest: String = ",9.75,0123456789") -> Double? {
    let bytes = Array(("8," + text + rest).utf8)
    return bytes.withUnsafeBufferPointer { PlainNumber.value($0, 2, 2 + text.utf8.count) }
  }

  @Test(arguments: [
    ("0", 0), ("7", 7), ("12345678", 12_345_678), ("0.5", 0.5), (".5", 0.5), ("5.", 5),
    ("007.250", 7.25),
    ("31.022632", 31.022632), ("120.708914", 120.708914), ("-120.708914", -120.708914),
    ("1234567.12345678", 1_234_567.12345678), ("-7.8", -7.8),
  ])
  func usualNumbersAreRead(text: String, number: Double) {
    #expect(value(text)?.bitPattern == number.bitPattern)
  }

  @Test func minusZeroKeepsItsSign() {
    #expect(value("-0.0")?.sign == .minus)
  }

  @Test(arguments: [
    "", "-", ".", "-.", "+1", "1e3", "1.2.3", "--1", "1,5", "12a", "a", "1.2345678x", "123456789",
    "12345678.5", "1.123456789", "0.12345678.", "１", "nan", " 1", "\u{b5}",
  ])
  func allElseIsLeftToTheParser(text: String) {
    #expect(value(text) == nil)
  }

  @Test func noByteBehindTheLastOneIsRead() {
    #expect(value("1.5", behind: "") == nil)
  }

  @Test func whatIsReadIsWhatTheParserReads() {
    forEverySeed(0..<20) { seed, generator in
      for _ in 0..<1_000 {
        let alphabet = Array("0123456789012345678901234567890123456789..-+e ")
        let text = String(
          (0..<Int.random(in: 1...17, using: &generator)).map { _ in
            alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
          }
        )
        guard let value = value(text) else { continue }
        let expected = DecimalParser.double(Array(text.utf8))
        #expect(value.bitPattern == expected?.bitPattern, "seed \(seed): \(text)")
      }
    }
  }
}
