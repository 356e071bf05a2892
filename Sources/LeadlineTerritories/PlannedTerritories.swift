/// One way to share the customers out: a new plan, or one scenario of a rebalancing run.
public struct PlannedTerritories: Hashable, Sendable {
  /// What it is called in lists: `new`, `free`, or the budget, `2 %` for one.
  public let name: String
  /// The share of the first measure that was allowed to move; nil for as much as balance needs.
  public let budget: Double?
  /// The territory of each customer; never -1.
  public let labels: [Int32]
  /// Why a measure is not in its band; empty when all are.
  public let shortfalls: [Shortfall]
  /// For a new plan of one measure: by what share its cost may exceed that of the best plan with the
  /// same centres and loads.
  public let optimalityGap: Double?
  /// For rebalancing, the share of the first measure that must cross borders to get into the band.
  ///
  /// Each crossing counts. It is the yardstick for what moved; nil where it was not worked out.
  public let referenceMoved: Double?

  /// Makes a plan.
  public init(
    name: String,
    budget: Double? = nil,
    labels: [Int32],
    shortfalls: [Shortfall] = [],
    optimalityGap: Double? = nil,
    referenceMoved: Double? = nil
  ) {
    self.name = name
    self.budget = budget
    self.labels = labels
    self.shortfalls = shortfalls
    self.optimalityGap = optimalityGap
    self.referenceMoved = referenceMoved
  }
}
