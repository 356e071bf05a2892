import LeadlineGeometry
import LeadlineTerritories
import LeadlineTestSupport
import Testing

struct PlanStateTests {
  /// A customer may leave exactly when its territory's pieces don't grow and something stays.
  private func mayLeave(_ atom: Int, _ state: PlanState) -> Bool {
    let label = state.labels[atom]
    guard label >= 0 else { return true }
    let before = RepairCases.pieces(state.graph) { state.labels[$0] == label }
    let after = RepairCases.pieces(state.graph) { state.labels[$0] == label && $0 != atom }
    return after > 0 && after <= before
  }

  @Test func connectivityIsThatOfASearchOfTheWholeTerritory() {
    forEverySeed(0..<12) { seed, rng in
      let missing = [0, 0.3, 0.6, 0.9][Int(seed % 4)]
      let (problem, graph) = RepairCases.grid(
        width: 8,
        height: 7,
        territories: 3,
        missing: missing,
        using: &rng
      )
      let labels = problem.x.map { _ in Int32.random(in: 0..<3, using: &rng) }
      var state = PlanState(problem: problem, graph: graph, labels: labels)
      for _ in 0..<20 {
        for atom in 0..<problem.count {
          let answer = state.keepsConnected(atom)
          #expect(answer == mayLeave(atom, state), "seed \(seed), customer \(atom)")
        }
        state.move(Int.random(in: 0..<56, using: &rng), to: Int.random(in: 0..<3, using: &rng))
      }
    }
  }

  @Test func aTerritoryThatClosesARingMayBeOpenedButNotTwice() {
    // Nine places in a circle round a tenth; the circle is one territory.
    let edges = (0..<9).flatMap { [($0, ($0 + 1) % 9), ($0, 9)] }
    let angles = (0..<9).map { Double($0) * 2 * .pi / 9 }
    let problem = TerritoryProblem(
      x: angles.map { ($0 * 57).truncatingRemainder(dividingBy: 7) } + [0],
      y: angles + [0],
      measures: [BalanceMeasure(name: "m", amounts: [Double](repeating: 1, count: 10))],
      territories: [TerritorySlot(id: "a"), TerritorySlot(id: "b")]
    )
    var state = PlanState(
      problem: problem,
      graph: RepairCases.graph(10, edges: edges),
      labels: [Int32](repeating: 0, count: 9) + [1]
    )
    let closed = (0..<9).map { state.keepsConnected($0) }
    #expect(closed == [Bool](repeating: true, count: 9))
    state.move(0, to: 1)
    let open = (1..<9).map { state.keepsConnected($0) }
    #expect(open == [true, false, false, false, false, false, false, true])
  }

  @Test func theLastCustomerOfATerritoryStays() {
    var rng = SplitMix64(seed: 1)
    let (problem, graph) = RepairCases.grid(width: 3, height: 1, territories: 3, using: &rng)
    var state = PlanState(problem: problem, graph: graph, labels: [0, 1, -1])
    let answers = (0..<3).map { state.keepsConnected($0) }
    #expect(answers == [false, false, true])
  }

  @Test func sumsBorderAndMomentsStayThoseOfAFreshStart() {
    forEverySeed(0..<20) { seed, rng in
      let (problem, graph) = RepairCases.grid(
        width: 9,
        height: 6,
        territories: 4,
        measures: 3,
        missing: 0.2,
        using: &rng
      )
      let labels = problem.x.map { _ in Int32.random(in: -1..<4, using: &rng) }
      var state = PlanState(problem: problem, graph: graph, labels: labels)
      for _ in 0..<300 {
        let atom = Int.random(in: 0..<54, using: &rng)
        let to = Int.random(in: 0..<4, using: &rng)
        let (violation, moment) = (state.violation, state.moment)
        let changes = (state.violationChange(atom, to: to), state.momentChange(atom, to: to))
        guard state.labels[atom] != Int32(to) else { continue }
        state.move(atom, to: to)
        #expect(abs(state.violation - violation - changes.0) < 1e-9)
        #expect(abs(state.moment - moment - changes.1) < 1e-6 * moment)
      }
      let fresh = PlanState(problem: problem, graph: graph, labels: state.labels)
      #expect(state.counts == fresh.counts)
      #expect(state.border.sorted() == fresh.border.sorted())
      #expect(zip(state.sums, fresh.sums).allSatisfy { abs($0 - $1) < 1e-9 })
      for territory in 0..<4 {
        #expect(abs(state.moment(of: territory) - fresh.moment(of: territory)) < 1e-6)
        let (mine, theirs) = (state.centroid(of: territory), fresh.centroid(of: territory))
        #expect(abs((mine?.x ?? 0) - (theirs?.x ?? 0)) < 1e-6)
      }
      var summed = [Double](repeating: 0, count: 12)
      for atom in 0..<54 where state.labels[atom] >= 0 {
        for measure in 0..<3 {
          summed[Int(state.labels[atom]) * 3 + measure] += problem.measures[measure].amounts[atom]
        }
      }
      #expect(zip(state.sums, summed).allSatisfy { abs($0 - $1) < 1e-9 }, "seed \(seed)")
    }
  }

  @Test func aSumAtTheEdgeOfTheBandIsInside() {
    let problem = TerritoryProblem(
      x: [0, 1, 2, 3],
      y: [0, 0, 0, 0],
      measures: [BalanceMeasure(name: "m", tolerance: 0.1, amounts: [0.9, 0.2, 0.8, 0.1])],
      territories: [TerritorySlot(id: "a"), TerritorySlot(id: "b")]
    )
    let graph = RepairCases.graph(4, edges: [(0, 1), (1, 2), (2, 3)])
    let edge = PlanState(problem: problem, graph: graph, labels: [0, 0, 1, 1])
    #expect(edge.violation == 0)
    let over = PlanState(problem: problem, graph: graph, labels: [0, 1, 1, 1])
    #expect(over.violation(of: 0) == 0)
    let far = PlanState(problem: problem, graph: graph, labels: [0, 0, 0, 1])
    #expect(abs(far.violation(of: 0) - 0.8) < 1e-6)
    #expect(abs(far.violation(of: 1) - 0.8) < 1e-6)
    #expect(abs(far.worstDeviation - 0.9) < 1e-6)
  }

  @Test func aMeasureOfNothingIsNeverViolated() {
    let problem = TerritoryProblem(
      x: [0, 1],
      y: [0, 0],
      measures: [BalanceMeasure(name: "m", amounts: [0, 0])],
      territories: [TerritorySlot(id: "a"), TerritorySlot(id: "b", capacity: 0)]
    )
    let graph = RepairCases.graph(2, edges: [(0, 1)])
    let state = PlanState(problem: problem, graph: graph, labels: [1, 1])
    #expect(state.violation == 0)
    #expect(state.pieces() == [0, 1])
  }
}
