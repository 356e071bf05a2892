import GRDB
package import LeadlineModel

/// The stores that the plan in force holds in their territories, whatever fences they lie in: pinned
/// ones and accepted challenges in another territory's land, and those outside the region.
///
/// A store is held while it lies where it lay when the plan was made, to the centimetre that files
/// are rounded by, and has the territory that the plan gave it; and only against fences that plans
/// brought: whoever draws others means them to count.
package struct PlanHolds: Sendable {
  /// The level of the plan.
  package let level: String
  private let table: PlanTable
  /// By position in the table.
  private let isHeld: [Bool]
  /// The fences that plans brought to the level and nobody has edited.
  private let fences: Set<ID<Fence>>
  /// Whether the level has no other fences, and all of the last plan's: only then lying in none is as
  /// planned.
  private let isAsPlanned: Bool

  /// The territory that a store keeps.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - fence: The fence that would decide; nil for none.
  /// - Returns: Nil where the fence decides.
  /// - Complexity: O(1).
  private func territory(of store: ID<Store>, in fence: ID<Fence>?) -> String? {
    guard fence.map(fences.contains) ?? isAsPlanned else { return nil }
    guard let position = table.position(of: store), isHeld[position] else { return nil }
    return table.name(table.to[position])
  }

  /// The assignment that a store keeps in place of the one by fences.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - found: What the fences say of it; the nearest one is not around it.
  /// - Returns: Nil where that stands.
  /// - Complexity: O(1).
  package func assignment(of store: ID<Store>, insteadOf found: Assignment) -> Assignment? {
    let fence = found.rule == .nearest ? nil : found.fence
    guard let kept = territory(of: store, in: fence), kept != found.territory else { return nil }
    return Assignment(level: found.level, fence: fence, territory: kept, rule: .plan)
  }

  /// Reads what the plan in force on a level holds; nil without such a plan, or when it has no fences.
  init?(_ database: Database, level: String) throws {
    guard let plan = try PlanRows.activePlan(level: level, in: database) else { return nil }
    self.level = level
    let found = try PreparedStatement(
      database,
      """
      SELECT fences.id FROM plan_fence_changes AS changed
      JOIN fences ON fences.fid = changed.fence
      JOIN plan_fences AS planned ON planned.fid = changed.plan_fence
      WHERE planned.level = ?1 AND fences.geom IS planned.geom AND fences.valid_to IS NULL
        AND fences.territory IS planned.territory AND fences.level IS planned.level
      """
    )
    try found.bind(level, 1)
    let fences = Set(try found.rows { ID<Fence>($0.text()) })
    guard !fences.isEmpty else { return nil }
    self.fences = fences
    let counts = try PreparedStatement(
      database,
      """
      SELECT (SELECT count(*) FROM fences WHERE level = ?1 AND valid_to IS NULL),
        (SELECT count(*) FROM plan_fences WHERE level = ?1 AND plan_id =
          (SELECT max(plan_id) FROM plan_fences JOIN plan_events USING (plan_id)
            WHERE level = ?1 AND action = 'apply'))
      """
    )
    try counts.bind(level, 1)
    let known = try counts.rows { ($0.integer(), $0.integer()) }
    isAsPlanned = known.allSatisfy { $0.0 == Int64(fences.count) && $0.1 == $0.0 }
    let table = try PlanTable(plan, in: database)
    var isHeld = [Bool](repeating: false, count: table.count)
    let stores = try PreparedStatement(
      database,
      """
      SELECT \(TableLayout.rowID), id, territory, \(TableLayout.geometry) FROM stores
      ORDER BY \(TableLayout.rowID)
      """
    )
    defer { stores.reset() }
    // Both are in the order of rows.
    var position = 0
    while try stores.step() {
      let row = stores.integer(0)
      while position < table.count, table.rows[position] < row { position += 1 }
      guard position < table.count else { break }
      guard table.rows[position] == row,
        let territory = table.name(table.to[position]),
        StoreChange.areSame(stores.optionalText(2), territory),
        let place = stores.withBlob(3, StoredPlace.coordinate)
      else { continue }
      let id = stores.text(1)
      isHeld[position] =
        table.ids.position(of: id) == position
        && StoresFingerprint.isSame(id: id, at: place, as: table.places[position])
    }
    self.table = table
    self.isHeld = isHeld
  }
}

extension LeadDatabase {
  /// What the plan in force on a level holds; nil without such a plan, or when it has no fences.
  ///
  /// - Throws: ``StorageError``.
  /// - Complexity: O(stores).
  package func planHolds(level: String) throws -> PlanHolds? {
    try read { try PlanHolds($0, level: level) }
  }
}

extension StoreAssignments {
  /// Lets stores keep the territories in which a plan holds them.
  ///
  /// - Complexity: O(stores).
  package func keeping(_ holds: PlanHolds?) -> StoreAssignments {
    guard let holds,
      let level = levels.firstIndex(where: { $0.name.utf8.elementsEqual(holds.level.utf8) })
    else { return self }
    var outcomes = outcomes
    var answers = levels[level].answers
    // Held stores of one fence and one territory share an outcome.
    var shared: [Assignment: UInt32] = [:]
    for store in 0..<stores.count {
      let outcome = outcomes[Int(answers[store])]
      // Who has the territory of the fence is in no need of being held.
      guard let own = stores.territory(store), own != outcome.territory,
        let held = holds.assignment(of: ID(stores.id(store)), insteadOf: outcome)
      else { continue }
      if let known = shared[held] {
        answers[store] = known
      } else {
        answers[store] = UInt32(outcomes.count)
        shared[held] = answers[store]
        outcomes.append(held)
      }
    }
    var levels = levels
    levels[level] = Level(name: levels[level].name, answers: answers)
    return StoreAssignments(stores: stores, levels: levels, outcomes: outcomes)
  }
}
