import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct DifferenceHashIndexTests {
  /// Hashes of which many are near each other, and some are equal.
  private func hashes(_ count: Int, _ generator: inout SplitMix64) -> [UInt64] {
    var hashes: [UInt64] = []
    for _ in 0..<count {
      if let original = hashes.randomElement(using: &generator), Bool.random(using: &generator) {
        var changed = original
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
          changed ^= 1 << UInt64.random(in: 0..<64, using: &generator)
        }
        hashes.append(changed)
      } else {
        hashes.append(generator.next())
      }
    }
    return hashes
  }

  @Test func matchesAreThoseOfTryingAllHashes() {
    forEverySeed(0..<60) { seed, generator in
      let hashes = hashes([0, 1, 2, 17, 300, 2000][Int(seed % 6)], &generator)
      let index = DifferenceHashIndex(hashes)
      for radius in [0, 1, 3, 5, 8, 10, 64] {
        let query = hashes.randomElement(using: &generator) ?? 0
        let expected = hashes.enumerated().compactMap { position, hash in
          (hash ^ query).nonzeroBitCount <= radius
            ? [position, (hash ^ query).nonzeroBitCount] : nil
        }
        let found = index.matches(within: radius, of: query).map { [$0.position, $0.distance] }
        #expect(found == expected, "seed \(seed), radius \(radius)")
      }
    }
  }

  @Test func pairsAreThoseOfTryingAllPairs() {
    forEverySeed(0..<40) { seed, generator in
      let hashes = hashes([0, 1, 2, 40, 400][Int(seed % 5)], &generator)
      for radius in [0, 2, 4, 8, 11] {
        var expected: [DifferenceHashIndex.Pair] = []
        for first in hashes.indices {
          for second in hashes.indices where first < second {
            let distance = (hashes[first] ^ hashes[second]).nonzeroBitCount
            if distance <= radius {
              expected.append(
                .init(first: Int32(first), second: Int32(second), distance: Int32(distance))
              )
            }
          }
        }
        let found = DifferenceHashIndex(hashes).pairs(within: radius, threads: 2)
        #expect(found == expected, "seed \(seed), radius \(radius)")
      }
    }
  }

  @Test func comparingEachWithEachFindsWhatTheIndexFinds() {
    forEverySeed(0..<30) { seed, generator in
      let hashes = hashes([0, 1, 2, 40, 400][Int(seed % 5)], &generator)
      for radius in [0, 4, 10, 64] {
        let found = NearHashes.pairs(hashes, within: radius, limit: .max)
        let expected = DifferenceHashIndex(hashes).pairs(within: radius)
        #expect(found == expected, "seed \(seed), radius \(radius)")
      }
    }
  }

  @Test func crowdComparedEachWithEachIsCutAtTheLimit() {
    let found = NearHashes.pairs([UInt64](repeating: 5, count: 50), within: 2, limit: 3)
    #expect(found.count == 47 * 3 + 2 + 1)
    #expect(found.prefix(4).map(\.second) == [1, 2, 3, 2])
  }

  @Test func crowdIsComparedInPartAndTheRestInFull() {
    var generator = SplitMix64(seed: 5)
    let alone = (0..<40).map { _ in UInt64.random(in: 0...UInt64.max, using: &generator) }
    let crowd = (0..<600).map { 0x0f0f_3355_aa0f_00ff ^ UInt64($0 & 3) }
    // Each of those alone has one copy, a bit off.
    let hashes = alone + crowd + alone.map { $0 ^ 1 << 40 }
    let index = DifferenceHashIndex(hashes)
    let limit = DifferenceHashIndex.Limit(candidates: 100, pairs: 20)
    let (pairs, cutCount) = index.pairs(within: 2, threads: 2, limit: limit)
    let all = Set(index.pairs(within: 2))
    #expect(cutCount > 0)
    #expect(Set(pairs).isSubset(of: all))
    #expect(pairs.count < all.count / 4)
    for number in 0..<40 {
      let copy = DifferenceHashIndex.Pair(
        first: Int32(number),
        second: Int32(640 + number),
        distance: 1
      )
      #expect(pairs.contains(copy), "hash \(number)")
    }
    let onOne = index.pairs(within: 2, threads: 1, limit: limit)
    #expect(onOne.pairs == pairs)
    #expect(onOne.cutCount == cutCount)
    #expect(index.pairs(within: 2, limit: .init(candidates: 640, pairs: 640)).cutCount == 0)
  }
}
