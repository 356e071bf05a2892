/// Makes a fresh division hold: everyone where they may be, territories of one piece, sums in band.
struct PlanRepair {
  private let problem: TerritoryProblem
  private let graph: ContiguityGraph
  private let options: TerritoryPlanner.Options

  /// How far a new plan of one measure may be off where customers allow it, whatever band was asked: the
  /// diagram is balanced as it is, and its cells are compact.
  private static let fineTolerance = 0.005

  init(problem: TerritoryProblem, graph: ContiguityGraph, options: TerritoryPlanner.Options) {
    self.problem = problem
    self.graph = graph
    self.options = options
  }

  /// Repairs a division.
  ///
  /// - Parameter labels: The territory of each atom.
  /// - Returns: The plan.
  func repair(_ labels: [Int32]) -> [Int32] {
    var search = BorderSearch.Options()
    search.isContiguous = options.isContiguous
    search.seed = options.seed
    search.threads = options.threads
    var labels = labels
    let strays = HeldStrays.flags(problem, labels: labels, graph: graph)
    let graph = options.isContiguous ? graph.without(edgesOf: strays) : graph
    if options.isContiguous {
      labels = PieceRepair.makeContiguous(labels, problem: problem, graph: graph)
    }
    if problem.measures.count > 1 {
      search.starts = 2
      labels =
        BorderSearch.improve(
          problem: problem,
          graph: graph,
          labels: labels,
          options: search
        ).labels
    } else {
      // The diagram is as compact as it gets; only what the repair of pieces unbalanced is mended.
      search.heat = 0.01
      search.stopsInBand = true
      labels =
        BorderSearch.improve(
          problem: finely(problem),
          graph: graph,
          labels: labels,
          options: search
        ).labels
    }
    return labels
  }

  /// The problem with a band no wider than the finest that its customers allow.
  private func finely(_ problem: TerritoryProblem) -> TerritoryProblem {
    var fine = problem
    let targets = problem.targets(of: 0)
    let largest = problem.measures[0].amounts.max() ?? 0
    let least = targets.min() ?? 0
    fine.measures[0].tolerance = min(
      problem.measures[0].tolerance,
      max(Self.fineTolerance, least > 0 ? largest / least : 1)
    )
    return fine
  }
}
