extension BorderSearch {
  /// Brings a plan of one measure, which is nearly balanced, to within half a percent of its targets
  /// or within one customer, whichever is larger.
  ///
  /// The problem's own tolerance counts where it lies between the two. What little is out of balance
  /// goes over the borders, as few customers as it takes; see ``improve(problem:graph:labels:options:)``
  /// for what holds.
  ///
  /// - Parameters:
  ///   - problem: What is divided; only the first measure counts.
  ///   - graph: Who is a neighbour of whom.
  ///   - labels: The plan.
  ///   - options: How to search; the heat, the shape and where it stops are this function's own.
  /// - Returns: The best plan found.
  /// - Complexity: O(customers + edges + steps); it ends as soon as all are in balance.
  package static func polish(
    problem: TerritoryProblem,
    graph: ContiguityGraph,
    labels: [Int32],
    options: Options = Options()
  ) -> Result {
    var problem = problem
    let measure = problem.measures[0]
    let largest = measure.amounts.max() ?? 0
    let least = problem.targets(of: 0).filter { $0 > 0 }.min() ?? 0
    let customer = least > 0 ? largest / least : 0
    problem.measures = [measure]
    problem.measures[0].tolerance = max(0.005, min(measure.tolerance, customer))
    var options = options
    options.heat = 0.003
    options.shape = .moment
    options.stopsInBand = true
    return improve(problem: problem, graph: graph, labels: labels, options: options)
  }
}
