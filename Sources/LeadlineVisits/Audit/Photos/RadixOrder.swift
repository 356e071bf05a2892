import LeadlineGeometry

/// Sorting by keys whose leading bits are spread evenly, as those of hashes are.
enum RadixOrder {
  /// Buckets with no more keys are sorted by insertion; of keys spread evenly nearly all are.
  private static let fewKeys = 16

  /// Sorts keys without moving them.
  ///
  /// - Parameters:
  ///   - keys: At most 2³¹ - 1 keys.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Returns: The positions of the keys in rising order of the keys; equal keys in order of position.
  /// - Complexity: O(*n*) for keys spread evenly, O(*n* log *n*) at worst.
  static func sorted(_ keys: [UInt64], threads: Int?) -> [Int32] {
    let bits = max(1, min(20, keys.count.bitWidth - keys.count.leadingZeroBitCount - 1))
    let shift = UInt64(64 - bits)
    var starts = [Int](repeating: 0, count: (1 << bits) + 1)
    for key in keys { starts[Int(key >> shift) + 1] += 1 }
    for bucket in 0..<(1 << bits) { starts[bucket + 1] += starts[bucket] }
    var next = starts
    var order = [(key: UInt64, position: Int32)](repeating: (0, 0), count: keys.count)
    for (position, key) in keys.enumerated() {
      let bucket = Int(key >> shift)
      order[next[bucket]] = (key, Int32(position))
      next[bucket] += 1
    }
    unsafe order.withUnsafeMutableBufferPointer { buffer in
      // The buckets do not overlap, and each is one worker's.
      nonisolated(unsafe) let order = unsafe buffer
      Workers.split(1 << bits, size: max(1_024, (1 << bits) / 64), threads: threads) {
        [starts] next in
        while let buckets = next() {
          for bucket in buckets where starts[bucket + 1] - starts[bucket] > 1 {
            unsafe sort(
              UnsafeMutableBufferPointer(
                rebasing: order[starts[bucket]..<starts[bucket + 1]]
              )
            )
          }
        }
      }
    }
    return order.map(\.position)
  }

  /// Sorts keys that are in the order of their positions by key, then by position.
  private static func sort(_ keys: UnsafeMutableBufferPointer<(key: UInt64, position: Int32)>) {
    guard keys.count <= fewKeys else {
      var keys = unsafe keys
      unsafe keys.sort { ($0.key, $0.position) < ($1.key, $1.position) }
      return
    }
    for end in 1..<keys.count {
      let moved = unsafe keys[end]
      var place = end
      while place > 0, unsafe keys[place - 1].key > moved.key {
        unsafe keys[place] = keys[place - 1]
        place -= 1
      }
      unsafe keys[place] = moved
    }
  }
}
