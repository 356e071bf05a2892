package import Foundation
import GRDB
package import LeadlineGeometry
package import LeadlineModel

/// Who brings which plan into force, and how.
package struct PlanApplication: Sendable {
  /// The plan.
  package var plan: Int64
  /// Who applies it.
  package var by: ID<Rep>
  /// When, within the years 1…9999.
  package var at: Date
  /// Why.
  package var note: String
  /// Who owns the stores that change territory.
  package var owners: TerritoryPlan.OwnerPolicy
  /// The reps who may get stores, each with the territory that is theirs.
  package var reps: [(territory: String, rep: ID<Rep>)]
  /// Whether it is applied although stores have changed since it was made.
  package var allowsChanges: Bool

  /// Says how a plan is applied.
  package init(
    plan: Int64,
    by: ID<Rep>,
    at: Date,
    note: String = "",
    owners: TerritoryPlan.OwnerPolicy,
    reps: [(territory: String, rep: ID<Rep>)],
    allowsChanges: Bool = false
  ) {
    self.plan = plan
    self.by = by
    self.at = at
    self.note = note
    self.owners = owners
    self.reps = reps
    self.allowsChanges = allowsChanges
  }
}

extension LeadDatabase {
  /// Brings a plan into force in one transaction: the stores' territories and owners, the fences, and
  /// the end of the plan that was in force.
  ///
  /// - Parameters:
  ///   - application: The plan, and how.
  ///   - locate: The territories of the plan's fences around places; asked at most once, for stores that
  ///     are new or lie elsewhere.
  /// - Returns: What changed.
  /// - Throws: ``LeadlineModel/PlanError`` where the plan is not approved, not due, or made for other
  ///   stores; ``StorageError``; what `locate` throws. Then nothing changes.
  ///
  /// - Complexity: O(stores), and O(log stores) for each one that changes hands.
  package func apply(
    _ application: PlanApplication,
    locate: ([Coordinate]) throws -> [String?]
  ) throws -> TerritoryPlan.Changes {
    try write { database in
      guard let plan = try PlanQueries.plans(application.plan, in: database).first else {
        throw PlanError.unknownPlan(application.plan)
      }
      let state = try PlanRows.state(of: plan.id, after: .apply, at: application.at, in: database)
      if let effective = plan.effective, effective > application.at {
        throw PlanError.notDue(plan: plan.id, effective: effective)
      }
      var diff = try PlanDiff(database, PlanTable(plan.id, in: database), application)
      var changes = TerritoryPlan.Changes()
      changes.passedOver = PlanObstacles(diff.obstacles)
      guard diff.obstacles.isEmpty || application.allowsChanges else {
        throw PlanError.storesChanged(plan: plan.id, changes.passedOver)
      }
      try diff.settle(by: locate)
      let moment = StoredTime.text(application.at)
      changes.other = try supersede(by: application, level: plan.level, at: moment, in: database)
      let event = try PlanRows.add(
        PlanRows.NewEvent(
          plan: plan.id,
          action: .apply,
          state: state,
          by: application.by,
          at: moment,
          note: application.note
        ),
        to: database
      )
      changes.territories = diff.changes.count
      changes.owners = diff.changes.count(where: \.movesOwner)
      changes.ownersWithoutRep = diff.ownersWithoutRep
      changes.outside = diff.outside
      try FormerAssignments(database, plan: plan.id, event: event).keep()
      try AssignmentRows(database, event: event, level: plan.level).replace(diff.changes)
      try StoreChangeWriter(database, plan: plan.id, level: plan.level, at: moment)
        .write(diff.changes)
      let fences = PlanFences(database, plan: plan.id, event: event, moment: moment)
      (changes.fences, changes.formerFences) = try fences.replace()
      try PlanRows.noteChange(of: PlanRows.tablesOfChanges, at: moment, in: database)
      return changes
    }
  }

  /// Archives the plan in force on a level.
  ///
  /// - Returns: That plan; nil if there was none.
  private func supersede(
    by application: PlanApplication,
    level: String,
    at moment: String,
    in database: Database
  ) throws -> Int64? {
    guard let former = try PlanRows.activePlan(level: level, in: database) else { return nil }
    try PlanRows.add(
      PlanRows.NewEvent(
        plan: former,
        action: .supersede,
        state: try PlanRows.state(of: former, after: .supersede, in: database),
        by: application.by,
        at: moment,
        cause: application.plan
      ),
      to: database
    )
    return former
  }
}
