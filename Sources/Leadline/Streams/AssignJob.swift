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
    endings = RowEndings(index, question, hasDistance: outside == .nearest)
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
  /// The endings of rows, one behind the other, and where each starts; see ``RowEndings``.
  private let endings: UnsafeMutableBufferPointer<UInt8>
  private let starts: UnsafeMutableBufferPointer<Int>
  /// Where the endings of levels begin, behind those of fences.
  private let endingsOfFences: Int
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
    endingsOfFences = index.fences.count * 2
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
      appendEnding(position, isContested: winner.isContested)
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
      appendEnding(position, isContested: covering.count > 1)
    }
    guard covering.isEmpty else { return }
    text.appendField(id)
    appendOutside(place, level)
  }

  /// Ends the row of a store that no fence covers.
  private func appendOutside(_ place: Coordinate, _ level: Int) {
    guard outside == .nearest else { return appendEnding(endingsOfFences + level) }
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
  private func appendEnding(_ position: Int, isContested: Bool) {
    appendEnding(position &* 2 &+ (isContested ? 1 : 0))
  }

  @inline(__always)
  private func appendEnding(_ ending: Int) {
    text.append(UnsafeBufferPointer(rebasing: endings[starts[ending]..<starts[ending &+ 1]]))
  }

  /// The counts of a block, in the order of each one's first store; a territory may have several.
  private func counts(_ rows: RowColumns) -> [AssignJob.Count] {
    var counts: [AssignJob.Count] = []
    let fences = index.fences
    // By fence, and behind all of them by level for no fence.
    var places = [Int](repeating: -1, count: fences.count + levels.count)
    // By level, for the fences that are nearest.
    var nearestPlaces = [[ID<Fence>: Int]](repeating: [:], count: levels.count)
    for row in 0..<rows.count {
      for level in levels.indices {
        let position = winners[level * rows.count + row].position
        let place: Int
        var territory: String?
        if position == nil, let nearest = nearest(rows.coordinate(row), level) {
          territory = nearest.territory
          place = nearestPlaces[level][nearest.fence] ?? counts.count
          if place == counts.count { nearestPlaces[level][nearest.fence] = place }
        } else {
          let key = position ?? fences.count + level
          if places[key] < 0 {
            places[key] = counts.count
            territory = position.map { fences[$0].territory }
          }
          place = places[key]
        }
        if place == counts.count {
          counts.append(AssignJob.Count(level: levels[level], territory: territory, stores: 0))
        }
        counts[place].stores += 1
      }
    }
    return counts
  }

  /// The fence that a store outside every fence falls to.
  private func nearest(
    _ place: Coordinate,
    _ level: Int
  ) -> (fence: ID<Fence>, territory: String?)? {
    guard outside == .nearest else { return nil }
    let assignment = index.assignment(of: place, level: level, outside: outside)
    return assignment.fence.map { ($0, assignment.territory) }
  }
}

/// What stands behind the id in the rows, ready to be written.
struct RowEndings: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where each ending starts, and the last one's end.
  ///
  /// There are two for each fence, that inside and that of several; behind those of all fences there
  /// is one for each level, that of no fence. Counts have none.
  private(set) var starts = [0]
  private let hasDistance: Bool

  init(_ index: FenceIndex, _ question: AssignJob.Question, hasDistance: Bool) {
    self.hasDistance = hasDistance
    guard question != .counts else { return }
    for fence in index.fences {
      for rule in [Assignment.Rule.inside, .overlap] {
        append([fence.level, fence.territory, fence.id.rawValue, rule.rawValue])
      }
    }
    for level in index.levels { append([level, "", "", Assignment.Rule.none.rawValue]) }
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
