import Foundation
import GRDB
public import LeadlineModel

extension LeadDatabase {
  /// Whose a store was, and in which territory.
  ///
  /// - Parameters:
  ///   - store: The store; it may be gone.
  ///   - level: The level of the territories.
  /// - Returns: Nil if neither the store nor any change of it is known.
  /// - Throws: ``StorageError``.
  public func history(
    of store: ID<Store>,
    level: String = Fence.defaultLevel
  ) throws -> StoreHistory? {
    try read { database in
      let hasPlans = try database.tableExists("plans")
      let territories = try PreparedStatement(
        database,
        """
        SELECT at, from_territory, to_territory, \(hasPlans ? "plan_id" : "NULL")
        FROM territory_moves WHERE store_id = ?1 AND level = ?2 ORDER BY id
        """
      )
      try territories.bind(store.rawValue, 1)
      try territories.bind(level, 2)
      let territoryMoves = try territories.rows(Self.move)
      var ownerMoves: [StoreHistory.Move] = []
      if hasPlans {
        let owners = try PreparedStatement(
          database,
          "SELECT at, from_owner, to_owner, plan_id FROM owner_moves WHERE store_id = ?1 ORDER BY id"
        )
        try owners.bind(store.rawValue, 1)
        ownerMoves = try owners.rows(Self.move)
      }
      let present = try PreparedStatement(
        database,
        "SELECT territory, owner FROM stores WHERE id = ?1"
      )
      try present.bind(store.rawValue, 1)
      let now = try present.rows { row in
        StoreHistory.Interval(
          from: nil,
          until: nil,
          territory: row.optionalText(),
          owner: row.optionalText().map { ID($0) },
          plan: nil
        )
      }.first
      guard now != nil || !territoryMoves.isEmpty || !ownerMoves.isEmpty else { return nil }
      return StoreHistory(
        of: store,
        territories: territoryMoves,
        owners: ownerMoves,
        present: now
      )
    }
  }

  private static func move(_ row: inout ColumnReader) -> StoreHistory.Move? {
    guard let at = row.time() else { return nil }
    return StoreHistory.Move(
      at: at,
      from: row.optionalText(),
      to: row.optionalText(),
      plan: row.optionalInteger()
    )
  }
}
