extension TerritoryPlanner {
  /// Balances the present plan, once for each budget.
  ///
  /// Every scenario is the least out of band that was found within its budget, and moves the least for
  /// it; a larger budget never gives a worse one. Within the band nothing moves. Customers without a
  /// territory are given one whatever the budget, and customers that a pin or their eligibility forbids
  /// to stay are moved.
  ///
  /// - Parameters:
  ///   - budgets: The shares of the first measure that may move; nil for no limit.
  ///   - progress: Told how far the work has come, 0 to 1.
  /// - Returns: One plan per budget.
  /// - Complexity: One search serves all budgets; it grows with the customers at borders.
  public func scenarios(
    budgets: [Double?],
    progress: (Double) -> Void = { _ in }
  ) -> [PlannedTerritories] {
    let rebalancer = Rebalancer(
      problem: atoms.problem,
      graph: graph,
      options: RebalanceOptions(
        contiguous: options.isContiguous,
        seed: options.seed,
        threads: options.threads
      )
    )
    let results = rebalancer.rebalance(budgets: budgets)
    progress(1)
    return zip(budgets, results).map { budget, result in
      let labels = atoms.labels(of: result.labels)
      return PlannedTerritories(
        name: budget.map { Self.percent($0) } ?? "free",
        budget: budget,
        labels: labels,
        shortfalls: BandReport(problem: problem, labels: labels).sentences,
        referenceMoved: result.reference
      )
    }
  }

  private static func percent(_ share: Double) -> String {
    let percent = (share * 10_000).rounded() / 100
    return percent == percent.rounded() ? "\(Int(percent)) %" : "\(percent) %"
  }
}
