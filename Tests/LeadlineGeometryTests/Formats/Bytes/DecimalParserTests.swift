import Glibc
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct DecimalParserTests {
  private func parse(_ text: String) -> DecimalParser.Result {
    DecimalParser.parse(Array(text.utf8))
  }

  @Test(arguments: [
    ("0", 0), ("+1.5", 1.5), ("-1.50", -1.5), ("1e5", 1e5), ("1E-3", 1e-3), (".5", 0.5), ("5.", 5),
    (" \t12.25\r\n", 12.25), ("+.5e+1", 5), ("00012", 12), ("1e-400", 0),
    ("4.9e-324", Double.leastNonzeroMagnitude),
    ("9007199254740993", 9_007_199_254_740_992), ("0.1", 0.1),
    ("123456789012345678901234", 1.2345678901234568e23),
  ])
  func numbersAreRead(text: String, value: Double) {
    #expect(parse(text) == .number(value))
  }

  @Test(arguments: [
    "", " ", "+", "-", ".", "e5", "1e", "1e+", "1,5", "1 5", "0x10", "1.2.3", "--1", "1_000", "abc",
    "nano", "in", "１２", "1e5.0", "+ 1", "1f", "-.",
  ])
  func otherTextIsNoNumber(text: String) {
    #expect(parse(text) == .notANumber)
    #expect(DecimalParser.double(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    "nan", "NaN", "-nan", "inf", "+Inf", "INFINITY", " -infinity ", "1e999", "-1e400",
  ])
  func notFiniteNumbersAreToldApart(text: String) {
    #expect(parse(text) == .notFinite)
  }

  @Test func minusZeroKeepsItsSign() {
    #expect(DecimalParser.double(Array("-0".utf8))?.sign == .minus)
  }

  @Test func slicesAndOtherCollectionsAreRead() {
    #expect(DecimalParser.double(Array("x12.5y".utf8)[1..<5]) == 12.5)
    #expect(DecimalParser.double("12.5".utf8.lazy.map { $0 }) == 12.5)
    #expect(DecimalParser.integer("12".utf8.lazy.map { $0 }) == 12)
    #expect(DecimalParser.integer("x".utf8.lazy.map { $0 }) == nil)
  }

  @Test func everyDoubleEqualsStrtodBitForBit() {
    forEverySeed(0..<20) { seed, generator in
      for _ in 0..<1500 {
        let text = Self.randomNumber(using: &generator)
        let expected = strtod(text, nil)
        guard case .number(let value) = parse(text) else {
          #expect(!expected.isFinite && parse(text) == .notFinite, "seed \(seed): \(text)")
          continue
        }
        #expect(value.bitPattern == expected.bitPattern, "seed \(seed): \(text)")
      }
    }
  }

  private static func randomNumber(using generator: inout SplitMix64) -> String {
    func digits(_ upTo: Int) -> String {
      String(
        (0..<Int.random(in: 1...upTo, using: &generator)).map { _ in
          Character(String(Int.random(in: 0...9, using: &generator)))
        }
      )
    }
    var text = ["", "-", "+"].randomElement(using: &generator) ?? ""
    text += Bool.random(using: &generator) ? digits(24) : digits(4)
    if Bool.random(using: &generator) { text += "." + digits(20) }
    if Int.random(in: 0..<3, using: &generator) == 0 {
      text += (["e", "E"].randomElement(using: &generator) ?? "e")
      text += (["", "-", "+"].randomElement(using: &generator) ?? "") + digits(3)
    }
    return text
  }

  @Test func integersAreReadToTheEndsOfTheirRange() {
    for value in [0, 1, -1, 42, Int64.max, Int64.min] {
      #expect(DecimalParser.integer(Array(" \(value) ".utf8)) == value)
    }
    #expect(DecimalParser.integer(Array("+7".utf8)) == 7)
    for text in [
      "", "-", "1.0", "1e3", "9223372036854775808", "-9223372036854775809", "99999999999999999999",
      "12a",
    ] {
      #expect(DecimalParser.integer(Array(text.utf8)) == nil, "\(text)")
    }
  }
}
