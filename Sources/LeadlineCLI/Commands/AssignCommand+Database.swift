import Foundation
import Leadline

extension AssignCommand {
  /// Assigns all stores of the database at once; nil where each store needs a search of its own, or
  /// the database has ids that are no text.
  ///
  /// - Throws: What reading and the rejects throw.
  func assignAll(
    _ source: RecordSource,
    _ index: FenceIndex,
    _ rejects: RejectLog
  ) throws -> StoreAssignments? {
    guard let database = source.database, engine == .native, overlap == .winner, outside == .none
    else { return nil }
    let bar = ProgressBar("assigning")
    defer { bar.finish() }
    let total = try database.count(.stores)
    guard let stores = try database.storePlaces(progress: { bar.update(rows: $0, of: total) })
    else { return nil }
    for reject in stores.rejects {
      try rejects.add(RejectedRow(file: database.path, reject: reject))
    }
    // Outside of each level, then each fence, which is of one level, alone and before others.
    var outcomes = index.levels.map { Assignment(level: $0, rule: .none) }
    for fence in index.fences {
      for rule in [Assignment.Rule.inside, .overlap] {
        outcomes.append(
          Assignment(level: fence.level, fence: fence.id, territory: fence.territory, rule: rule)
        )
      }
    }
    let first = UInt32(index.levels.count)
    let levels = index.levels.enumerated().map { level, name in
      let winners = index.winners(
        longitudes: stores.longitudes,
        latitudes: stores.latitudes,
        level: level
      )
      let answers = winners.map { winner in
        winner.position.map { first + 2 * UInt32($0) + (winner.isContested ? 1 : 0) }
          ?? UInt32(level)
      }
      return StoreAssignments.Level(name: name, answers: answers)
    }
    return StoreAssignments(stores: stores, levels: levels, outcomes: outcomes)
  }
}

extension AssignmentRows {
  /// Adds the rows of all stores.
  mutating func add(_ assignments: StoreAssignments) throws {
    guard !isSummary else { return count(assignments) }
    let stores = assignments.stores
    for store in 0..<stores.count {
      for level in assignments.levels {
        if rows.format == .geojson {
          try rows.place(
            Coordinate(longitude: stores.longitudes[store], latitude: stores.latitudes[store])
          )
        }
        stores.withID(store) { rows.writer.text(bytes: $0) }
        try write(assignments.outcomes[Int(level.answers[store])])
      }
    }
  }

  private mutating func count(_ assignments: StoreAssignments) {
    for level in assignments.levels {
      var stores = [Int](repeating: 0, count: assignments.outcomes.count)
      for answer in level.answers { stores[Int(answer)] += 1 }
      for (outcome, stores) in zip(assignments.outcomes, stores) where stores > 0 {
        count(outcome, stores)
      }
    }
  }
}
