/// Plans for a row of budgets, so that a planner can choose what a better balance is worth.
package struct ScenarioList: Hashable, Sendable {
  /// A plan and what it was allowed to move.
  package struct Scenario: Hashable, Sendable {
    /// The share of the first measure that may leave its territory; nil for any.
    package let budget: Double?
    /// The plan.
    package let result: RebalanceResult
  }

  /// Nothing, 1, 2, 5 and 10 %, and as much as it takes.
  package static let budgets: [Double?] = [0, 0.01, 0.02, 0.05, 0.1, nil]

  /// The plans, in the order of the budgets.
  ///
  /// The larger the budget, the less is out of band.
  package let scenarios: [Scenario]

  /// Makes the list with one search.
  package init(_ rebalancer: Rebalancer, budgets: [Double?] = Self.budgets) {
    scenarios = zip(budgets, rebalancer.rebalance(budgets: budgets)).map {
      Scenario(budget: $0, result: $1)
    }
  }
}
