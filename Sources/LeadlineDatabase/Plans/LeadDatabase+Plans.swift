import Foundation
import GRDB
import LeadlineGeometry
public import LeadlineModel

extension LeadDatabase {
  /// All plans by their numbers.
  ///
  /// - Throws: ``StorageError``.
  public func plans() throws -> [TerritoryPlan] {
    try readPlans { try PlanQueries.plans(in: $0) } ?? []
  }

  /// A plan.
  ///
  /// - Throws: ``LeadlineModel/PlanError/unknownPlan(_:)``; ``StorageError``.
  public func plan(_ id: Int64) throws -> TerritoryPlan {
    guard let plan = try readPlans({ try PlanQueries.plans(id, in: $0).first }) ?? nil else {
      throw PlanError.unknownPlan(id)
    }
    return plan
  }

  /// What was done to a plan, the first first.
  ///
  /// - Throws: ``StorageError``.
  public func events(ofPlan plan: Int64) throws -> [TerritoryPlan.Event] {
    try readPlans { try PlanQueries.events(of: plan, in: $0) } ?? []
  }

  /// The challenges to a plan, the first first, with what was decided.
  ///
  /// - Throws: ``StorageError``.
  public func challenges(ofPlan plan: Int64) throws -> [TerritoryPlan.Challenge] {
    try readPlans { try PlanQueries.challenges("challenge.plan_id", plan, in: $0) } ?? []
  }

  /// A challenge.
  ///
  /// - Throws: ``LeadlineModel/PlanError/unknownChallenge(_:)``; ``StorageError``.
  public func challenge(_ id: Int64) throws -> TerritoryPlan.Challenge {
    let found = try readPlans { try PlanQueries.challenges("challenge.id", id, in: $0).first }
    guard let challenge = found ?? nil else { throw PlanError.unknownChallenge(id) }
    return challenge
  }

  /// The fences of a plan, by the bytes of their ids.
  ///
  /// - Throws: ``StorageError``.
  public func fences(ofPlan plan: Int64) throws -> [Fence] {
    try readPlans { try PlanQueries.fences(of: plan, in: $0) } ?? []
  }

  /// What a plan says of every store.
  ///
  /// - Throws: ``LeadlineModel/PlanError/unknownPlan(_:)``; ``StorageError``.
  /// - Complexity: O(stores).
  package func planTable(_ plan: Int64) throws -> PlanTable {
    guard let table = try readPlans({ try PlanTable(plan, in: $0) }) else {
      throw PlanError.unknownPlan(plan)
    }
    return table
  }

  /// Reads of the tables of plans; nil in a file of before they were.
  private func readPlans<Result>(_ body: (Database) throws -> Result) throws -> Result? {
    try read { try $0.tableExists("plans") ? try body($0) : nil }
  }
}

/// Reads plans and what belongs to them.
enum PlanQueries {
  /// All plans by their numbers, or the one of a number.
  static func plans(_ id: Int64? = nil, in database: Database) throws -> [TerritoryPlan] {
    let statement = try PreparedStatement(
      database,
      """
      SELECT plans.id, list_id, list.name, scenario, parent_id, made_by, made_at, level,
        fingerprint, measure, parameters, metrics, stores, moved, amount, moved_amount,
        (SELECT state FROM plan_events WHERE plan_id = plans.id ORDER BY id DESC LIMIT 1),
        (SELECT effective FROM plan_events WHERE plan_id = plans.id AND action = 'schedule'
          ORDER BY id DESC LIMIT 1),
        (SELECT count(*) FROM plan_challenges WHERE plan_id = plans.id),
        (SELECT count(*) FROM plan_events WHERE plan_id = plans.id AND action = 'accept'),
        (SELECT count(*) FROM plan_events WHERE plan_id = plans.id AND action = 'decline')
      FROM plans JOIN plan_lists AS list ON list.id = list_id
      WHERE ?1 IS NULL OR plans.id = ?1 ORDER BY plans.id
      """
    )
    if let id { statement.bind(id, 1) }
    return try statement.rows(plan)
  }

  /// A plan of its row; nil for one of whose state or time this version knows nothing.
  private static func plan(_ row: inout ColumnReader) -> TerritoryPlan? {
    let (id, list) = (row.integer(), row.integer())
    let (name, scenario) = (row.text(), row.text())
    let parent = row.optionalInteger()
    let madeBy = row.optionalText().map { ID<Rep>($0) }
    let madeAt = row.time()
    let (level, fingerprint, measure) = (row.text(), row.text(), row.text())
    let (parameters, metrics) = (row.text(), row.text())
    let (stores, moved) = (row.count(), row.count())
    let (amount, movedAmount) = (row.number(), row.number())
    let state = TerritoryPlan.State(rawValue: row.text())
    let effective = row.time()
    let (challenges, accepted, declined) = (row.count(), row.count(), row.count())
    guard let madeAt, let state else { return nil }
    // The date of a plan that was sent back counts no more.
    let hasDate = state == .scheduled || state == .active || state == .archived
    return TerritoryPlan(
      id: id,
      list: list,
      name: name,
      scenario: scenario,
      parent: parent,
      madeBy: madeBy,
      madeAt: madeAt,
      level: level,
      fingerprint: fingerprint,
      measure: measure,
      parameters: parameters,
      metrics: metrics,
      stores: stores,
      moved: moved,
      amount: amount,
      movedAmount: movedAmount,
      state: state,
      effective: hasDate ? effective : nil,
      openChallenges: max(0, challenges - accepted - declined),
      acceptedChallenges: accepted
    )
  }

  /// What was done to a plan, the first first.
  static func events(of plan: Int64, in database: Database) throws -> [TerritoryPlan.Event] {
    let statement = try PreparedStatement(
      database,
      """
      SELECT id, action, state, done_by, done_at, note, effective, challenge_id, cause_id
      FROM plan_events WHERE plan_id = ?1 ORDER BY id
      """
    )
    statement.bind(plan, 1)
    return try statement.rows { row in
      let id = row.integer()
      let action = TerritoryPlan.Action(rawValue: row.text())
      let state = TerritoryPlan.State(rawValue: row.text())
      let by = row.optionalText().map { ID<Rep>($0) }
      let at = row.time()
      guard let action, let state, let at else { return nil }
      return TerritoryPlan.Event(
        id: id,
        plan: plan,
        action: action,
        state: state,
        by: by,
        at: at,
        note: row.text(),
        effective: row.time(),
        challenge: row.optionalInteger(),
        cause: row.optionalInteger()
      )
    }
  }

  /// The challenges of which a column has a value, the first first.
  static func challenges(
    _ column: String,
    _ value: Int64,
    in database: Database
  ) throws -> [TerritoryPlan.Challenge] {
    let statement = try PreparedStatement(
      database,
      """
      SELECT challenge.id, challenge.plan_id, store_id, territory, wish,
        filed.done_by, filed.done_at, filed.note,
        decided.action, decided.done_by, decided.done_at, decided.note
      FROM plan_challenges AS challenge
      JOIN plan_events AS filed ON filed.challenge_id = challenge.id AND filed.action = 'challenge'
      LEFT JOIN plan_events AS decided ON decided.challenge_id = challenge.id
        AND decided.action IN ('accept', 'decline')
      WHERE \(column) = ?1 ORDER BY challenge.id
      """
    )
    statement.bind(value, 1)
    return try statement.rows { row in
      let (id, plan) = (row.integer(), row.integer())
      let store = ID<Store>(row.text())
      let territory = row.optionalText()
      let wish = row.text()
      let by = ID<Rep>(row.text())
      guard let at = row.time() else { return nil }
      let reason = row.text()
      var decision: TerritoryPlan.Challenge.Decision?
      if let action = row.optionalText() {
        let decidedBy = ID<Rep>(row.text())
        let isAccepted = action == TerritoryPlan.Action.accept.rawValue
        guard let decidedAt = row.time() else { return nil }
        decision = .init(isAccepted: isAccepted, by: decidedBy, at: decidedAt, note: row.text())
      }
      return TerritoryPlan.Challenge(
        id: id,
        plan: plan,
        store: store,
        territory: territory,
        wish: wish,
        by: by,
        at: at,
        reason: reason,
        decision: decision
      )
    }
  }

  /// The fences of a plan, by the bytes of their ids.
  static func fences(of plan: Int64, in database: Database) throws -> [Fence] {
    let fences = try PreparedStatement(
      database,
      """
      SELECT id, name, territory, level, priority, geom FROM plan_fences
      WHERE plan_id = ?1 ORDER BY id
      """
    )
    fences.bind(plan, 1)
    return try fences.rows { row in
      let id = ID<Fence>(row.text())
      let name = row.optionalText()
      let (territory, level) = (row.text(), row.text())
      return Fence(
        id: id,
        name: name,
        territory: territory,
        level: level,
        priority: row.count(),
        area: fences.withBlob(5, area)
      )
    }
  }

  /// The polygons of a blob; none of one that another program damaged.
  private static func area(_ blob: UnsafeRawBufferPointer) -> MultiPolygon {
    guard let (geometry, _) = try? GeoPackageBlob.decode(blob),
      case .multiPolygon(let parts) = geometry
    else { return MultiPolygon([]) }
    return MultiPolygon(
      parts.compactMap { rings in
        let rings = rings.map { ring in
          ring.compactMap { try? Coordinate(longitude: $0.x, latitude: $0.y) }
        }
        guard let exterior = rings.first else { return nil }
        return try? Polygon(exterior: exterior, holes: Array(rings.dropFirst()))
      }
    )
  }
}
