public import Foundation
import GRDB
public import LeadlineModel

extension LeadDatabase {
  /// Records where all stores fall, as ``recordAssignments(_:territoryLevel:at:)-swift.method`` does,
  /// but compares all of them at once and writes only what differs.
  ///
  /// - Parameters:
  ///   - assignments: Of stores that this instance read; where anything was written since, or another
  ///     instance read them, each store is looked up.
  ///   - territoryLevel: The level that sets `territory` of the stores; nil when none does.
  ///   - time: When the assignment was made, within the years 1…9999.
  /// - Returns: How many were written, moved and ended.
  /// - Throws: ``StorageError``; then nothing changes.
  ///
  /// - Complexity: O(assignments of before and now) while nothing was written since.
  public func recordAssignments(
    _ assignments: StoreAssignments,
    territoryLevel: String? = Fence.defaultLevel,
    at time: Date
  ) throws -> AssignmentSummary {
    let summary = try write { database -> AssignmentSummary? in
      guard try version(in: database) == assignments.stores.version else { return nil }
      let recorder = try AssignmentRecorder(
        database,
        assignments,
        territoryLevel: territoryLevel,
        at: StoredTime.text(time)
      )
      return try recorder.record()
    }
    // What the columns say of the stores may be over by now.
    return try summary
      ?? recordAssignments(assignments.rows, territoryLevel: territoryLevel, at: time)
  }
}

/// Writes what differs.
private struct AssignmentRecorder {
  private let database: Database
  private let assignments: StoreAssignments
  private let texts: OutcomeTexts
  private let moment: String
  private let diff: AssignmentDiff

  init(
    _ database: Database,
    _ assignments: StoreAssignments,
    territoryLevel: String?,
    at moment: String
  ) throws {
    self.database = database
    self.assignments = assignments
    self.moment = moment
    texts = OutcomeTexts(assignments)
    diff = try AssignmentDiff(database, assignments, texts, territoryLevel: territoryLevel)
  }

  func record() throws -> AssignmentSummary {
    var summary = AssignmentSummary()
    summary.written = assignments.stores.count * assignments.levels.count
    summary.moved = diff.changes.count { $0.isMove }
    summary.ended = diff.ends.count
    try writeChanges()
    try writeTerritories()
    try writeEnds()
    var tables: [String] = []
    if !diff.territories.isEmpty { tables.append("stores") }
    if !diff.ends.isEmpty || diff.changes.contains(where: \.isWritten) {
      tables.append("assignments")
    }
    if summary.moved > 0 || diff.ends.contains(where: { $0.territory != nil }) {
      tables.append("territory_moves")
    }
    for table in tables {
      try database.execute(
        sql: "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?",
        arguments: [moment, table]
      )
    }
    return summary
  }

  private func writeChanges() throws {
    let insert = try PreparedStatement(
      database,
      """
      INSERT INTO assignments (store_id, level, territory, fence, rule)
      VALUES (?1, ?2, ?3, ?4, ?5)
      """
    )
    let update = try PreparedStatement(
      database,
      "UPDATE assignments SET territory = ?2, fence = ?3, rule = ?4 WHERE fid = ?5 AND level = ?1"
    )
    let move = try Self.move(database)
    // The time is the same in all rows, so it stays bound.
    try move.bind(moment, 7)
    for change in diff.changes {
      let store = Int(change.store)
      let level = Int(change.level)
      let outcome = assignments.levels[level].answers[store]
      try assignments.stores.withID(store) { id in
        let id = UnsafeRawBufferPointer(id)
        if change.isWritten, let row = change.row {
          try texts.bind(outcome, level: level, to: update, at: 1)
          update.bind(row, 5)
          try update.run()
        } else if change.isWritten {
          try insert.bind(lentText: id, 1)
          try texts.bind(outcome, level: level, to: insert, at: 2)
          try insert.run()
        }
        guard change.isMove else { return }
        try move.bind(lentText: id, 1)
        try texts.bind(outcome, level: level, to: move, at: 2)
        try move.bind(optional: change.from, 6)
        try move.run()
      }
    }
  }

  /// Sets the stores' own territories, in the order in which they lie in the file.
  private func writeTerritories() throws {
    guard diff.territories.count > Self.manyRows else { return try updateTerritories() }
    try TableLayout(.stores).spatialIndex.withoutTriggersOnIDs(database) {
      try updateTerritories()
    }
  }

  /// From so many rows on it pays to change the schema.
  private static let manyRows = 20_000

  private func updateTerritories() throws {
    let update = try PreparedStatement(database, "UPDATE stores SET territory = ?1 WHERE fid = ?2")
    for change in diff.territories.sorted(by: { $0.row < $1.row }) {
      try texts.bindTerritory(change.outcome, to: update, at: 1)
      update.bind(change.row, 2)
      try update.run()
    }
  }

  private func writeEnds() throws {
    let delete = try PreparedStatement(database, "DELETE FROM assignments WHERE fid = ?1")
    let move = try Self.move(database)
    for end in diff.ends {
      delete.bind(end.row, 1)
      try delete.run()
      guard let territory = end.territory else { continue }
      try move.bind(end.store, 1)
      try move.bind(end.level, 2)
      move.bindNull(3)
      move.bindNull(4)
      try move.bind(Assignment.Rule.none.rawValue, 5)
      try move.bind(territory, 6)
      try move.bind(moment, 7)
      try move.run()
    }
  }

  private static func move(_ database: Database) throws -> PreparedStatement {
    try PreparedStatement(
      database,
      """
      INSERT INTO territory_moves
        (store_id, level, to_territory, fence, rule, from_territory, at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """
    )
  }
}
