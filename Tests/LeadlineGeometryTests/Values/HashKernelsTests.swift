import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct HashKernelsTests {
  /// Hashes some of which are near the first one.
  private func hashes(_ count: Int, _ generator: inout SplitMix64) -> [UInt64] {
    let original = generator.next()
    return (0..<count).map { _ in
      guard Bool.random(using: &generator) else { return generator.next() }
      var changed = original
      for _ in 0..<Int.random(in: 0...12, using: &generator) {
        changed ^= 1 << UInt64.random(in: 0..<64, using: &generator)
      }
      return changed
    }
  }

  @Test func everyKernelFindsWhatTryingAllHashesFinds() {
    forEverySeed(0..<60) { seed, generator in
      let hashes = hashes([0, 1, 3, 4, 5, 8, 31, 400][Int(seed % 8)], &generator)
      for radius in [0, 1, 8, 10, 32, 63, 64] {
        let hash = hashes.randomElement(using: &generator) ?? 7
        let expected = hashes.indices.filter { (hashes[$0] ^ hash).nonzeroBitCount <= radius }
        for kernels in HashKernels.allSets {
          var found = [UInt32](repeating: .max, count: hashes.count + 1)
          // The room is that of all hashes.
          let count = hashes.withUnsafeBufferPointer { hashes in
            found.withUnsafeMutableBufferPointer { found -> Int in
              guard let first = hashes.baseAddress, let room = found.baseAddress else { return 0 }
              return kernels.near(first, hashes.count, hash, UInt32(radius), room)
            }
          }
          #expect(found.prefix(count).map { Int($0) } == expected, "seed \(seed), radius \(radius)")
          #expect(found[hashes.count] == .max, "nothing is written behind the room")
        }
      }
    }
  }
}
