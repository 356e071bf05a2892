package import LeadlineFences
import LeadlineGeometry
package import LeadlineModel

/// Assigns the stores of a file to fences, block by block.
package struct AssignJob: BlockJob {
  /// What is asked for.
  package enum Question: Hashable, Sendable {
    /// Rows of CSV with the winner of each level.
    case winners
    /// Rows of CSV with every covering fence.
    case all
    /// How many stores each fence wins.
    case counts
  }

  /// What comes of a block.
  package struct Answer: Sendable {
    /// Rows of CSV; none when counts were asked for.
    package fileprivate(set) var rows: [UInt8] = []
    /// The counts, in the order of each one's first store.
    package fileprivate(set) var counts: [Count] = []
  }

  /// How many stores fell to one fence.
  package struct Count: Hashable, Sendable {
    /// The level.
    package let level: String
    /// The territory; nil when there is no fence.
    package let territory: String?
    /// The number of stores.
    package fileprivate(set) var stores: Int
  }

  package let schema = RecordSchema.of(.stores)
  package let request = RowRequest(texts: ["id"])
  private let index: FenceIndex
  private let question: Question
  private let outside: OutsideRule
  private let endings: RowEndings

  /// Makes a job.
  ///
  /// - Parameters:
  ///   - index: The fences.
  ///   - question: What is asked for.
  ///   - outside: What becomes of stores outside every fence; rows then have a distance.
  package init(_ index: FenceIndex, _ question: Question, outside: OutsideRule) {
    self.index = index
    self.question = question
    self.outside = outside
    endings = RowEndings(index, hasDistance: outside == .nearest)
  }

  package func makeWorker() -> AssignWorker {
    AssignWorker(index, question, outside, endings)
  }
}

/// Assigns stores on one thread.
package final class AssignWorker: BlockWorker {
  private let index: FenceIndex
  private let question: AssignJob.Question
  private let outside: OutsideRule
  private let levels: [String]
  /// The endings of all levels, one behind the other, and where each starts.
  private let endings: UnsafeMutableBufferPointer<UInt8>
  private let starts: UnsafeMutableBufferPointer<Int>
  private let endingsPerLevel: Int
  private let positions: [ID<Fence>: Int]
  private let text = RowText()
  /// The winners of the present block, level behind level.
  private var winners: UnsafeMutableBufferPointer<FenceIndex.Winner>

  fileprivate init(
    _ index: FenceIndex,
    _ question: AssignJob.Question,
    _ outside: OutsideRule,
    _ endings: RowEndings
  ) {
    self.index = index
    self.question = question
    self.outside = outside
    levels = index.levels
    // Copies of its own, which no other thread counts references to.
    self.endings = .allocate(capacity: endings.bytes.count)
    _ = self.endings.initialize(from: endings.bytes)
    starts = .allocate(capacity: endings.starts.count)
    _ = starts.initialize(from: endings.starts)
    endingsPerLevel = index.fences.count * 2 + 1
    var positions: [ID<Fence>: Int] = [:]
    if question == .counts && outside == .nearest {
      for (position, fence) in index.fences.enumerated() { positions[fence.id] = position }
    }
    self.positions = positions
    winners = .allocate(capacity: 0)
  }

  deinit {
    winners.deallocate()
    endings.deallocate()
    starts.deallocate()
  }

  package func answer(_ rows: RowColumns, refuse: (Reject) -> Void) -> AssignJob.Answer {
    var answer = AssignJob.Answer()
    switch question {
    case .winners:
      findWinners(rows)
      for row in 0..<rows.count {
        let id = rows.text(0, row)
        for level in levels.indices { append(row, id, level, rows) }
      }
      answer.rows = text.take()
    case .all:
      for row in 0..<rows.count {
        let id = rows.text(0, row)
        for level in levels.indices { appendAll(row, id, level, rows) }
      }
      answer.rows = text.take()
    case .counts:
      findWinners(rows)
      answer.counts = counts(rows)
    }
    return answer
  }

  private func findWinners(_ rows: RowColumns) {
    if winners.count < rows.count * levels.count {
      winners.deallocate()
      winners = .allocate(capacity: rows.count * levels.count)
    }
    for level in levels.indices {
      index.findWinners(
        longitudes: UnsafeBufferPointer(start: rows.longitudes, count: rows.count),
        latitudes: UnsafeBufferPointer(start: rows.latitudes, count: rows.count),
        level: level,
        into: UnsafeMutableBufferPointer(
          rebasing: winners[level * rows.count..<(level + 1) * rows.count]
        )
      )
    }
  }

  @inline(__always)
  private func append(
    _ row: Int,
    _ id: UnsafeBufferPointer<UInt8>,
    _ level: Int,
    _ rows: RowColumns
  ) {
    text.appendField(id)
    let winner = winners[level &* rows.count &+ row]
    if let position = winner.position {
      appendEnding(position, isContested: winner.isContested, level)
    } else {
      appendOutside(rows.coordinate(row), level)
    }
  }

  private func appendAll(
    _ row: Int,
    _ id: UnsafeBufferPointer<UInt8>,
    _ level: Int,
    _ rows: RowColumns
  ) {
    let place = rows.coordinate(row)
    let covering = index.covering(place, level: level)
    for position in covering {
      text.appendField(id)
      appendEnding(position, isContested: covering.count > 1, level)
    }
    guard covering.isEmpty else { return }
    text.appendField(id)
    appendOutside(place, level)
  }

  /// Ends the row of a store that no fence covers.
  private func appendOutside(_ place: Coordinate, _ level: Int) {
    guard outside == .nearest else { return appendEnding(endingsPerLevel - 1, level) }
    let assignment = index.assignment(of: place, level: level, outside: outside)
    let cells = [
      assignment.level, assignment.territory ?? "", assignment.fence?.rawValue ?? "",
      assignment.rule.rawValue,
    ]
    for var cell in cells {
      text.append(UInt8(ascii: ","))
      cell.withUTF8 { text.appendField($0) }
    }
    text.append(UInt8(ascii: ","))
    if let distance = assignment.distance { text.append(distance.metres, decimals: 3) }
    text.append(UInt8(ascii: "\n"))
  }

  @inline(__always)
  private func appendEnding(_ position: Int, isContested: Bool, _ level: Int) {
    appendEnding(position &* 2 &+ (isContested ? 1 : 0), level)
  }

  @inline(__always)
  private func appendEnding(_ ending: Int, _ level: Int) {
    let place = level &* endingsPerLevel &+ ending
    text.append(UnsafeBufferPointer(rebasing: endings[starts[place]..<starts[place &+ 1]]))
  }

  /// The counts of a block, in the order of each one's first store.
  private func counts(_ rows: RowColumns) -> [AssignJob.Count] {
    var counts: [AssignJob.Count] = []
    // By level and fence, the last place being for no fence.
    let fences = index.fences.count + 1
    var places = [Int](repeating: -1, count: fences * levels.count)
    for row in 0..<rows.count {
      for level in levels.indices {
        let position = winners[level * rows.count + row].position ?? nearest(row, level, rows)
        let key = level * fences + (position ?? fences - 1)
        if places[key] < 0 {
          places[key] = counts.count
          counts.append(
            AssignJob.Count(
              level: levels[level],
              territory: position.map { index.fences[$0].territory },
              stores: 0
            )
          )
        }
        counts[places[key]].stores += 1
      }
    }
    return counts
  }

  private func nearest(_ row: Int, _ level: Int, _ rows: RowColumns) -> Int? {
    guard outside == .nearest else { return nil }
    return index.assignment(of: rows.coordinate(row), level: level, outside: outside)
      .fence.flatMap { positions[$0] }
  }
}

/// What stands behind the id in the rows, ready to be written.
private struct RowEndings: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where each ending starts, and the last one's end.
  ///
  /// Level by level there are two for each fence, that inside and that of several, and one for no
  /// fence.
  private(set) var starts = [0]
  private let hasDistance: Bool

  init(_ index: FenceIndex, hasDistance: Bool) {
    self.hasDistance = hasDistance
    for level in index.levels {
      for fence in index.fences {
        for rule in [Assignment.Rule.inside, .overlap] {
          append([level, fence.territory, fence.id.rawValue, rule.rawValue])
        }
      }
      append([level, "", "", Assignment.Rule.none.rawValue])
    }
  }

  private mutating func append(_ cells: [String]) {
    for var cell in cells {
      bytes.append(UInt8(ascii: ","))
      cell.withUTF8 { OutputText.appendCSV($0, to: &bytes) }
    }
    if hasDistance { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\n"))
    starts.append(bytes.count)
  }
}
