import LeadlineGeometry
import Synchronization

/// Many queries to one index with the same conditions.
struct QueryBatch: Sendable {
  let index: StoreIndex
  let limit: Int?
  let radius: Distance?
  let precedes: @Sendable (Int, Int) -> Bool
  let threads: Int?
  let kernels: TreeKernels

  /// The queries that a worker takes at once: many, as the first of them finds its way alone.
  private static let chunkSize = 4_096
  /// Cells of some hundred metres, enough for neighbours to follow each other.
  private static let keyBits = 33

  /// The rows of a chunk of queries, in the order in which they were answered.
  private struct Part: Sendable {
    var positions: [UInt32] = []
    var metres: [Double] = []
  }

  /// Where the rows of an answer go.
  private enum Destination {
    /// Each query has as many rows and a place of its own for them.
    case places(UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<Double>, rowCount: Int)
    /// To the part of the chunk; the number of rows is written down for each query.
    case parts(UnsafeMutablePointer<Part>, counts: UnsafeMutablePointer<Int>)
  }

  /// Answers queries whose rows are as many as the limit or the index says.
  func answerInPlace(
    _ queries: [Coordinate],
    statistics: inout SearchStatistics
  ) -> MatchTable {
    let rowCount = min(limit ?? index.count, index.count)
    let total = rowCount * queries.count
    var metres: [Double] = []
    let positions = [UInt32](unsafeUninitializedCapacity: total) { positions, written in
      metres = [Double](unsafeUninitializedCapacity: total) { metres, measured in
        if let positions = positions.baseAddress, let metres = metres.baseAddress {
          answer(queries, to: .places(positions, metres, rowCount: rowCount), &statistics)
          measured = total
        }
      }
      written = metres.count
    }
    let offsets = (0...queries.count).map { $0 * rowCount }
    return MatchTable(offsets: offsets, positions: positions, metres: metres)
  }

  /// Answers queries with any number of rows: in parts, which then are put together.
  func answerInParts(
    _ queries: [Coordinate],
    statistics: inout SearchStatistics
  ) -> MatchTable {
    var parts = [Part](repeating: Part(), count: queries.count / Self.chunkSize + 1)
    var counts = [Int](repeating: 0, count: queries.count)
    let order = parts.withUnsafeMutableBufferPointer { parts in
      counts.withUnsafeMutableBufferPointer { counts in
        if let parts = parts.baseAddress, let counts = counts.baseAddress {
          return answer(queries, to: .parts(parts, counts: counts), &statistics)
        }
        return []
      }
    }
    var offsets = [0]
    offsets.reserveCapacity(queries.count + 1)
    var total = 0
    for count in counts {
      total += count
      offsets.append(total)
    }
    var metres: [Double] = []
    let positions = [UInt32](unsafeUninitializedCapacity: total) { positions, written in
      metres = [Double](unsafeUninitializedCapacity: total) { metres, measured in
        if let positions = positions.baseAddress, let metres = metres.baseAddress {
          join(parts, order, offsets, positions, metres)
          measured = total
        }
      }
      written = metres.count
    }
    return MatchTable(offsets: offsets, positions: positions, metres: metres)
  }

  /// Copies the rows of the parts to the places of their queries.
  private func join(
    _ parts: [Part],
    _ order: [UInt32],
    _ offsets: [Int],
    _ positions: UnsafeMutablePointer<UInt32>,
    _ metres: UnsafeMutablePointer<Double>
  ) {
    // The rows of each query go to a place of its own.
    nonisolated(unsafe) let (positions, metres) = (positions, metres)
    Workers.split(order.count, size: Self.chunkSize, threads: threads) { next in
      while let range = next() {
        let part = parts[range.lowerBound / Self.chunkSize]
        part.positions.withUnsafeBufferPointer { from in
          part.metres.withUnsafeBufferPointer { lengths in
            guard let from = from.baseAddress, let lengths = lengths.baseAddress else { return }
            var row = 0
            for query in order[range] {
              let start = offsets[Int(query)]
              let count = offsets[Int(query) + 1] - start
              (positions + start).update(from: from + row, count: count)
              (metres + start).update(from: lengths + row, count: count)
              row += count
            }
          }
        }
      }
    }
  }

  /// Answers all queries, and returns the order in which it did.
  @discardableResult
  private func answer(
    _ queries: [Coordinate],
    to destination: Destination,
    _ statistics: inout SearchStatistics
  ) -> [UInt32] {
    let (records, positionBits) = CoordinateSource.with(queries) {
      HilbertOrder.sorted($0, keyBits: Self.keyBits, threads: threads)
    }
    let mask = UInt64(1) << UInt64(positionBits) - 1
    let order = records.map { UInt32(truncatingIfNeeded: $0 & mask) }
    let done = Mutex(SearchStatistics())
    // Each chunk and each query is one worker's alone, and `split` waits for the workers.
    nonisolated(unsafe) let destination = destination
    Workers.split(order.count, size: Self.chunkSize, threads: threads) { next in
      index.tree.withView { view in
        var session = BatchSession(index, view, limit: limit, within: radius, kernels: kernels)
        while let range = next() {
          answer(queries, order, range, &session, to: destination)
        }
        done.withLock { $0.add(session.statistics) }
      }
    }
    statistics.add(done.withLock { $0 })
    return order
  }

  /// Answers a chunk of the queries in order.
  private func answer(
    _ queries: [Coordinate],
    _ order: [UInt32],
    _ range: Range<Int>,
    _ session: inout BatchSession,
    to destination: Destination
  ) {
    var part = Part()
    session.restart()
    PlaceColumns.with { columns in
      for start in stride(from: range.lowerBound, to: range.upperBound, by: PlaceColumns.capacity) {
        let block = start..<min(start + PlaceColumns.capacity, range.upperBound)
        for lane in 0..<block.count {
          let query = queries[Int(order[start &+ lane])]
          columns.longitudes[lane] = query.longitude
          columns.latitudes[lane] = query.latitude
        }
        columns.project(block.count)
        for lane in 0..<block.count {
          session.search(
            Coordinate(
              uncheckedLongitude: columns.longitudes[lane],
              latitude: columns.latitudes[lane]
            ),
            columns[lane],
            next: columns[min(lane &+ 1, block.count &- 1)]
          )
          let query = Int(order[start &+ lane])
          switch destination {
          case .places(let positions, let metres, let rowCount):
            precondition(session.rowCount == rowCount, "an answer lacks rows")
            session.writeRows(
              positions + query &* rowCount,
              metres + query &* rowCount,
              precedes: precedes
            )
          case .parts(_, let counts):
            counts[query] = session.rowCount
            session.appendRows(&part.positions, &part.metres, precedes: precedes)
          }
        }
      }
    }
    session.flush()
    if case .parts(let parts, _) = destination { parts[range.lowerBound / Self.chunkSize] = part }
  }
}
