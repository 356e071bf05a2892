import Glibc
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct DecimalWriterTests {
  private func shortest(_ value: Double) -> String {
    var bytes: [UInt8] = []
    DecimalWriter.appendShortest(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func fixed(_ value: Double, _ decimals: Int) -> String {
    var bytes: [UInt8] = []
    DecimalWriter.append(value, decimals: decimals, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func printed(_ value: Double, _ decimals: Int) -> String {
    withVaList([Int32(decimals), value]) { arguments in
      var buffer = [CChar](repeating: 0, count: 400)
      let count = vsnprintf(&buffer, buffer.count, "%.*f", arguments)
      return String(decoding: buffer.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  @Test(arguments: [
    (0, "0"), (-0.0, "-0"), (1, "1"), (-12.5, "-12.5"), (0.1, "0.1"), (121.4737, "121.4737"),
    (1e-7, "0.0000001"), (1.5e-7, "0.00000015"), (9.5e-8, "9.5e-8"), (1e15, "1000000000000000"),
    (9_007_199_254_740_992, "9007199254740992"), (1e16, "1e16"), (1.5e300, "1.5e300"),
    (.leastNonzeroMagnitude, "5e-324"), (0.1 + 0.2, "0.30000000000000004"),
    (1.0 / 3, "0.3333333333333333"),
    (123_456_789.12345678, "123456789.12345678"), (.infinity, "inf"), (-.infinity, "-inf"),
    (.nan, "nan"), (0.00012345678901234567, "0.00012345678901234567"),
  ])
  func shortestTextIsPlain(value: Double, text: String) {
    #expect(shortest(value) == text)
  }

  /// The oracle is the fewest digits of `%.{n}e` that come back.
  @Test func shortestTextReadsBackAndHasTheFewestDigits() {
    forEverySeed(0..<20) { seed, generator in
      for value in Self.values(400, using: &generator) {
        let text = shortest(value)
        #expect(strtod(text, nil).bitPattern == value.bitPattern, "seed \(seed): \(value)")
        let mantissa = text.split(separator: "e")[0].filter { $0 != "-" && $0 != "." }
        let digits = mantissa.drop { $0 == "0" }.reversed().drop { $0 == "0" }.count
        let expected = (0..<17).first { strtod(Self.scientific(value, $0), nil) == value } ?? 17
        #expect(digits == (value == 0 ? 0 : expected + 1), "seed \(seed): \(value) \(text)")
      }
    }
  }

  private static func scientific(_ value: Double, _ decimals: Int) -> String {
    withVaList([Int32(decimals), value]) { arguments in
      var buffer = [CChar](repeating: 0, count: 64)
      let count = vsnprintf(&buffer, buffer.count, "%.*e", arguments)
      return String(decoding: buffer.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  @Test func fixedDecimalsEqualPrintf() {
    forEverySeed(0..<20) { seed, generator in
      for value in Self.values(300, using: &generator) {
        let decimals = Int.random(in: 0...15, using: &generator)
        #expect(fixed(value, decimals) == printed(value, decimals), "seed \(seed)")
      }
    }
  }

  @Test(arguments: 0...15)
  func fixedDecimalsEqualPrintfAtTies(decimals: Int) {
    for base in [0.0, 1, 2, 3, 0x1p20, 0x1p40, 0x1p51, 0x1p52, 0x1p53, 0x1p64, 0x1p1000] {
      for step in [0, 0.5, 0.25, 0.125, 0.375, 0.0625, 0.0009765625, 0.001, 0.0005, 1.5, 2.5] {
        for value in [base + step, (base + step).nextUp, (base + step).nextDown, -(base + step)] {
          #expect(fixed(value, decimals) == printed(value, decimals))
        }
      }
    }
    #expect(
      fixed(.greatestFiniteMagnitude, decimals) == printed(.greatestFiniteMagnitude, decimals)
    )
  }

  /// Numbers of all sizes: any bits, coordinates, decimals with few digits, near ties.
  private static func values(_ count: Int, using generator: inout SplitMix64) -> [Double] {
    (0..<count).map { _ in
      switch Int.random(in: 0..<5, using: &generator) {
      case 0:
        let value = Double(bitPattern: generator.next())
        return value.isFinite ? value : 1.5
      case 1: return generator.double(in: -180...180)
      case 2:
        let scale = pow(10, Double(Int.random(in: 0...12, using: &generator)))
        return Double(Int.random(in: -999_999_999...999_999_999, using: &generator)) / scale
      case 3: return Double(Int64(bitPattern: generator.next()))
      default:
        let scale = pow(10, Double(Int.random(in: 0...9, using: &generator)))
        return (Double(Int.random(in: 0...99_999_999, using: &generator)) + 0.5) / scale
      }
    }
  }

  @Test(arguments: [0, 7, -7, 10, 99, 100, Int64.max, Int64.min])
  func integersAreWritten(value: Int64) {
    var bytes = Array("x".utf8)
    DecimalWriter.append(value, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "x\(value)")
  }
}
