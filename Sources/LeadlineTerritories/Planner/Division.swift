/// Divides atoms among territories from nothing: a balanced diagram, then what it can't know of.
///
/// The diagram balances one amount: that of the only measure, or else the sum of all measures, each as
/// a share of its total. Pins, eligibility, contiguity and the bands of further measures come after.
struct Division {
  private let problem: TerritoryProblem
  private let graph: ContiguityGraph
  private let options: TerritoryPlanner.Options

  /// What came of it.
  struct Result {
    /// The territory of each atom.
    var labels: [Int32]
    /// How far the optimum may lie below the plan's cost; nil where the diagram is not the plan.
    var gap: Double?
  }

  /// Prepares a division.
  init(problem: TerritoryProblem, graph: ContiguityGraph, options: TerritoryPlanner.Options) {
    self.problem = problem
    self.graph = graph
    self.options = options
  }

  /// Divides.
  func solve() -> Result {
    let amounts = Self.amounts(problem)
    let targets = problem.territories.map(\.capacity)
    let diagram = diagram(amounts: amounts, targets: targets)
    guard let diagram else { return Result(labels: [], gap: nil) }
    var labels = diagram.labels
    for atom in labels.indices where !problem.allows(atom, in: Int(labels[atom])) {
      labels[atom] = allowed(atom, centres: diagram.centres)
    }
    let repaired = PlanRepair(problem: problem, graph: graph, options: options).repair(labels)
    return Result(
      labels: repaired,
      gap: problem.measures.count == 1 ? gap(repaired, diagram) : nil
    )
  }

  /// How far the best plan with the same centres and loads may lie below a plan's cost, as a share.
  ///
  /// With λ the weights of the diagram's cells, Σ amount · min (distance² - λ) + Σ λ · load bounds the
  /// cost of every plan with these loads from below; the first sum is the diagram's.
  private func gap(_ labels: [Int32], _ diagram: BalancedDiagram) -> Double? {
    let amounts = problem.measures[0].amounts
    var loads = [Double](repeating: 0, count: diagram.loads.count)
    var cost = 0.0
    for (atom, label) in labels.enumerated() {
      let centre = diagram.centres[Int(label)]
      let (dx, dy) = (problem.x[atom] - centre.x, problem.y[atom] - centre.y)
      cost += amounts[atom] * (dx * dx + dy * dy)
      loads[Int(label)] += amounts[atom]
    }
    var bound = diagram.lowerBound
    for territory in loads.indices {
      bound += diagram.weights[territory] * (loads[territory] - diagram.loads[territory])
    }
    return bound > 0 ? max(0, cost / bound - 1) : nil
  }

  /// What the diagram balances.
  private static func amounts(_ problem: TerritoryProblem) -> [Double] {
    guard problem.measures.count > 1 else { return problem.measures[0].amounts }
    var sums = [Double](repeating: 0, count: problem.count)
    for measure in problem.measures {
      let total = measure.amounts.reduce(0, +)
      guard total > 0 else { continue }
      for atom in sums.indices { sums[atom] += measure.amounts[atom] / total }
    }
    return sums
  }

  /// The diagram whose cells are the territories.
  private func diagram(amounts: [Double], targets: [Double]) -> BalancedDiagram? {
    let anchors = anchors()
    let isDrawn = options.baseShare > 0
    guard anchors.contains(where: { $0 != nil }) else {
      return solve(amounts, targets, centres: nil, DiagramOptions())
    }
    // Compact territories first, then who has which: homes may all lie in one town.
    let equal = [Double](repeating: 1, count: targets.count)
    guard let first = solve(amounts, equal, centres: nil, DiagramOptions()) else { return nil }
    let cells = SlotMatching(anchors: anchors, middles: first.centres).cells
    let starts = cells.map { first.centres[$0] }
    guard isDrawn else { return solve(amounts, targets, centres: starts, DiagramOptions()) }
    // Territories whose rep has no home stay free to move.
    let drawn = zip(problem.territories, starts).map { slot, start in
      slot.base.map {
        PlanePoint(
          x: start.x + (($0.x - start.x) * options.baseShare),
          y: start.y + (($0.y - start.y) * options.baseShare)
        )
      } ?? start
    }
    return solve(amounts, targets, centres: drawn, .fixedCentres)
  }

  private func solve(
    _ amounts: [Double],
    _ targets: [Double],
    centres: [PlanePoint?]?,
    _ options: DiagramOptions
  ) -> BalancedDiagram? {
    // The problem has been checked, so the diagram has nothing to refuse.
    try? BalancedDiagram.solve(
      x: problem.x,
      y: problem.y,
      amounts: amounts,
      targets: targets,
      centres: centres,
      options: options,
      threads: self.options.threads
    )
  }

  /// What each territory should be near to: its base, else the middle of what is pinned to it.
  private func anchors() -> [PlanePoint?] {
    var sums = [SIMD3<Double>](repeating: .zero, count: problem.territories.count)
    for (atom, pin) in problem.pins.enumerated() where pin >= 0 {
      sums[Int(pin)] += SIMD3(problem.x[atom], problem.y[atom], 1)
    }
    return zip(problem.territories, sums).map { slot, sum in
      slot.base ?? (sum.z > 0 ? PlanePoint(x: sum.x / sum.z, y: sum.y / sum.z) : nil)
    }
  }

  /// The nearest territory that may have an atom.
  private func allowed(_ atom: Int, centres: [PlanePoint]) -> Int32 {
    if problem.pins[atom] >= 0 { return problem.pins[atom] }
    var best: Int32 = -1
    var least = Double.infinity
    for (territory, centre) in centres.enumerated() where problem.allows(atom, in: territory) {
      let (dx, dy) = (centre.x - problem.x[atom], centre.y - problem.y[atom])
      let square = dx * dx + dy * dy
      if square < least {
        least = square
        best = Int32(territory)
      }
    }
    return best
  }
}
