package import Foundation
import GRDB
package import LeadlineModel

/// The next step in the life of a plan, as whoever may take it decides.
package struct PlanStep: Sendable {
  /// What is done.
  package var action: TerritoryPlan.Action
  /// Why.
  package var note: String
  /// From when on the plan is to be in force, within the years 1…9999; for `schedule`.
  package var effective: Date?
  /// The challenge that is decided; for `accept` and `decline`.
  package var challenge: Int64?

  /// Makes a step.
  package init(
    _ action: TerritoryPlan.Action,
    note: String = "",
    effective: Date? = nil,
    challenge: Int64? = nil
  ) {
    self.action = action
    self.note = note
    self.effective = effective
    self.challenge = challenge
  }
}

extension LeadDatabase {
  /// Does something to a plan that changes neither stores nor fences.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - by: Who does it.
  ///   - time: When, within the years 1…9999.
  ///   - decide: Says what is done, from all that was done before; within the transaction, so that
  ///     nothing comes between.
  /// - Returns: The state of the plan after it.
  /// - Throws: ``LeadlineModel/PlanError`` where there is no such plan or the step is not one of its
  ///   state; ``StorageError``; what `decide` throws. Then nothing is done.
  package func act(
    on plan: Int64,
    by: ID<Rep>,
    at time: Date,
    _ decide: ([TerritoryPlan.Event]) throws -> PlanStep
  ) throws -> TerritoryPlan.State {
    try write { database in
      _ = try PlanRows.state(of: plan, in: database)
      let step = try decide(PlanQueries.events(of: plan, in: database))
      let state = try PlanRows.state(of: plan, after: step.action, at: time, in: database)
      let moment = StoredTime.text(time)
      try PlanRows.add(
        PlanRows.NewEvent(
          plan: plan,
          action: step.action,
          state: state,
          by: by,
          at: moment,
          note: step.note,
          effective: step.effective.map(StoredTime.text),
          challenge: step.challenge
        ),
        to: database
      )
      try PlanRows.noteChange(of: ["plan_events"], at: moment, in: database)
      return state
    }
  }

  /// Files a challenge to a proposed plan.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - store: The store.
  ///   - territory: The territory that the plan gives the store.
  ///   - wish: The one that it should have.
  ///   - by: Who challenges.
  ///   - time: When, within the years 1…9999.
  ///   - reason: Why.
  /// - Returns: The number of the challenge.
  /// - Throws: ``LeadlineModel/PlanError`` where there is no such plan or it is not proposed;
  ///   ``StorageError``.
  package func addChallenge(
    to plan: Int64,
    store: ID<Store>,
    territory: String?,
    wish: String,
    by: ID<Rep>,
    at time: Date,
    reason: String
  ) throws -> Int64 {
    try write { database in
      let state = try PlanRows.state(of: plan, after: .challenge, in: database)
      try database.execute(
        sql: "INSERT INTO plan_challenges (plan_id, store_id, territory, wish) VALUES (?, ?, ?, ?)",
        arguments: [plan, store.rawValue, territory, wish]
      )
      let challenge = database.lastInsertedRowID
      let moment = StoredTime.text(time)
      try PlanRows.add(
        PlanRows.NewEvent(
          plan: plan,
          action: .challenge,
          state: state,
          by: by,
          at: moment,
          note: reason,
          challenge: challenge
        ),
        to: database
      )
      try PlanRows.noteChange(of: ["plan_challenges", "plan_events"], at: moment, in: database)
      return challenge
    }
  }
}
