public import Foundation

/// Why something can't be done to a plan of territories.
public enum PlanError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such plan.
  case unknownPlan(Int64)
  /// There is no such challenge.
  case unknownChallenge(Int64)
  /// There is no such rep.
  case unknownRep(ID<Rep>)
  /// The rep has left, or has not begun.
  case inactiveRep(ID<Rep>)
  /// There is no such store, or not in the plan.
  case unknownStore(ID<Store>)
  /// The plan has no such territory.
  case unknownTerritory(plan: Int64, territory: String)
  /// The action is not one of the plan's state.
  case wrongState(plan: Int64, state: TerritoryPlan.State, action: TerritoryPlan.Action)
  /// The rep may not do that.
  case notPermitted(rep: ID<Rep>, action: TerritoryPlan.Action)
  /// Challenges are still to be decided.
  case openChallenges(plan: Int64, count: Int)
  /// The challenge has been decided.
  case alreadyDecided(challenge: Int64)
  /// The effective date lies before now.
  case effectiveDatePassed(Date)
  /// Something was done to the plan after the time given.
  case beforeLastEvent(plan: Int64, last: String)
  /// The plan is scheduled for later.
  case notDue(plan: Int64, effective: Date)
  /// The stores are not those that the plan was computed from any more, before it could be stored.
  case storesChangedWhilePlanning
  /// The stores are not those that the plan was computed from.
  case storesChanged(plan: Int64, PlanObstacles)
  /// What was edited after the plan was applied would be lost.
  case laterEdits(plan: Int64, PlanObstacles)

  /// One sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownPlan(let plan):
      "there is no plan \(plan); leadline plan list shows those there are"
    case .unknownChallenge(let challenge):
      "there is no challenge \(challenge);"
        + " leadline plan show PLAN --part challenges shows those there are"
    case .unknownRep(let rep):
      "there is no rep '\(rep)'; name one that was imported"
    case .inactiveRep(let rep):
      "rep '\(rep)' is not active at this time; name one who is"
    case .unknownStore(let store):
      "there is no store '\(store)' among those of the plan; check the id"
    case .unknownTerritory(let plan, let territory):
      "plan \(plan) has no territory '\(territory)';"
        + " leadline plan show \(plan) shows those it has"
    case .wrongState(let plan, let state, let action):
      "plan \(plan) is \(state.rawValue), but \(Self.gerund(action)) needs one that is "
        + Self.alternatives(action.transition.from.map(\.rawValue))
    case .notPermitted(let rep, let action):
      "'\(rep)' is not permitted to \(Self.infinitive(action)); \(Self.permitted(action)) may"
    case .openChallenges(let plan, let count):
      "plan \(plan) has \(count == 1 ? "1 challenge" : "\(count) challenges") that nobody has"
        + " decided; decide with leadline plan decide"
    case .alreadyDecided(let challenge):
      "challenge \(challenge) has been decided; file another one"
    case .effectiveDatePassed(let date):
      "the effective date \(date.formatted(.iso8601)) is over; name a later one"
    case .beforeLastEvent(let plan, let last):
      "plan \(plan) was last changed at \(last), after the time given; give a later --now"
    case .notDue(let plan, let effective):
      "plan \(plan) is scheduled for \(effective.formatted(.iso8601));"
        + " apply it then, or schedule it anew"
    case .storesChangedWhilePlanning:
      "the stores were changed while the plan was made; make it anew"
    case .storesChanged(let plan, let changes):
      "the stores were changed since plan \(plan) was made (\(changes));"
        + " make a new plan, or apply it with --allow-changes"
    case .laterEdits(let plan, let edits):
      "what was edited since plan \(plan) was applied would be lost (\(edits));"
        + " roll back with --force to lose it"
    }
  }

  private static func permitted(_ action: TerritoryPlan.Action) -> String {
    switch action {
    case .create, .propose: "a manager or a supervisor"
    case .challenge: "who has the store or one of its territories, and their supervisors,"
    case .accept, .decline: "a manager or a supervisor of the challenger"
    case .approve, .endorse, .reject: "a manager or a supervisor of a rep whom the plan concerns"
    default: "a manager"
    }
  }

  private static func infinitive(_ action: TerritoryPlan.Action) -> String {
    switch action {
    case .create: "add a plan"
    case .challenge: "challenge this"
    case .accept, .decline: "decide on this challenge"
    case .endorse: "approve"
    case .rollBack: "roll back"
    default: action.rawValue
    }
  }

  private static func gerund(_ action: TerritoryPlan.Action) -> String {
    switch action {
    case .create: "adding"
    case .propose: "proposing"
    case .challenge: "challenging"
    case .accept, .decline: "deciding on a challenge"
    case .endorse, .approve: "approving"
    case .reject: "rejecting"
    case .schedule: "scheduling"
    case .apply: "applying"
    case .supersede: "replacing"
    case .rollBack: "rolling back"
    case .restore: "restoring"
    case .archive: "archiving"
    }
  }

  private static func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "new" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}

/// What stands in the way of a plan: which stores and fences, by what happened to them.
public struct PlanObstacles: Hashable, Sendable, CustomStringConvertible {
  /// What happened to a store or a fence.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A store that came later.
    case new
    /// A store that is gone.
    case removed
    /// A store that lies elsewhere.
    case moved
    /// A store with another territory.
    case reassigned
    /// A store with another owner.
    case owner = "other owner"
    /// A fence that was edited or is gone.
    case fence
  }

  /// One obstacle.
  public struct Entry: Hashable, Sendable {
    /// What happened.
    public var kind: Kind
    /// The id of the store or fence.
    public var id: String

    /// Makes an obstacle.
    package init(kind: Kind, id: String) {
      self.kind = kind
      self.id = id
    }
  }

  /// The obstacles, kind by kind, in each by the bytes of the id.
  public let entries: [Entry]

  /// Collects obstacles.
  package init(_ entries: [Entry]) {
    let order = Dictionary(uniqueKeysWithValues: Kind.allCases.enumerated().map { ($1, $0) })
    self.entries = entries.sorted { left, right in
      left.kind == right.kind
        ? left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
        : order[left.kind, default: 0] < order[right.kind, default: 0]
    }
  }

  /// Whether nothing stands in the way.
  public var isEmpty: Bool { entries.isEmpty }

  /// The first five of each kind: `2 new: s7, s8; 1 moved: s3`.
  public var description: String {
    Kind.allCases.compactMap { kind in
      let ids = entries.filter { $0.kind == kind }.map(\.id)
      guard !ids.isEmpty else { return nil }
      let rest = ids.count > 5 ? ", …" : ""
      return "\(ids.count) \(kind.rawValue): \(ids.prefix(5).joined(separator: ", "))\(rest)"
    }.joined(separator: "; ")
  }
}
