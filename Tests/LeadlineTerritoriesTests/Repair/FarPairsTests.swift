import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

struct FarPairsTests {
  /// What each customer's pairs too far apart cost, by looking at all pairs.
  private func costs(_ state: PlanState, limit: Double) -> (own: [Double], pairs: [Int]) {
    var own = [Double](repeating: 0, count: state.labels.count)
    var pairs = [Int](repeating: 0, count: state.labels.count)
    for first in state.labels.indices {
      for second in state.labels.indices
      where first != second && state.labels[first] == state.labels[second] {
        let dx = state.problem.x[first] - state.problem.x[second]
        let dy = state.problem.y[first] - state.problem.y[second]
        let square = dx * dx + dy * dy
        guard square > limit * limit else { continue }
        let more = (square / (limit * limit) - 1) * 64 / 0.21
        own[first] += Double(FarPairs.base) + min(4_096, more.rounded())
        pairs[first] += 1
      }
    }
    return (own, pairs)
  }

  @Test func costsAreThoseOfAllPairsAtAnyLimitAndAfterMoves() {
    forEverySeed(0..<6) { seed, rng in
      let (problem, graph) = RepairCases.grid(width: 16, height: 12, territories: 4, using: &rng)
      var state = PlanState(
        problem: problem,
        graph: graph,
        labels: RepairCases.stripes(width: 16, height: 12, territories: 4)
      )
      var pairs = FarPairs(state: state)
      // From every pair too far apart, over about the diameter, to none.
      for limit in [20.5, 400.5, 700.5, 1_100.5, 1_190.5, 5_000] {
        pairs.setLimit(limit, labels: state.labels)
        for _ in 0..<40 {
          let atom = Int.random(in: 0..<problem.count, using: &rng)
          let from = Int(state.labels[atom])
          let to = Int.random(in: 0..<4, using: &rng)
          guard from != to else { continue }
          state.move(atom, to: to)
          let foreseen = pairs.cost(of: atom, in: to)
          pairs.move(atom, from: from, to: to, labels: state.labels)
          #expect(pairs.own[atom] == foreseen, "seed \(seed), limit \(limit)")
        }
        let expected = costs(state, limit: limit)
        for atom in 0..<problem.count {
          // Rounding in the narrower type may tip each pair by one.
          let error = abs(Double(pairs.own[atom]) - expected.own[atom])
          #expect(error <= Double(expected.pairs[atom]), "seed \(seed), limit \(limit)")
        }
        let total = pairs.own.reduce(0.0) { $0 + Double($1) } / 2
        #expect(pairs.total == total, "seed \(seed), limit \(limit)")
      }
    }
  }

  @Test func onlyPlacesThatDifferAreTooFarApartWhereNearlyAllAreOne() {
    var problem = TerritoryProblem(
      x: [Double](repeating: 7, count: 20),
      y: [Double](repeating: -3, count: 20),
      measures: [BalanceMeasure(name: "m", amounts: [Double](repeating: 1, count: 20))],
      territories: [TerritorySlot(id: "a"), TerritorySlot(id: "b")]
    )
    let graph = RepairCases.graph(20, edges: (1..<20).map { ($0 - 1, $0) })
    let labels = (0..<20).map { Int32($0 / 10) }
    var pairs = FarPairs(state: PlanState(problem: problem, graph: graph, labels: labels))
    pairs.setLimit(0, labels: labels)
    #expect(pairs.total == 0)
    problem.x[3] = 8
    pairs = FarPairs(state: PlanState(problem: problem, graph: graph, labels: labels))
    pairs.setLimit(0.5, labels: labels)
    #expect(pairs.own[3] > 0 && pairs.own[4] > 0)
    #expect(pairs.own[10] == 0)
  }
}
