package import LeadlineGeometry
import LeadlineIndex
package import LeadlineModel

/// Answers the queries of a file, block by block, as rows `query,rank,id,distance_m` of CSV.
package struct QueryJob: BlockJob {
  /// What comes of a block.
  package struct Answer: Sendable {
    /// The rows, ready to be written.
    package fileprivate(set) var rows: [UInt8] = []
    /// The queries whose rows are to be found by whoever takes the answer, behind the others: each
    /// may have as many rows as there are stores.
    package fileprivate(set) var rest: [(id: String, place: Coordinate)] = []
  }

  package let schema = RecordSchema.queries
  package let request = RowRequest(texts: ["id"])
  private let finder: CustomerFinder
  private let limit: Int?
  private let radius: Distance?
  private let cells: FieldCells

  private let greatestAnswer: Int
  private let matchesAtOnce: Int

  /// Makes a job; see ``CustomerFinder/stores(near:limit:within:)``.
  ///
  /// - Parameters:
  ///   - finder: The stores.
  ///   - limit: The most stores per query; nil for all.
  ///   - radius: The greatest distance; nil for any.
  ///   - greatestAnswer: From how many bytes on the rest of a block's queries is left to whoever
  ///     takes the answer.
  ///   - matchesAtOnce: How many matches are kept in memory at once, unless a single query has more,
  ///     or some few have many more than those before them.
  package init(
    _ finder: CustomerFinder,
    limit: Int?,
    within radius: Distance?,
    greatestAnswer: Int = 1 << 25,
    matchesAtOnce: Int = 1 << 18
  ) {
    self.matchesAtOnce = matchesAtOnce
    self.greatestAnswer = greatestAnswer
    self.finder = finder
    self.limit = limit
    self.radius = radius
    cells = finder.makeFieldCells()
  }

  package func makeWorker() -> QueryWorker {
    // A query has no more matches than this, so many queries at once have no more than was asked.
    let mostMatches = max(1, min(limit ?? .max, finder.count))
    return QueryWorker(
      finder,
      limit,
      radius,
      cells,
      greatestAnswer: greatestAnswer,
      queriesAtOnce: max(1, matchesAtOnce / mostMatches),
      matchesAtOnce: matchesAtOnce
    )
  }
}

/// Answers queries on one thread.
package final class QueryWorker: BlockWorker {
  private let finder: CustomerFinder
  private let limit: Int?
  private let radius: Distance?
  private let cells: FieldCells
  private let greatestAnswer: Int
  /// How many queries surely have no more matches than may be kept.
  private let queriesAtOnce: Int
  private let matchesAtOnce: Int
  /// How many queries are answered next.
  private var step: Int
  private let text = RowText()

  /// How many queries are answered at once where only those before tell how many matches they have.
  private static let mostByExperience = 16

  fileprivate init(
    _ finder: CustomerFinder,
    _ limit: Int?,
    _ radius: Distance?,
    _ cells: FieldCells,
    greatestAnswer: Int,
    queriesAtOnce: Int,
    matchesAtOnce: Int
  ) {
    self.matchesAtOnce = matchesAtOnce
    step = queriesAtOnce
    self.greatestAnswer = greatestAnswer
    self.queriesAtOnce = queriesAtOnce
    self.finder = finder
    self.cells = cells
    self.limit = limit
    self.radius = radius
  }

  package func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> QueryJob.Answer {
    var answer = QueryJob.Answer()
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
      learn(from: matches)
      start = end
    }
    for row in start..<rows.count {
      let id = String(decoding: rows.text(0, row), as: UTF8.self)
      answer.rest.append((id, rows.coordinate(row)))
    }
    answer.rows = text.take()
    return answer
  }

  /// Chooses how many queries are answered next: a radius mostly has few of very many stores in it.
  private func learn(from matches: MatchTable) {
    let most = zip(matches.offsets, matches.offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
    let byExperience = min(Self.mostByExperience, step * 2, matchesAtOnce / max(1, most))
    step = max(queriesAtOnce, byExperience)
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
