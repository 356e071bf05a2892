/// A rebalanced plan, and what it took.
package struct RebalanceResult: Hashable, Sendable {
  /// The territory of each customer.
  package let labels: [Int32]
  /// The share of the first measure that left its present territory; customers that had none don't
  /// count.
  package let movedShare: Double
  /// The number of customers that left their present territory.
  package let movedCount: Int
  /// The share of the first measure that had to move whatever the budget: because of pins and
  /// eligibility, or because its territory ends.
  package let forcedShare: Double
  /// The largest deviation from a target, as a share of it, for each measure.
  package let deviations: [Double]
  /// How far the territories are outside their bands, as shares of their targets, added up; 0 when
  /// the plan is in band.
  package let violation: Double
  /// What must cross borders at least, as a share of the first measure: see ``AdjacencyFlow``.
  package let reference: Double
  /// In how many pieces the territories that could change lay before, all together.
  package let piecesBefore: Int
  /// In how many pieces they lie now.
  package let piecesAfter: Int

  /// Whether every territory is in its band in every measure.
  package var isInBand: Bool { MoveFrontier.steps(violation) == 0 }

  /// Measures a plan from its labels alone.
  ///
  /// - Parameters:
  ///   - problem: The whole problem.
  ///   - labels: Its labels.
  ///   - part: What could change.
  ///   - partLabels: The labels of the part.
  ///   - bands: The bands of the whole.
  ///   - forcedShare: See above.
  ///   - reference: What must cross borders, in the unit of the first measure.
  init(
    problem: TerritoryProblem,
    labels: [Int32],
    part: ProblemPart,
    partLabels: [Int32],
    bands: PlanBands,
    forcedShare: Double,
    reference: Double
  ) {
    self.labels = labels
    self.forcedShare = forcedShare
    let measures = problem.measures.count
    var deviations = [Double](repeating: 0, count: measures)
    var violation = 0.0
    for (measure, column) in problem.measures.enumerated() {
      let sums = column.sums(labels, territories: problem.territories.count)
      for (territory, sum) in sums.enumerated() {
        let slot = territory * measures + measure
        let deviation = abs(sum - bands.targets[slot]) * bands.scales[slot]
        deviations[measure] = max(deviations[measure], deviation)
        violation += bands.excess(sum, at: slot)
      }
    }
    self.deviations = deviations
    self.violation = violation
    let amounts = problem.measures[0].amounts
    var moved = 0.0
    var count = 0
    for atom in labels.indices
    where problem.present[atom] >= 0 && problem.present[atom] != labels[atom] {
      moved += amounts[atom]
      count += 1
    }
    let total = amounts.reduce(0, +)
    movedCount = count
    movedShare = total > 0 ? moved / total : Double(count) / Double(max(1, labels.count))
    self.reference = total > 0 ? reference / total : 0
    func pieces(_ labels: [Int32]) -> Int {
      PlanPieces(labels: labels, graph: part.graph, territories: part.territories.count)
        .counts.reduce(0) { $0 + Int($1) }
    }
    piecesBefore = pieces(part.problem.present)
    piecesAfter = pieces(partLabels)
  }
}
