import Dispatch
public import LeadlineGeometry

/// The answers of many queries, one behind the other.
public struct MatchTable: Sendable {
  /// Query i has the rows offsets[i]..<offsets[i + 1].
  public let offsets: [Int]
  /// Positions in the input of the index.
  public let positions: [UInt32]
  /// Metres.
  public let metres: [Double]
}

extension StoreIndex {
  /// The nearest places of each query, in the order of the queries.
  public func nearest(
    toEach queries: [Coordinate],
    limit: Int?,
    within distance: Distance? = nil,
    precedes: (@Sendable (Int, Int) -> Bool)? = nil,
    threads: Int? = nil
  ) -> MatchTable {
    let threads = max(1, threads ?? 2)
    let precedes = precedes ?? { $0 < $1 }
    var parts = [[[Match]]](repeating: [], count: threads)
    unsafe parts.withUnsafeMutableBufferPointer { buffer in
      // Each iteration writes one element of its own.
      nonisolated(unsafe) let buffer = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: threads) { part in
        let range = queries.count * part / threads..<queries.count * (part + 1) / threads
        unsafe buffer[part] = queries[range].map {
          nearest(to: $0, limit: limit, within: distance, precedes: precedes)
        }
      }
    }
    var offsets = [0]
    var positions: [UInt32] = []
    var metres: [Double] = []
    for matches in parts.joined() {
      for match in matches {
        positions.append(UInt32(truncatingIfNeeded: match.position))
        metres.append(match.distance.metres)
      }
      offsets.append(positions.count)
    }
    return MatchTable(offsets: offsets, positions: positions, metres: metres)
  }
}
