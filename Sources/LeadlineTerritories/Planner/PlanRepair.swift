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

/// Says which territories are out of band, one sentence per measure.
struct BandReport {
  /// One sentence for each measure that is not in its band everywhere.
  let sentences: [String]

  /// Adds up a plan.
  ///
  /// - Complexity: O(customers · measures).
  init(problem: TerritoryProblem, labels: [Int32]) {
    sentences = problem.measures.enumerated().compactMap { position, measure in
      let targets = problem.targets(of: position)
      var sums = [Double](repeating: 0, count: targets.count)
      for (customer, label) in labels.enumerated() where label >= 0 {
        sums[Int(label)] += measure.amounts[customer]
      }
      let deviations = zip(sums, targets).map { $1 > 0 ? $0 / $1 - 1 : 0 }
      let count = targets.count { $0 > 0 }
      let outside = deviations.indices.filter { abs(deviations[$0]) > measure.tolerance + 1e-9 }
      guard let worst = outside.max(by: { abs(deviations[$0]) < abs(deviations[$1]) }) else {
        return nil
      }
      let percent = (deviations[worst] * 1000).rounded() / 10
      let band = (measure.tolerance * 1000).rounded() / 10
      return
        "\(outside.count) of \(count) territories are off by more than \(band) % of their"
        + " \(measure.name), '\(problem.territories[worst].id)' the most, by \(percent) %."
    }
  }
}
