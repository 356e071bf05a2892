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
    // The last one tells what a budget keeps from being done.
    let results = rebalancer().rebalance(budgets: budgets + [nil])
    let free = results[budgets.count]
    progress(1)
    let present = Set(atoms.problem.present)
    let begins = problem.territories.indices.contains { !present.contains(Int32($0)) }
    return zip(budgets, results).map { budget, result in
      PlannedTerritories(
        name: budget.map { Self.percent($0) } ?? "free",
        budget: budget,
        labels: atoms.labels(of: result.labels),
        shortfalls: budget.map { shortfalls(of: result, within: $0, beside: free) }
          ?? shortfalls(of: result.labels, in: atoms.problem),
        // A territory that begins has no neighbours that something could come from.
        referenceMoved: begins ? nil : result.reference
      )
    }
  }

  private func rebalancer() -> Rebalancer {
    let strays = HeldStrays.flags(atoms.problem, labels: atoms.problem.present, graph: graph)
    return Rebalancer(
      problem: atoms.problem,
      graph: options.isContiguous ? graph.without(edgesOf: strays) : graph,
      options: RebalanceOptions(
        contiguous: options.isContiguous,
        seed: options.seed,
        threads: options.threads
      )
    )
  }

  /// Adapts the present plan to one change: only territories near it change.
  ///
  /// - Parameter change: What changes; territories by their positions.
  /// - Returns: The plan. Customers without a territory are given one as well.
  /// - Throws: ``TerritoriesError/nothingToSplit(territory:)``.
  /// - Complexity: O(customers + edges), and a search in the part that may change.
  public func adapt(to change: LocalChange) throws(TerritoriesError) -> PlannedTerritories {
    let result = try rebalancer().adapt(to: change)
    var after = atoms.problem
    if let ending = change.ending { after.territories[ending].capacity = 0 }
    var labels = result.labels
    PlanCompletion(problem: after, graph: graph)
      .fill(&labels, open: after.territories.map { $0.capacity > 0 })
    return PlannedTerritories(
      name: name(change),
      labels: atoms.labels(of: labels),
      shortfalls: Shortfall.outOfBand(labels, in: after, limit: .neighbourhood),
      referenceMoved: result.reference
    )
  }

  private func name(_ change: LocalChange) -> String {
    func id(_ territory: Int) -> String { problem.territories[territory].id }
    return switch change {
    case .leave(let territory): "without \(id(territory))"
    case .join(let territory, _): "with \(id(territory))"
    case .split(let territory, let new): "\(id(territory)) split into \(id(new))"
    case .merge(let territory, let other): "\(id(territory)) merged into \(id(other))"
    }
  }

  private static func percent(_ share: Double) -> String {
    let percent = (share * 10_000).rounded() / 100
    return percent == percent.rounded() ? "\(Int(percent)) %" : "\(percent) %"
  }
}
