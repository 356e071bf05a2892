extension TerritoryPlanner {
  /// Why a plan of atoms is not in its bands; empty when it is.
  ///
  /// - Parameters:
  ///   - labels: The territory of each atom.
  ///   - problem: The problem of the atoms that it is a plan of.
  /// - Returns: The reasons, in customers.
  /// - Complexity: O(customers · measures); for a plan that is out of band also what the proof
  ///   takes.
  func shortfalls(of labels: [Int32], in problem: TerritoryProblem) -> [Shortfall] {
    guard !Shortfall.isInBand(labels, in: problem) else { return [] }
    let state = PlanState(problem: problem, graph: graph, labels: labels, threads: options.threads)
    var members = [Int](repeating: 0, count: problem.count)
    for atom in atoms.atoms { members[Int(atom)] += 1 }
    return Shortfall.find(in: state, members: members, isContiguous: options.isContiguous)
      .map { $0.told(of: atoms, customers: self.problem) }
  }

  /// Why a plan that moves no more than a budget is not in its bands.
  ///
  /// Where a plan that may move more is less out of band, the budget is the reason, beside what no
  /// plan at all can meet.
  ///
  /// - Parameters:
  ///   - result: The plan.
  ///   - budget: The share of the first measure that may move.
  ///   - free: The plan that may move as much as it takes.
  /// - Returns: The reasons, in customers; empty when it is in its bands.
  func shortfalls(
    of result: RebalanceResult,
    within budget: Double,
    beside free: RebalanceResult
  ) -> [Shortfall] {
    let found = shortfalls(of: result.labels, in: atoms.problem)
    guard MoveFrontier.steps(free.violation) < MoveFrontier.steps(result.violation) else {
      return found
    }
    return found.filter(\.isProof)
      + Shortfall.outOfBand(
        result.labels,
        in: atoms.problem,
        limit: .budget(budget, enough: free.isInBand ? free.movedShare : nil)
      )
  }
}
