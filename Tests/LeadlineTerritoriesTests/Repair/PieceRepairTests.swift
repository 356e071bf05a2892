import LeadlineGeometry
import LeadlineTerritories
import LeadlineTestSupport
import Testing

struct PieceRepairTests {
  @Test func everyTerritoryEndsInOnePiece() {
    forEverySeed(0..<30) { seed, rng in
      let (problem, graph) = RepairCases.grid(
        width: 14,
        height: 11,
        territories: 5,
        measures: 2,
        missing: 0.3,
        using: &rng
      )
      var start = RepairCases.stripes(width: 14, height: 11, territories: 5)
      for _ in 0..<30 {
        start[Int.random(in: 0..<154, using: &rng)] = Int32.random(in: -1..<5, using: &rng)
      }
      let labels = PieceRepair.makeContiguous(start, problem: problem, graph: graph)
      for territory in 0..<5 {
        let pieces = RepairCases.pieces(graph) { labels[$0] == Int32(territory) }
        #expect(pieces == 1, "seed \(seed), territory \(territory)")
      }
      #expect(labels.allSatisfy { $0 >= 0 })
    }
  }

  @Test func aPlanInOnePieceEachStaysAsItIs() {
    var rng = SplitMix64(seed: 1)
    let (problem, graph) = RepairCases.grid(width: 10, height: 8, territories: 5, using: &rng)
    let start = RepairCases.stripes(width: 10, height: 8, territories: 5)
    #expect(PieceRepair.makeContiguous(start, problem: problem, graph: graph) == start)
  }

  @Test func theHeaviestPieceStaysAndStraysGoToTheLighterNeighbour() {
    // A row: b a a b b c c c, where the stray b at the front touches only a; and a light c within b.
    let problem = TerritoryProblem(
      x: (0..<8).map { Double($0) },
      y: [Double](repeating: 0, count: 8),
      measures: [BalanceMeasure(name: "m", amounts: [1, 1, 1, 1, 1, 1, 9, 1])],
      territories: ["a", "b", "c"].map { TerritorySlot(id: $0) }
    )
    let graph = RepairCases.graph(8, edges: (0..<7).map { ($0, $0 + 1) })
    let labels = PieceRepair.makeContiguous(
      [1, 0, 0, 1, 1, 0, 2, 2],
      problem: problem,
      graph: graph
    )
    #expect(labels == [0, 0, 0, 1, 1, 1, 2, 2])
  }

  @Test func pinnedCustomersAndIslandsStay() {
    var problem = TerritoryProblem(
      x: (0..<7).map { Double($0) },
      y: [Double](repeating: 0, count: 7),
      measures: [BalanceMeasure(name: "m", amounts: [1, 1, 1, 1, 1, 1, 1])],
      territories: ["a", "b"].map { TerritorySlot(id: $0) }
    )
    problem.pins[0] = 1
    // The last two are an island, of which the first may not go to b.
    problem.eligibleSets = [[true, false]]
    problem.eligibility[5] = 0
    let graph = RepairCases.graph(7, edges: [(0, 1), (1, 2), (2, 3), (3, 4), (5, 6)])
    let labels = PieceRepair.makeContiguous(
      [1, 0, 0, 1, 1, 0, 1],
      problem: problem,
      graph: graph
    )
    #expect(labels == [1, 0, 0, 1, 1, 0, 0] || labels == [1, 0, 0, 1, 1, 0, 1])
    #expect(labels[0] == 1 && labels[5] == 0)
  }

  @Test func aStrayGoesPastANeighbourThatMayNotHaveIt() {
    var problem = TerritoryProblem(
      x: (0..<6).map { Double($0) },
      y: [Double](repeating: 0, count: 6),
      measures: [BalanceMeasure(name: "m", amounts: [1, 1, 1, 1, 1, 1])],
      territories: ["a", "b", "c"].map { TerritorySlot(id: $0) }
    )
    problem.eligibleSets = [[false, true, true]]
    problem.eligibility[2] = 0
    let graph = RepairCases.graph(6, edges: (0..<5).map { ($0, $0 + 1) })
    let labels = PieceRepair.makeContiguous([0, 0, -1, 2, 2, 1], problem: problem, graph: graph)
    #expect(labels == [0, 0, 2, 2, 2, 1])
  }
}
