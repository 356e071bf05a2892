import GRDB
package import LeadlineModel

/// What a plan says of every store, as columns in the order of the stores' rows; accepted challenges
/// are in it.
package struct PlanTable: Sendable {
  /// The rows that the stores had when the plan was made.
  package private(set) var rows: [Int64] = []
  /// The ids.
  package private(set) var ids = IdentifierTable()
  /// The territory that each store had: a position in ``names``, -1 for none.
  package private(set) var from: [Int32] = []
  /// The territory that the plan gives it; -1 for none.
  package private(set) var to: [Int32] = []
  /// Its amount of the plan's measure.
  package private(set) var amounts: [Double] = []
  /// The names of the territories.
  package private(set) var names: [String] = []
  /// The stores whose territory a challenge decided, by their positions, with the one that the plan
  /// had given them; -1 for none.
  package private(set) var challenged: [Int: Int32] = [:]
  /// What ``LeadlineModel/StoresFingerprint/place(id:at:)`` said of it.
  private(set) var places: [UInt64] = []

  /// The number of stores.
  package var count: Int { rows.count }

  /// The position of a store; nil if it is not among those of the plan.
  package func position(of id: ID<Store>) -> Int? { ids.position(of: id.rawValue) }

  /// The name of a territory; nil for -1.
  package func name(_ code: Int32) -> String? { code < 0 ? nil : names[Int(code)] }

  /// Reads a plan.
  ///
  /// - Throws: ``LeadlineModel/PlanError/unknownPlan(_:)``; ``StorageError``.
  /// - Complexity: O(stores).
  init(_ plan: Int64, in database: Database) throws {
    guard
      let list = try Int64.fetchOne(
        database,
        sql: "SELECT list_id FROM plans WHERE id = ?",
        arguments: [plan]
      )
    else { throw PlanError.unknownPlan(plan) }
    let territories = try PreparedStatement(
      database,
      "SELECT territory FROM plan_territories WHERE list_id = ?1 ORDER BY position"
    )
    territories.bind(list, 1)
    names = try territories.rows { $0.text() }
    let stores = try PreparedStatement(
      database,
      """
      SELECT stored.store, id, place, stored.territory, amount, planned.territory
      FROM plan_stores AS stored
      LEFT JOIN plan_assignments AS planned ON plan_id = ?1 AND planned.store = stored.store
      WHERE list_id = ?2 ORDER BY stored.store
      """
    )
    stores.bind(plan, 1)
    stores.bind(list, 2)
    defer { stores.reset() }
    while try stores.step() {
      rows.append(stores.integer(0))
      _ = ids.insert(stores.text(1))
      places.append(UInt64(bitPattern: stores.integer(2)))
      let present = code(stores, 3) ?? -1
      from.append(present)
      to.append(code(stores, 5) ?? present)
      amounts.append(stores.number(4))
    }
    try takeChallenges(of: plan, in: database)
  }

  private func code(_ stores: PreparedStatement, _ column: Int32) -> Int32? {
    guard !stores.isNull(column) else { return nil }
    let code = stores.integer(column)
    // What another program wrote into the tables must not be taken for a position.
    return names.indices.contains(Int(clamping: code)) ? Int32(clamping: code) : nil
  }

  /// Puts the stores of accepted challenges where the challengers wished, the last one last.
  private mutating func takeChallenges(of plan: Int64, in database: Database) throws {
    let accepted = try PreparedStatement(
      database,
      """
      SELECT store_id, wish FROM plan_challenges AS challenge
      JOIN plan_events AS event ON challenge_id = challenge.id AND action = 'accept'
      WHERE challenge.plan_id = ?1 ORDER BY event.id
      """
    )
    accepted.bind(plan, 1)
    for (store, wish) in try accepted.rows({ ($0.text(), $0.text()) }) {
      guard let position = ids.position(of: store),
        let code = names.firstIndex(where: { $0.utf8.elementsEqual(wish.utf8) })
      else { continue }
      if challenged[position] == nil { challenged[position] = to[position] }
      to[position] = Int32(clamping: code)
    }
  }
}
