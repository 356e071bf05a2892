internal import LeadlineGeometry

/// Brings a plan back into its bands with the least workload moved.
///
/// First the flow between neighbouring territories says what must cross which border; customers next
/// to the borders carry it. Then chains of moves and many small ones better the plan: less outside the
/// bands, less moved, more compact. For budgets the chains are made one by one, those first that do
/// most for what they move. All plans met on the way stand on one frontier between what moves and what
/// is out of band, so a larger budget never gets a worse plan, and one search serves a whole list of
/// scenarios.
package struct Rebalancer: Sendable {
  let problem: TerritoryProblem
  let graph: ContiguityGraph
  let options: RebalanceOptions

  /// Makes a rebalancer.
  ///
  /// - Parameters:
  ///   - problem: What is divided. Customers that are in no present territory are new: they are given
  ///     one, and don't count as moved.
  ///   - graph: Who is next to whom.
  ///   - options: How it is done.
  package init(
    problem: TerritoryProblem,
    graph: ContiguityGraph,
    options: RebalanceOptions = RebalanceOptions()
  ) {
    self.problem = problem
    self.graph = graph
    self.options = options
  }

  /// The plan that moves least for the bands, within a budget.
  ///
  /// A plan that is in band already stays as it is, and so does every plan when the budget is 0; new
  /// customers are given a territory all the same. Moves that pins and eligibility force are made
  /// whatever the budget. A plan in band moves up to 7 % more than it takes, or 3 % more than must
  /// cross borders, where that makes territories more compact and the budget allows it.
  ///
  /// The budget is the share of the first measure that may leave its present territory, nil for any.
  /// The plan is the one found within it that is least out of band.
  ///
  /// - Complexity: O(customers · log customers) and a number of steps in proportion to the customers
  ///   at borders.
  package func rebalance(budget: Double? = nil) -> RebalanceResult {
    rebalance(budgets: [budget])[0]
  }

  /// The plans for several budgets, from one search; no larger budget has a worse plan.
  package func rebalance(budgets: [Double?]) -> [RebalanceResult] {
    // Customers are taken along a curve, so that their order in the columns doesn't matter.
    let part = ProblemPart(
      of: problem,
      graph: graph,
      atoms: PlaceOrder.along(x: problem.x, y: problem.y),
      territories: problem.territories.indices.map { Int32($0) }
    )
    let bands = PlanBands(part.problem)
    let start = Self.start(part)
    let search = RebalanceSearch(part: part, bands: bands, start: start, options: options)
    let forced = max(0, search.state.moved)
    let reference = search.reference()
    let exact = ExactRebalance(part: part, bands: bands, options: options)
    let searches =
      exact == nil ? run(search, staged: budgets.contains { $0 != nil }, reference: reference) : []
    return budgets.map { budget in
      let limit = budget ?? .infinity
      let labels =
        exact.map { $0.best(within: limit, forced: forced, from: start) }
        ?? RebalanceSearch.best(of: searches, within: limit, forced: forced) ?? start
      var whole = problem.present
      part.write(labels, into: &whole)
      return RebalanceResult(
        problem: problem,
        labels: whole,
        part: part,
        partLabels: labels,
        bands: bands,
        forcedShare: forced,
        reference: reference
      )
    }
  }

  /// Searches straight for plans in band, and in stages where budgets ask for them or the straight
  /// way ends out of band.
  private func run(
    _ start: RebalanceSearch,
    staged: Bool,
    reference: Double
  ) -> [RebalanceSearch] {
    guard start.state.violation > 0 else { return [start] }
    @Sendable func search(_ way: Int) -> RebalanceSearch {
      var search = start
      if way == 1 { search.runInStages() } else { search.run(reference: reference) }
      return search
    }
    guard !staged else { return Workers.map(2, threads: options.threads) { search($0) } }
    let straight = search(0)
    return straight.isInBand ? [straight] : [straight, search(1)]
  }

  /// The present plan as it must be before anything is balanced: pinned customers in the territory
  /// of their pin, those that may not be where they are and new ones near by.
  static func start(_ part: ProblemPart) -> [Int32] {
    let problem = part.problem
    var labels = problem.present
    for atom in labels.indices {
      if problem.pins[atom] >= 0 {
        labels[atom] = problem.pins[atom]
      } else if labels[atom] >= 0, !problem.allows(atom, in: Int(labels[atom])) {
        labels[atom] = -1
      }
    }
    PlanCompletion(problem: problem, graph: part.graph)
      .fill(&labels, open: problem.territories.map { $0.capacity > 0 })
    return labels
  }
}
