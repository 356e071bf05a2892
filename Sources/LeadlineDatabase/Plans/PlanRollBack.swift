package import Foundation
import GRDB
public import LeadlineModel

extension LeadDatabase {
  /// Takes back, in one transaction, what applying a plan changed, and puts the plan that was in force
  /// before into force again.
  ///
  /// - Parameters:
  ///   - id: The plan in force.
  ///   - by: Who rolls back.
  ///   - time: When, within the years 1…9999.
  ///   - note: Why.
  ///   - isForced: Whether edits of stores and fences made since may be lost.
  /// - Returns: What changed.
  /// - Throws: ``LeadlineModel/PlanError`` where the plan is not in force, or edits would be lost;
  ///   ``StorageError``. Then nothing changes.
  ///
  /// - Complexity: O(stores), and O(log stores) for each one that the plan had changed.
  package func rollBack(
    plan id: Int64,
    by: ID<Rep>,
    at time: Date,
    note: String,
    isForced: Bool
  ) throws -> TerritoryPlan.Changes {
    try write { database in
      guard let plan = try PlanQueries.plans(id, in: database).first else {
        throw PlanError.unknownPlan(id)
      }
      let state = try PlanRows.state(of: id, after: .rollBack, at: time, in: database)
      let undo = try UndoList(database, plan)
      let edits = PlanObstacles(undo.edits)
      guard edits.isEmpty || isForced else { throw PlanError.laterEdits(plan: id, edits) }

      let moment = StoredTime.text(time)
      var changes = TerritoryPlan.Changes()
      changes.passedOver = edits
      let moved = undo.changes.map(\.store).filter { $0.movesTerritory || $0.movesOwner }
      changes.territories = moved.count(where: \.movesTerritory)
      changes.owners = moved.count(where: \.movesOwner)
      try AssignmentRows(database, event: undo.event, level: plan.level).restore(undo.changes)
      try StoreChangeWriter(database, plan: id, level: plan.level, at: moment).write(moved)
      (changes.fences, changes.formerFences) = try undo.fences.restore()
      try FormerAssignments(database, plan: id, event: undo.event).restore()
      try PlanRows.add(
        PlanRows.NewEvent(
          plan: id,
          action: .rollBack,
          state: state,
          by: by,
          at: moment,
          note: note
        ),
        to: database
      )
      changes.other = try restorePlan(before: id, by: by, at: moment, in: database)
      try PlanRows.noteChange(
        of: PlanRows.tablesOfChanges + ["fences"],
        at: moment,
        in: database
      )
      return changes
    }
  }

  /// What was changed since a plan was made or, of one in force, applied: what a new plan would have to
  /// take into account, or what rolling back would lose.
  ///
  /// - Throws: ``LeadlineModel/PlanError/unknownPlan(_:)``; ``StorageError``.
  public func changes(sincePlan id: Int64) throws -> PlanObstacles {
    let plan = try plan(id)
    return try read { database in
      if plan.state == .active { return PlanObstacles(try UndoList(database, plan).edits) }
      let diff = try PlanDiff(
        database,
        PlanTable(id, in: database),
        PlanApplication(plan: id, by: ID(""), at: plan.madeAt, owners: .keep, reps: [])
      )
      return PlanObstacles(diff.obstacles)
    }
  }

  /// Puts the plan that another one replaced into force again.
  ///
  /// - Returns: That plan; nil if it replaced none.
  private func restorePlan(
    before plan: Int64,
    by: ID<Rep>,
    at moment: String,
    in database: Database
  ) throws -> Int64? {
    let former = try Int64.fetchOne(
      database,
      sql: """
        SELECT plan_id FROM plan_events WHERE cause_id = ? AND action = 'supersede'
        ORDER BY id DESC LIMIT 1
        """,
      arguments: [plan]
    )
    guard let former else { return nil }
    try PlanRows.add(
      PlanRows.NewEvent(
        plan: former,
        action: .restore,
        state: try PlanRows.state(of: former, after: .restore, in: database),
        by: by,
        at: moment,
        cause: plan
      ),
      to: database
    )
    return former
  }
}

/// What applying a plan changed, and what became of it since.
private struct UndoList {
  /// The event by which it was applied.
  let event: Int64
  /// The fences that it changed.
  let fences: PlanFences
  /// The stores that are still there.
  private(set) var changes: [UndoneChange] = []
  /// Stores that are gone, and stores and fences that were changed since.
  private(set) var edits: [PlanObstacles.Entry]

  init(_ database: Database, _ plan: TerritoryPlan) throws {
    let events = try PlanQueries.events(of: plan.id, in: database)
    guard let applied = events.last(where: { $0.action == .apply }) else {
      throw PlanError.wrongState(plan: plan.id, state: plan.state, action: .rollBack)
    }
    event = applied.id
    fences = PlanFences(
      database,
      plan: plan.id,
      event: event,
      moment: StoredTime.text(applied.at)
    )
    edits = try fences.edited().map { PlanObstacles.Entry(kind: .fence, id: $0) }
    let changed = try PreparedStatement(
      database,
      """
      SELECT changed.store, stores.id, stores.territory, stores.owner, old_territory, new_territory,
        (SELECT id FROM reps WHERE id = old_owner), new_owner, old_assigned, old_fence, old_rule,
        planned.id
      FROM plan_changes AS changed
      JOIN plan_events AS event ON event.id = event_id
      JOIN plans ON plans.id = event.plan_id
      LEFT JOIN plan_stores AS planned ON planned.list_id = plans.list_id
        AND planned.store = changed.store
      LEFT JOIN stores ON stores.fid = changed.store
      WHERE event_id = ?1 ORDER BY changed.store
      """
    )
    changed.bind(event, 1)
    let rows = try changed.rows { row in
      let number = row.integer()
      let id = row.optionalText()
      let (territory, owner) = (row.optionalText(), row.optionalText())
      let (oldTerritory, newTerritory) = (row.optionalText(), row.optionalText())
      let (oldOwner, newOwner) = (row.optionalText(), row.optionalText())
      let (assigned, fence, rule) = (row.optionalText(), row.optionalText(), row.optionalText())
      let planned = row.optionalText()
      let store = StoreChange(
        row: number,
        id: id ?? planned ?? "\(number)",
        oldTerritory: territory,
        newTerritory: oldTerritory,
        oldOwner: owner,
        newOwner: oldOwner
      )
      return (
        UndoneChange(store: store, assigned: assigned, fence: fence, rule: rule),
        isThere: id != nil && (planned == nil || StoreChange.areSame(id, planned)),
        hasOtherTerritory: !StoreChange.areSame(territory, newTerritory),
        hasOtherOwner: !StoreChange.areSame(owner, newOwner)
      )
    }
    for (change, isThere, hasOtherTerritory, hasOtherOwner) in rows {
      let id = change.store.id
      guard isThere else {
        edits.append(PlanObstacles.Entry(kind: .removed, id: id))
        continue
      }
      changes.append(change)
      if hasOtherTerritory { edits.append(PlanObstacles.Entry(kind: .reassigned, id: id)) }
      if hasOtherOwner { edits.append(PlanObstacles.Entry(kind: .owner, id: id)) }
    }
  }
}
