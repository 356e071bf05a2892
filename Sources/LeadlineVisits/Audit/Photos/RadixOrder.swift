import LeadlineGeometry
import Synchronization

/// Sorting by keys whose leading bits are spread evenly, as those of hashes are.
enum RadixOrder {
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
    let byBucket = order
    let parts = Mutex<[(start: Int, positions: [Int32])]>([])
    Workers.split(1 << bits, size: max(1, (1 << bits) / 64), threads: threads) { [starts] next in
      while let buckets = next() {
        let range = starts[buckets.lowerBound]..<starts[buckets.upperBound]
        var own = Array(byBucket[range])
        for bucket in buckets where starts[bucket + 1] - starts[bucket] > 1 {
          let low = starts[bucket] - range.lowerBound
          let high = starts[bucket + 1] - range.lowerBound
          own[low..<high].sort { ($0.key, $0.position) < ($1.key, $1.position) }
        }
        let positions = own.map(\.position)
        parts.withLock { $0.append((range.lowerBound, positions)) }
      }
    }
    var sorted: [Int32] = []
    sorted.reserveCapacity(keys.count)
    for part in parts.withLock({ $0 }).sorted(by: { $0.start < $1.start }) {
      sorted += part.positions
    }
    return sorted
  }
}
