import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct ByteSortTests {
  /// Around 64 it changes from comparing to counting.
  private static let counts = [0, 1, 2, 63, 64, 65, 300, 2_000]

  private func numbers<Number: FixedWidthInteger & UnsignedInteger>(
    _ count: Int,
    _ range: ClosedRange<Number>,
    _ generator: inout SplitMix64
  ) -> [Number] {
    (0..<count).map { _ in Number.random(in: range, using: &generator) }
  }

  private func sorted<Number: FixedWidthInteger & UnsignedInteger>(_ numbers: [Number]) -> [Number]
  {
    var numbers = numbers
    ByteSort.sort(&numbers)
    return numbers
  }

  @Test(arguments: counts)
  func numbersAreInTheOrderOfTheStandardSort(_ count: Int) {
    forEverySeed(0..<10) { seed, generator in
      let wide = numbers(count, UInt64.min...UInt64.max, &generator)
      #expect(sorted(wide) == wide.sorted(), "seed \(seed)")
      // Differing in some bytes only, with the others set.
      let middle = numbers(count, UInt64(0)...0xffff, &generator).map { ~($0 << 24) }
      #expect(sorted(middle) == middle.sorted(), "seed \(seed)")
      let bits = numbers(count, UInt32.min...UInt32.max, &generator)
      #expect(sorted(bits) == bits.sorted(), "seed \(seed)")
      // Each comes several times.
      let few = numbers(count, UInt32(250)...260, &generator)
      #expect(sorted(few) == few.sorted(), "seed \(seed)")
    }
  }

  @Test(arguments: counts)
  func equalNumbersStayAsTheyAre(_ count: Int) {
    let equal = [UInt64](repeating: 0x0102_0304_0506_0708, count: count)
    #expect(sorted(equal) == equal)
  }

  @Test(arguments: counts)
  func numbersThatRiseInTheirLowerBitsAreSortedFromTheFirstBitOn(_ count: Int) {
    forEverySeed(0..<10) { seed, generator in
      for first in [8, 32, 56] {
        let high = numbers(count, UInt64(0)...40, &generator)
        let numbers = high.enumerated().map { $1 << UInt64(first) | UInt64($0 / 9) & 0xff }
        var found = numbers
        ByteSort.sort(&found, fromBit: first)
        #expect(found == numbers.sorted(), "seed \(seed), bit \(first)")
      }
    }
  }

  @Test(arguments: counts)
  func elementsWithEqualKeysStayInTheirOrder(_ count: Int) {
    forEverySeed(0..<10) { seed, generator in
      // Some keys come often, some once.
      let keys = numbers(count, UInt64(0)...1_000, &generator).map { $0 < 700 ? $0 % 5 : $0 << 40 }
      var found = keys.enumerated().map { (key: $1, position: $0) }
      ByteSort.sort(&found) { $0.key }
      let expected = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
      #expect(found.map(\.position) == expected, "seed \(seed)")
    }
  }
}
