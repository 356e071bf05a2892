import LeadlineGeometry

/// Pairs of hashes that differ in few bits, found by comparing each with each: for some hundreds that
/// is less work than an index.
enum NearHashes {
  /// So many hashes are worth no index.
  static let greatestCount = 1_024

  /// Finds the pairs.
  ///
  /// - Parameters:
  ///   - hashes: The hashes; the same one may come several times.
  ///   - radius: In how many bits they may differ, 0 to 64.
  ///   - limit: With how many later ones a hash makes a pair at most; those of the least positions come
  ///     first.
  /// - Returns: Each pair once, by first, then second position.
  /// - Complexity: O(*n*²).
  static func pairs(_ hashes: [UInt64], within radius: Int, limit: Int)
    -> [DifferenceHashIndex.Pair]
  {
    var pairs: [DifferenceHashIndex.Pair] = []
    let near = unsafe HashKernels.best.near
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: max(1, hashes.count)) { found in
      unsafe hashes.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress, let room = found.baseAddress else {
          return
        }
        for first in hashes.indices {
          let next = first + 1
          // The hashes behind the first one are `count - next`, and so many have room.
          let count = unsafe near(
            base + next,
            hashes.count - next,
            base[first],
            UInt32(radius),
            room
          )
          for number in 0..<min(limit, count) {
            let second = unsafe next + Int(room[number])
            pairs.append(
              DifferenceHashIndex.Pair(
                first: Int32(first),
                second: Int32(second),
                distance: Int32((hashes[first] ^ hashes[second]).nonzeroBitCount)
              )
            )
          }
        }
      }
    }
    return pairs
  }
}
