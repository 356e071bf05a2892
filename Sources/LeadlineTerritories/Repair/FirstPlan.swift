/// A plan to begin with: the balanced diagram of all measures together.
enum FirstPlan {
  /// Divides customers by the sum of their shares of the measures, in one piece each.
  ///
  /// - Parameters:
  ///   - problem: What is divided.
  ///   - graph: Who is a neighbour of whom.
  ///   - centres: Where the territories' centres start; nil where that is open.
  ///   - centreSteps: How often the centres move to the middle of their customers.
  ///   - threads: The number of threads.
  /// - Returns: A territory for each customer, as pins and eligibility allow.
  static func labels(
    _ problem: TerritoryProblem,
    graph: ContiguityGraph,
    centres: [PlanePoint]? = nil,
    centreSteps: Int = 20,
    threads: Int?
  ) -> [Int32] {
    var amounts = [Double](repeating: 0, count: problem.count)
    for measure in problem.measures {
      let total = measure.amounts.reduce(0, +)
      guard total > 0 else { continue }
      for atom in amounts.indices { amounts[atom] += measure.amounts[atom] / total }
    }
    var labels = [Int32](repeating: -1, count: problem.count)
    do {
      labels = try BalancedDiagram.solve(
        x: problem.x,
        y: problem.y,
        amounts: amounts,
        targets: problem.territories.map(\.capacity),
        centres: centres,
        options: DiagramOptions(centreSteps: centreSteps),
        threads: threads
      ).labels
    } catch {
      // Only values that a checked problem doesn't have; then customers go wherever they may.
    }
    return PieceRepair.makeContiguous(
      PieceRepair.settle(labels, problem: problem, graph: graph),
      problem: problem,
      graph: graph
    )
  }
}
