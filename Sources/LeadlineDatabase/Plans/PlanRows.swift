import Foundation
import GRDB
import LeadlineModel

/// What several transactions on plans need of the tables.
enum PlanRows {
  /// The rule in `assignments` and `territory_moves` of what a plan decided.
  static let rule = Assignment.Rule.plan.rawValue

  /// The tables that change when a plan comes into force or is rolled back, without `fences`.
  static let tablesOfChanges = [
    "plan_events", "stores", "assignments", "territory_moves", "owner_moves",
  ]

  /// An event to be added.
  struct NewEvent {
    var plan: Int64
    var action: TerritoryPlan.Action
    var state: TerritoryPlan.State
    var by: ID<Rep>?
    /// The time as ``StoredTime`` writes it.
    var at: String
    var note = ""
    var effective: String?
    var challenge: Int64?
    var cause: Int64?
  }

  /// Adds an event.
  ///
  /// - Returns: Its number.
  @discardableResult
  static func add(_ event: NewEvent, to database: Database) throws -> Int64 {
    try database.execute(
      sql: """
        INSERT INTO plan_events
          (plan_id, action, state, done_by, done_at, note, effective, challenge_id, cause_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        event.plan, event.action.rawValue, event.state.rawValue, event.by?.rawValue, event.at,
        event.note, event.effective, event.challenge, event.cause,
      ]
    )
    return database.lastInsertedRowID
  }

  /// The plan in force on a level; nil for none.
  static func activePlan(level: String, in database: Database) throws -> Int64? {
    try Int64.fetchOne(
      database,
      sql: """
        SELECT plans.id FROM plans JOIN plan_lists ON plan_lists.id = plans.list_id
        WHERE level = ? AND '\(TerritoryPlan.State.active.rawValue)' =
          (SELECT state FROM plan_events WHERE plan_id = plans.id ORDER BY id DESC LIMIT 1)
        """,
      arguments: [level]
    )
  }

  /// The state of a plan.
  ///
  /// - Throws: ``LeadlineModel/PlanError/unknownPlan(_:)``.
  static func state(of plan: Int64, in database: Database) throws -> TerritoryPlan.State {
    let state = try String.fetchOne(
      database,
      sql: "SELECT state FROM plan_events WHERE plan_id = ? ORDER BY id DESC LIMIT 1",
      arguments: [plan]
    )
    guard let known = state.flatMap(TerritoryPlan.State.init(rawValue:)) else {
      throw PlanError.unknownPlan(plan)
    }
    return known
  }

  /// The state that an action at a time leads a plan to.
  ///
  /// - Throws: As ``state(of:after:in:)``, and for a time before the plan's last event.
  static func state(
    of plan: Int64,
    after action: TerritoryPlan.Action,
    at time: Date,
    in database: Database
  ) throws -> TerritoryPlan.State {
    let state = try state(of: plan, after: action, in: database)
    let last = try String.fetchOne(
      database,
      sql: "SELECT done_at FROM plan_events WHERE plan_id = ? ORDER BY id DESC LIMIT 1",
      arguments: [plan]
    )
    // Stored times have one form, so their texts are in the order of the times.
    if let last, StoredTime.text(time) < last {
      throw PlanError.beforeLastEvent(plan: plan, last: last)
    }
    return state
  }

  /// The state that an action leads a plan to.
  ///
  /// - Throws: ``LeadlineModel/PlanError`` where there is no such plan, or the action is not one of its
  ///   state.
  static func state(
    of plan: Int64,
    after action: TerritoryPlan.Action,
    in database: Database
  ) throws -> TerritoryPlan.State {
    let state = try state(of: plan, in: database)
    guard let next = action.state(from: state) else {
      throw PlanError.wrongState(plan: plan, state: state, action: action)
    }
    return next
  }

  /// Notes when tables were changed, in the GeoPackage's table of contents.
  static func noteChange(of tables: [String], at time: String, in database: Database) throws {
    for table in tables {
      try database.execute(
        sql: "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?",
        arguments: [time, table]
      )
    }
  }
}
