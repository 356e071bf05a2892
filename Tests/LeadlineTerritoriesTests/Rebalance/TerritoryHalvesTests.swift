import Testing

@testable import LeadlineTerritories

struct TerritoryHalvesTests {
  @Test(arguments: [[1.0, 0, 0], [0, 0, 1]])
  func oneHeavyCustomerIsCutFromTheLightOnes(_ loads: [Double]) throws {
    let problem = TerritoryProblem(
      x: [0, 100, 200],
      y: [0, 0, 0],
      measures: [BalanceMeasure(name: "load", amounts: loads)],
      territories: [TerritorySlot(id: "a"), TerritorySlot(id: "b")]
    )
    let part = ProblemPart(
      of: problem,
      graph: RepairCases.graph(3, edges: [(0, 1), (1, 2)]),
      atoms: [0, 1, 2],
      territories: [0, 1]
    )
    let labels = try #require(TerritoryHalves(part: part, labels: [0, 0, 0]).split(0, into: 1))
    let heavy = loads.map { $0 > 0 }
    #expect(labels.map { $0 == 0 } == heavy, "\(labels)")
  }

  @Test func oneCustomerIsNotCut() {
    let problem = TerritoryProblem(
      x: [0],
      y: [0],
      measures: [BalanceMeasure(name: "load", amounts: [1])],
      territories: [TerritorySlot(id: "a"), TerritorySlot(id: "b")]
    )
    let part = ProblemPart(
      of: problem,
      graph: RepairCases.graph(1, edges: []),
      atoms: [0],
      territories: [0, 1]
    )
    #expect(TerritoryHalves(part: part, labels: [0]).split(0, into: 1) == nil)
  }
}
