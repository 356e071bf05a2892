public import Foundation
public import LeadlineDatabase
import LeadlineFences
import LeadlineLeads
public import LeadlineModel

/// Where plans of territories are handled: one person, at one moment, with what that person may do.
///
/// | action | who |
/// |---|---|
/// | make, propose | managers and supervisors |
/// | challenge | reps for stores and territories of their own, supervisors for those of their team, managers |
/// | decide a challenge | managers; supervisors for those whom they lead, not for themselves |
/// | approve, reject | managers; supervisors whose team has a territory that changes |
/// | schedule, apply, roll back, archive | managers |
///
/// The approval of a supervisor counts for the own team: the plan is approved when those of all changed
/// territories have approved, or a manager has. A rep is one who has the territory by the reps' own
/// `territory`, or the id of which is its name. In a database without reps everyone may do everything.
///
/// All functions throw ``LeadlineModel/PlanError`` where there is no such plan, where it is in a state
/// in which that is not done, and where the person is not permitted; and
/// ``LeadlineDatabase/StorageError``. Then nothing changes.
public struct PlanDesk {
  private let database: LeadDatabase
  private let actor: ID<Rep>
  private let now: Date
  private let staff: PlanStaff
  private let authority: PlanStaff.Authority

  /// Opens the desk for someone.
  ///
  /// - Parameters:
  ///   - database: The database, open for writing.
  ///   - actor: Who acts.
  ///   - now: When, within the years 1…9999.
  /// - Throws: ``LeadlineModel/PlanError``; ``LeadlineDatabase/StorageError``.
  public init(_ database: LeadDatabase, actor: ID<Rep>, now: Date) throws {
    self.database = database
    self.actor = actor
    self.now = now
    staff = try PlanStaff(database, at: now)
    authority = try staff.authority(of: actor)
  }

  /// Keeps plans that someone made.
  ///
  /// - Returns: Their numbers, in the order of the scenarios.
  package func add(_ plans: NewPlanList) throws -> [Int64] {
    if case .own = authority { throw PlanError.notPermitted(rep: actor, action: .create) }
    return try database.storePlans(plans)
  }

  /// Lays a draft before those whom it concerns.
  public func propose(_ plan: Int64, note: String = "") throws -> TerritoryPlan.State {
    _ = try database.plan(plan)
    if case .own = authority { throw PlanError.notPermitted(rep: actor, action: .propose) }
    return try act(.propose, on: plan, note: note)
  }

  /// Sends a plan back to its makers; it is a draft again.
  public func reject(_ plan: Int64, note: String) throws -> TerritoryPlan.State {
    _ = try database.plan(plan)
    if case .everything = authority {} else { _ = try concerns(plan, action: .reject) }
    return try act(.reject, on: plan, note: note)
  }

  /// Sets the date from which on an approved plan is to be in force, or sets it anew.
  public func schedule(
    _ plan: Int64,
    for effective: Date,
    note: String = ""
  ) throws -> TerritoryPlan.State {
    try requireManager(.schedule, plan)
    guard effective >= now else { throw PlanError.effectiveDatePassed(effective) }
    return try act(.schedule, on: plan, note: note, effective: effective)
  }

  /// Gives a plan up.
  public func archive(_ plan: Int64, note: String = "") throws -> TerritoryPlan.State {
    try requireManager(.archive, plan)
    return try act(.archive, on: plan, note: note)
  }

  /// What came of an approval.
  public struct Approval: Hashable, Sendable {
    /// The state of the plan after it.
    public var state: TerritoryPlan.State
    /// The territories whose approval is missing, by the bytes of their names.
    public var missing: [String]
  }

  /// Agrees to a proposed plan, a supervisor for the own team.
  ///
  /// Approvals count from the last time that the plan was proposed or a challenge accepted. While a
  /// challenge is open nobody approves.
  public func approve(_ plan: Int64, note: String = "") throws -> Approval {
    _ = try database.plan(plan)
    var changed: [PlanTerritory] = []
    if case .everything = authority {} else { changed = try concerns(plan, action: .approve) }
    var missing: [String] = []
    let state = try database.act(on: plan, by: actor, at: now) { events in
      let open =
        events.count { $0.action == .challenge }
        - events.count { $0.action == .accept || $0.action == .decline }
      if open > 0, events.last?.state == .proposed {
        throw PlanError.openChallenges(plan: plan, count: open)
      }
      let start = events.lastIndex { $0.action == .propose || $0.action == .accept } ?? 0
      let supervisors = events[start...].filter { $0.action == .endorse }.compactMap(\.by)
      let teams = (supervisors + [actor]).compactMap(staff.team)
      missing = changed.filter { territory in
        !teams.contains { team in territory.reps.contains(where: team.contains) }
      }.map { $0.name }
      return PlanStep(missing.isEmpty ? .approve : .endorse, note: note)
    }
    return Approval(state: state, missing: missing)
  }

  /// Contests a store's place in a proposed plan.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - store: The store.
  ///   - wish: The territory that it should have, one of the plan's.
  ///   - reason: Why.
  /// - Returns: The number of the challenge.
  /// - Throws: ``LeadlineModel/PlanError``; ``LeadlineDatabase/StorageError``.
  public func challenge(
    _ plan: Int64,
    store: ID<Store>,
    wish: String,
    reason: String
  ) throws -> Int64 {
    let table = try database.planTable(plan)
    guard let position = table.position(of: store) else { throw PlanError.unknownStore(store) }
    let territory = table.name(table.to[position])
    // Who lost the store by an accepted challenge has a say in it too.
    let planned = table.challenged[position] ?? table.to[position]
    var reps = [table.from[position], table.to[position], planned].flatMap {
      staff.holders(of: table.name($0))
    }
    if let owner = try database.history(of: store)?.present?.owner { reps.append(owner) }
    guard authority.reaches(reps) else {
      throw PlanError.notPermitted(rep: actor, action: .challenge)
    }
    let isOfPlan = [table.to, Array(table.challenged.values)].contains { codes in
      codes.contains { table.name($0)?.utf8.elementsEqual(wish.utf8) == true }
    }
    let fences = try database.fences(ofPlan: plan)
    guard isOfPlan || fences.contains(where: { $0.territory.utf8.elementsEqual(wish.utf8) }) else {
      throw PlanError.unknownTerritory(plan: plan, territory: wish)
    }
    return try database.addChallenge(
      to: plan,
      store: store,
      territory: territory,
      wish: wish,
      by: actor,
      at: now,
      reason: reason
    )
  }

  /// Decides a challenge; one that is accepted makes the store go where its challenger wishes.
  ///
  /// The wish is applied with the plan, over what the plan says of the store; the plan itself and its
  /// fences stay, so that the store is then an exception in another territory's land.
  public func decide(
    _ challenge: Int64,
    isAccepted: Bool,
    note: String
  ) throws -> TerritoryPlan.Challenge {
    let found = try database.challenge(challenge)
    let action = isAccepted ? TerritoryPlan.Action.accept : .decline
    switch authority {
    case .everything: break
    case .team(let team) where found.by != actor && team.contains(found.by): break
    case .team, .own: throw PlanError.notPermitted(rep: actor, action: action)
    }
    _ = try database.act(on: found.plan, by: actor, at: now) { events in
      let isDecided = events.contains {
        $0.challenge == challenge && ($0.action == .accept || $0.action == .decline)
      }
      if isDecided { throw PlanError.alreadyDecided(challenge: challenge) }
      return PlanStep(action, note: note, challenge: challenge)
    }
    return try database.challenge(challenge)
  }

  /// Brings a plan into force: territories and owners of the stores, and the fences, in one transaction.
  ///
  /// - Parameters:
  ///   - plan: An approved plan, or one that is scheduled and due.
  ///   - owners: Who owns the stores that change territory.
  ///   - allowsChanges: Whether to go on although stores have changed since the plan was made. New and
  ///     moved ones then get the territory of the plan's fence around them; all others get what the
  ///     plan says.
  ///   - note: Why.
  /// - Returns: What changed.
  /// - Throws: ``LeadlineModel/PlanError``; ``LeadlineDatabase/StorageError``.
  public func apply(
    _ plan: Int64,
    owners: TerritoryPlan.OwnerPolicy = .territory,
    allowsChanges: Bool = false,
    note: String = ""
  ) throws -> TerritoryPlan.Changes {
    try requireManager(.apply, plan)
    let level = try database.plan(plan).level
    let application = PlanApplication(
      plan: plan,
      by: actor,
      at: now,
      note: note,
      owners: owners,
      reps: staff.holdings,
      allowsChanges: allowsChanges
    )
    // Read before, as the database is busy with the transaction when they are asked for.
    let fences = try database.fences(ofPlan: plan)
    return try database.apply(application) { places in
      let index = FenceIndex(fences)
      guard
        let position = index.levels.firstIndex(where: { $0.utf8.elementsEqual(level.utf8) })
      else { return places.map { _ in nil } }
      return places.map { place in
        index.winner(at: place, level: position).position.map { index.fences[$0].territory }
      }
    }
  }

  /// The scheduled plans whose date has come, in the order of their dates.
  public func duePlans() throws -> [TerritoryPlan] {
    try database.plans().filter { plan in
      plan.state == .scheduled && plan.effective.map { $0 <= now } == true
    }.sorted { ($0.effective ?? now, $0.id) < ($1.effective ?? now, $1.id) }
  }

  /// Takes back what applying a plan changed; the plan before it is in force again.
  ///
  /// - Parameters:
  ///   - plan: The plan in force.
  ///   - isForced: Whether edits of the stores and fences that were made since may be lost.
  ///   - note: Why.
  /// - Returns: What changed.
  /// - Throws: ``LeadlineModel/PlanError``; ``LeadlineDatabase/StorageError``.
  public func rollBack(
    _ plan: Int64,
    isForced: Bool = false,
    note: String = ""
  ) throws -> TerritoryPlan.Changes {
    try requireManager(.rollBack, plan)
    return try database.rollBack(plan: plan, by: actor, at: now, note: note, isForced: isForced)
  }

  private func act(
    _ action: TerritoryPlan.Action,
    on plan: Int64,
    note: String,
    effective: Date? = nil
  ) throws -> TerritoryPlan.State {
    try database.act(on: plan, by: actor, at: now) { _ in
      PlanStep(action, note: note, effective: effective)
    }
  }

  private func requireManager(_ action: TerritoryPlan.Action, _ plan: Int64) throws {
    _ = try database.plan(plan)
    guard case .everything = authority else {
      throw PlanError.notPermitted(rep: actor, action: action)
    }
  }

  /// A territory that gets or gives stores, and its reps.
  private struct PlanTerritory {
    let name: String
    let reps: [ID<Rep>]
  }

  /// The territories that a plan changes, if one of them is the actor's concern.
  private func concerns(
    _ plan: Int64,
    action: TerritoryPlan.Action
  ) throws -> [PlanTerritory] {
    guard case .team = authority else { throw PlanError.notPermitted(rep: actor, action: action) }
    let changed = TerritoryLoad.loads(of: try database.planTable(plan)).compactMap { load in
      load.gained + load.lost == 0
        ? nil
        : load.territory.map { PlanTerritory(name: $0, reps: staff.holders(of: $0)) }
    }
    guard changed.contains(where: { authority.reaches($0.reps) }) else {
      throw PlanError.notPermitted(rep: actor, action: action)
    }
    return changed
  }
}
