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
  /// Those whose territory differs from the one before; a first assignment counts.
  public internal(set) var moved = 0
}

extension LeadDatabase {
  /// Writes where stores fall, sets the territory of the stores, and records what moved when.
  ///
  /// One transaction; the same assignments again change nothing.
  ///
  /// - Parameters:
  ///   - territoryLevel: The level that sets `territory` of the stores; nil when none does.
  ///   - time: When the assignment was made.
  ///   - next: Gives one assignment after the other, then nil; what it throws rolls all back.
  /// - Returns: How many were written, and how many moved.
  /// - Throws: ``StorageError``, and what `next` throws.
  public func recordAssignments(
    territoryLevel: String? = Fence.defaultLevel,
    at time: Date,
    next: () throws -> StoreAssignment?
  ) throws -> AssignmentSummary {
    try write { database in
      let find = try PreparedStatement(
        database,
        "SELECT territory, fence, rule FROM assignments WHERE store_id = ?1 AND level = ?2"
      )
      let save = try PreparedStatement(
        database,
        """
        INSERT INTO assignments (store_id, level, territory, fence, rule)
        VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (store_id, level) DO UPDATE
        SET territory = excluded.territory, fence = excluded.fence, rule = excluded.rule
        """
      )
      let move = try PreparedStatement(
        database,
        """
        INSERT INTO territory_moves
          (store_id, level, to_territory, fence, rule, from_territory, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """
      )
      let stores = try StoreTerritories(database)
      let moment = StoredTime.text(time)
      var summary = AssignmentSummary()
      var changedStores = 0
      while let row = try next() {
        summary.written += 1
        let assignment = row.assignment
        let isTerritory = assignment.level == territoryLevel
        let stored = try Stored(find, row)
        // Before the first assignment, the store's own territory is where it moves from.
        let territory =
          isTerritory
          ? try stores.territory(of: row.store.rawValue) : stored?.territory
        if stored != Stored(assignment) {
          try Self.bind(row, to: save)
          try save.run()
        }
        guard territory != assignment.territory else { continue }
        summary.moved += 1
        try Self.bind(row, to: move)
        try move.bind(optional: territory, 6)
        try move.bind(moment, 7)
        try move.run()
        if isTerritory {
          try stores.set(assignment.territory, of: row.store.rawValue)
          changedStores += 1
        }
      }
      for (table, isChanged) in [
        ("territory_moves", summary.moved > 0), ("stores", changedStores > 0),
      ]
      where isChanged {
        try database.execute(
          sql: "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?",
          arguments: [moment, table]
        )
      }
      return summary
    }
  }

  private struct Stored: Hashable {
    let territory: String?
    let fence: String?
    let rule: String

    init(_ assignment: Assignment) {
      territory = assignment.territory
      fence = assignment.fence?.rawValue
      rule = assignment.rule.rawValue
    }

    init?(_ find: PreparedStatement, _ row: StoreAssignment) throws {
      try find.bind(row.store.rawValue, 1)
      try find.bind(row.assignment.level, 2)
      defer { find.reset() }
      guard try find.step() else { return nil }
      territory = find.optionalText(0)
      fence = find.optionalText(1)
      rule = find.text(2)
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
