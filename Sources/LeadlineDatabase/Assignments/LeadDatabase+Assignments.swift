public import Foundation
import GRDB
public import LeadlineModel

/// Where one store falls on one level, as written to the database.
public struct StoreAssignment: Hashable, Sendable {
  /// The store.
  public let store: ID<Store>
  /// Its fence and territory.
  public let assignment: Assignment

  /// Joins a store and where it falls.
  public init(store: ID<Store>, assignment: Assignment) {
    self.store = store
    self.assignment = assignment
  }
}

/// What writing assignments changed.
public struct AssignmentSummary: Hashable, Sendable {
  /// Assignments handed over.
  public internal(set) var written = 0
  /// Those of them whose territory differs from the one before; a first assignment counts.
  public internal(set) var moved = 0
  /// Assignments of before that were not handed over again, and are gone.
  public internal(set) var ended = 0
}

extension LeadDatabase {
  /// Replaces where stores fall, sets the territory of the stores, and records what moved when.
  ///
  /// What is handed over is the whole truth of all levels: an assignment of before whose store and
  /// level are not among it has ended, because the level has no fences any more for one. It is
  /// deleted, and recorded as a move to no territory if it had one. The store's own `territory`
  /// changes only where the territory level is handed over for it.
  ///
  /// One transaction; the same assignments again change nothing.
  ///
  /// - Parameters:
  ///   - assignments: One per store and level.
  ///   - territoryLevel: The level that sets `territory` of the stores; nil when none does.
  ///   - time: When the assignment was made, within the years 1…9999.
  /// - Returns: How many were written, moved and ended.
  /// - Throws: ``StorageError``, also for stores that the database does not have; then nothing
  ///   changes.
  /// - Complexity: O(n log n) in the assignments of before and now.
  public func recordAssignments(
    _ assignments: some Sequence<StoreAssignment>,
    territoryLevel: String? = Fence.defaultLevel,
    at time: Date
  ) throws -> AssignmentSummary {
    try write { database in
      var writer = try AssignmentWriter(
        database,
        territoryLevel: territoryLevel,
        at: StoredTime.text(time)
      )
      for row in assignments { try writer.write(row) }
      return try writer.finish()
    }
  }
}

/// Writes the assignments of one run, within its transaction.
private struct AssignmentWriter {
  private let database: Database
  private let territoryLevel: String?
  private let moment: String
  private let find: PreparedStatement
  private let save: PreparedStatement
  private let move: PreparedStatement
  private let moved: PreparedStatement
  private let stores: StoreTerritories
  /// The rows of `assignments` that this run wrote or confirmed.
  private var current = SeenRows()
  private var summary = AssignmentSummary()
  private var changedTables: Set<String> = []

  init(_ database: Database, territoryLevel: String?, at moment: String) throws {
    self.database = database
    self.territoryLevel = territoryLevel
    self.moment = moment
    find = try PreparedStatement(
      database,
      "SELECT territory, fence, rule, fid FROM assignments WHERE store_id = ?1 AND level = ?2"
    )
    save = try PreparedStatement(
      database,
      """
      INSERT INTO assignments (store_id, level, territory, fence, rule)
      VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (store_id, level) DO UPDATE
      SET territory = excluded.territory, fence = excluded.fence, rule = excluded.rule
      """
    )
    move = try PreparedStatement(
      database,
      """
      INSERT INTO territory_moves
        (store_id, level, to_territory, fence, rule, from_territory, at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """
    )
    moved = try PreparedStatement(
      database,
      "SELECT 1 FROM territory_moves WHERE store_id = ?1 AND level = ?2"
    )
    stores = try StoreTerritories(database)
  }

  mutating func write(_ row: StoreAssignment) throws {
    summary.written += 1
    let assignment = row.assignment
    let stored = try Stored(find, row)
    var territory = stored?.value.territory
    // By bytes, as SQLite tells levels apart: one name may be written in two ways.
    if let territoryLevel, assignment.level.utf8.elementsEqual(territoryLevel.utf8) {
      let own = try stores.territory(of: row.store.rawValue)
      // Before the first assignment, the store's own territory is where it moves from; but one that
      // ended has moved to none already.
      if try stored != nil || !hasMoved(row) { territory = own }
      if own != assignment.territory {
        try stores.set(assignment.territory, of: row.store.rawValue)
        changedTables.insert("stores")
      }
    }
    if stored?.value != Stored.Value(assignment) {
      try Self.bind(row, to: save)
      try save.run()
      changedTables.insert("assignments")
    }
    _ = current.insert(stored?.rowID ?? database.lastInsertedRowID)
    guard territory != assignment.territory else { return }
    summary.moved += 1
    try record(row, movedFrom: territory)
  }

  /// Whether the store was assigned or ended on this level by an earlier run.
  private func hasMoved(_ row: StoreAssignment) throws -> Bool {
    try moved.bind(row.store.rawValue, 1)
    try moved.bind(row.assignment.level, 2)
    defer { moved.reset() }
    return try moved.step()
  }

  /// Ends what this run did not write.
  mutating func finish() throws -> AssignmentSummary {
    for (rowID, row) in try ended() {
      summary.ended += 1
      try database.execute(sql: "DELETE FROM assignments WHERE fid = ?", arguments: [rowID])
      changedTables.insert("assignments")
      guard let territory = row.assignment.territory else { continue }
      let none = Assignment(level: row.assignment.level, territory: nil, rule: .none)
      try record(StoreAssignment(store: row.store, assignment: none), movedFrom: territory)
    }
    for table in changedTables {
      try database.execute(
        sql: "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?",
        arguments: [moment, table]
      )
    }
    return summary
  }

  private func ended() throws -> [(rowID: Int64, row: StoreAssignment)] {
    let all = try PreparedStatement(
      database,
      "SELECT fid, store_id, level, territory FROM assignments ORDER BY store_id, level"
    )
    defer { all.reset() }
    var result: [(Int64, StoreAssignment)] = []
    while try all.step() {
      guard !current.contains(all.integer(0)) else { continue }
      let assignment = Assignment(
        level: all.text(2),
        territory: all.optionalText(3),
        rule: .none
      )
      result.append(
        (all.integer(0), StoreAssignment(store: ID(all.text(1)), assignment: assignment))
      )
    }
    return result
  }

  private mutating func record(_ row: StoreAssignment, movedFrom territory: String?) throws {
    try Self.bind(row, to: move)
    try move.bind(optional: territory, 6)
    try move.bind(moment, 7)
    try move.run()
    changedTables.insert("territory_moves")
  }

  private struct Stored {
    struct Value: Hashable {
      let territory: String?
      let fence: String?
      let rule: String

      init(territory: String?, fence: String?, rule: String) {
        self.territory = territory
        self.fence = fence
        self.rule = rule
      }

      init(_ assignment: Assignment) {
        self.init(
          territory: assignment.territory,
          fence: assignment.fence?.rawValue,
          rule: assignment.rule.rawValue
        )
      }
    }

    let value: Value
    let rowID: Int64

    init?(_ find: PreparedStatement, _ row: StoreAssignment) throws {
      try find.bind(row.store.rawValue, 1)
      try find.bind(row.assignment.level, 2)
      defer { find.reset() }
      guard try find.step() else { return nil }
      value = Value(
        territory: find.optionalText(0),
        fence: find.optionalText(1),
        rule: find.text(2)
      )
      rowID = find.integer(3)
    }
  }

  private static func bind(_ row: StoreAssignment, to statement: PreparedStatement) throws {
    try statement.bind(row.store.rawValue, 1)
    try statement.bind(row.assignment.level, 2)
    try statement.bind(optional: row.assignment.territory, 3)
    try statement.bind(optional: row.assignment.fence?.rawValue, 4)
    try statement.bind(row.assignment.rule.rawValue, 5)
  }
}

/// Reads and sets the territory of single stores.
private struct StoreTerritories {
  private let find: PreparedStatement
  private let update: PreparedStatement

  init(_ database: Database) throws {
    find = try PreparedStatement(database, "SELECT territory FROM stores WHERE id = ?1")
    update = try PreparedStatement(database, "UPDATE stores SET territory = ?1 WHERE id = ?2")
  }

  func territory(of store: String) throws -> String? {
    try find.bind(store, 1)
    defer { find.reset() }
    return try find.step() ? find.optionalText(0) : nil
  }

  func set(_ territory: String?, of store: String) throws {
    try update.bind(optional: territory, 1)
    try update.bind(store, 2)
    try update.run()
  }
}
