import LeadlineGeometry

/// Sorts whole numbers by some of their bits, least digit first.
enum RadixSort {
  private static let digitBits = 11
  private static let buckets = 1 << digitBits
  /// Below, a comparing sort is faster than the tables of the digits.
  private static let leastCount = 2_048

  /// The numbers in order of the bits from `fromBit` upwards.
  ///
  /// They were in order of the bits below, and none is above `fromBit + bits`.
  ///
  /// - Complexity: O(*n*) for each 11 bits.
  static func sorted(
    _ records: [UInt64],
    fromBit: Int,
    bits: Int,
    threads: Int?
  ) -> [UInt64] {
    guard records.count >= leastCount else { return records.sorted() }
    var records = records
    var other = [UInt64](unsafeUninitializedCapacity: records.count) { _, written in
      // Numbers need no initialization, and the first pass writes all of them.
      written = records.count
    }
    for shift in stride(from: fromBit, to: fromBit + bits, by: digitBits)
    where scatter(records, into: &other, shift: UInt64(shift), threads: threads) {
      swap(&records, &other)
    }
    return records
  }

  /// One stable pass over a digit; false when all numbers share it and nothing was moved.
  private static func scatter(
    _ records: [UInt64],
    into sorted: inout [UInt64],
    shift: UInt64,
    threads: Int?
  ) -> Bool {
    let count = records.count
    let parts = Workers.count(threads, for: count / leastCount)
    var starts = [Int](repeating: 0, count: parts * buckets)
    return records.withUnsafeBufferPointer { records in
      sorted.withUnsafeMutableBufferPointer { sorted in
        starts.withUnsafeMutableBufferPointer { starts in
          // Each worker counts and scatters the records of its own part with its own counters, and
          // no two counters lead to the same place.
          nonisolated(unsafe) let (records, sorted, starts) = (records, sorted, starts)
          let mask = UInt64(buckets - 1)
          Workers.split(parts, size: 1, threads: parts) { next in
            while let part = next()?.lowerBound {
              let base = part * buckets
              for place in count * part / parts..<count * (part + 1) / parts {
                starts[base &+ Int(truncatingIfNeeded: records[place] &>> shift & mask)] &+= 1
              }
            }
          }
          var sum = 0
          for bucket in 0..<buckets {
            let before = sum
            for part in 0..<parts {
              let entry = part * buckets + bucket
              (starts[entry], sum) = (sum, sum + starts[entry])
            }
            if sum - before == count { return false }
          }
          Workers.split(parts, size: 1, threads: parts) { next in
            while let part = next()?.lowerBound {
              let base = part * buckets
              for place in count * part / parts..<count * (part + 1) / parts {
                let record = records[place]
                let bucket = base &+ Int(truncatingIfNeeded: record &>> shift & mask)
                sorted[starts[bucket]] = record
                starts[bucket] &+= 1
              }
            }
          }
          return true
        }
      }
    }
  }
}
