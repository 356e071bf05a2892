public import Foundation

/// One way to share the stores out among territories, kept with its life.
///
/// What was planned never changes: the stores as they were, the parameters, the assignments, the
/// figures and the fences. Its life is a list of events (``Event``), the last of which says in which
/// state it is. A challenge that was accepted stands beside the plan as an override of one store.
public struct TerritoryPlan: Hashable, Sendable {
  /// Its number.
  public var id: Int64
  /// The list of scenarios that it belongs to: all those of one run.
  public var list: Int64
  /// Its name for people.
  public var name: String
  /// Which scenario of the list it is; `2 %` for one.
  public var scenario: String
  /// The plan that was in force when it was made; nil for none.
  public var parent: Int64?
  /// Who made it; nil when nobody was named.
  public var madeBy: ID<Rep>?
  /// When it was made.
  public var madeAt: Date
  /// The level of its territories.
  public var level: String
  /// The stores that it was computed from, as ``StoresFingerprint`` writes them.
  public var fingerprint: String
  /// The measure that amounts are of; `workload` for one.
  public var measure: String
  /// What it was computed with, a JSON object.
  public var parameters: String
  /// Its figures, a JSON object.
  public var metrics: String
  /// The number of stores that it assigns.
  public var stores: Int
  /// Those of them whose territory it changes.
  public var moved: Int
  /// The amount of all stores.
  public var amount: Double
  /// The amount of the stores whose territory it changes.
  public var movedAmount: Double
  /// In which state it is.
  public var state: State
  /// From when on it is to be in force, for one that is scheduled or was.
  public var effective: Date?
  /// The challenges that nobody has decided.
  public var openChallenges: Int
  /// The challenges that were accepted.
  public var acceptedChallenges: Int

  /// Makes a plan as it is stored.
  package init(
    id: Int64,
    list: Int64,
    name: String,
    scenario: String,
    parent: Int64?,
    madeBy: ID<Rep>?,
    madeAt: Date,
    level: String,
    fingerprint: String,
    measure: String,
    parameters: String,
    metrics: String,
    stores: Int,
    moved: Int,
    amount: Double,
    movedAmount: Double,
    state: State,
    effective: Date?,
    openChallenges: Int,
    acceptedChallenges: Int
  ) {
    self.id = id
    self.list = list
    self.name = name
    self.scenario = scenario
    self.parent = parent
    self.madeBy = madeBy
    self.madeAt = madeAt
    self.level = level
    self.fingerprint = fingerprint
    self.measure = measure
    self.parameters = parameters
    self.metrics = metrics
    self.stores = stores
    self.moved = moved
    self.amount = amount
    self.movedAmount = movedAmount
    self.state = state
    self.effective = effective
    self.openChallenges = openChallenges
    self.acceptedChallenges = acceptedChallenges
  }
}
