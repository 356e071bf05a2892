package import LeadlineGeometry
import LeadlineIndex
package import LeadlineModel

/// Answers the queries of a file, block by block, as rows `query,rank,id,distance_m` of CSV.
package struct QueryJob: BlockJob {
  /// What comes of a block.
  package struct Answer: Sendable {
    /// The rows, ready to be written.
    package fileprivate(set) var rows: [UInt8] = []
    /// The queries whose rows are to be found by whoever takes the answer, behind the others: an
    /// answer without limit may be as large as the stores are many.
    package fileprivate(set) var rest: [(id: String, place: Coordinate)] = []
  }

  package let schema = RecordSchema.queries
  package let request = RowRequest(texts: ["id"])
  private let finder: CustomerFinder
  private let limit: Int?
  private let radius: Distance?
  private let cells: FieldCells

  private let greatestAnswer: Int

  /// Makes a job; see ``CustomerFinder/stores(near:limit:within:)``.
  ///
  /// - Parameters:
  ///   - finder: The stores.
  ///   - limit: The most stores per query; nil for all.
  ///   - radius: The greatest distance; nil for any.
  ///   - greatestAnswer: From how many bytes on the rest of a block's queries is left to whoever
  ///     takes the answer.
  package init(
    _ finder: CustomerFinder,
    limit: Int?,
    within radius: Distance?,
    greatestAnswer: Int = 1 << 25
  ) {
    self.greatestAnswer = greatestAnswer
    self.finder = finder
    self.limit = limit
    self.radius = radius
    cells = finder.makeFieldCells()
  }

  package func makeWorker() -> QueryWorker {
    QueryWorker(finder, limit, radius, cells, greatestAnswer)
  }
}

/// Answers queries on one thread.
package final class QueryWorker: BlockWorker {
  private let finder: CustomerFinder
  private let limit: Int?
  private let radius: Distance?
  private let cells: FieldCells
  private let greatestAnswer: Int
  private let text = RowText()

  /// How many matches are found at once, as far as they can be foretold.
  private static let matchesAtOnce = 1 << 18

  fileprivate init(
    _ finder: CustomerFinder,
    _ limit: Int?,
    _ radius: Distance?,
    _ cells: FieldCells,
    _ greatestAnswer: Int
  ) {
    self.greatestAnswer = greatestAnswer
    self.finder = finder
    self.cells = cells
    self.limit = limit
    self.radius = radius
  }

  package func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> QueryJob.Answer {
    var answer = QueryJob.Answer()
    let step = max(1, limit.map { Self.matchesAtOnce / max(1, $0) } ?? 16)
    var start = 0
    while start < rows.count && text.count < greatestAnswer {
      let end = min(rows.count, start + step)
      let matches = finder.matches(
        nearEach: (start..<end).map { rows.coordinate($0) },
        limit: limit,
        within: radius
      )
      for row in start..<end {
        append(matches, matches.offsets[row - start]..<matches.offsets[row - start + 1], rows, row)
      }
      start = end
    }
    for row in start..<rows.count {
      let id = String(decoding: rows.text(0, row), as: UTF8.self)
      answer.rest.append((id, rows.coordinate(row)))
    }
    answer.rows = text.take()
    return answer
  }

  private func append(
    _ matches: MatchTable,
    _ range: Range<Int>,
    _ rows: RowColumns,
    _ row: Int
  ) {
    let query = rows.text(0, row)
    let areShort = cells.areShort(matches.positions[range])
    for (rank, match) in range.enumerated() {
      text.appendField(query)
      text.append(UInt8(ascii: ","))
      text.append(rank + 1)
      text.append(UInt8(ascii: ","))
      let position = Int(matches.positions[match])
      if areShort { cells.writeShort(position, to: text) } else { cells.write(position, to: text) }
      text.append(UInt8(ascii: ","))
      text.append(matches.metres[match], decimals: 3)
      text.append(UInt8(ascii: "\n"))
    }
  }
}
