import LeadlineTerritories
import Testing

struct TerritoryProblemTests {
  @Test func targetsFollowCapacity() {
    let problem = TerritoryProblem(
      x: [0, 1, 2],
      y: [0, 0, 0],
      measures: [BalanceMeasure(name: "workload", amounts: [10, 20, 30])],
      territories: [TerritorySlot(id: "a", capacity: 1), TerritorySlot(id: "b", capacity: 2)]
    )
    #expect(problem.targets(of: 0) == [20, 40])
  }

  @Test func pinsAndEligibilityRestrict() {
    var problem = TerritoryProblem(
      x: [0, 1, 2],
      y: [0, 0, 0],
      measures: [BalanceMeasure(name: "workload", amounts: [1, 1, 1])],
      territories: [TerritorySlot(id: "a"), TerritorySlot(id: "b")]
    )
    problem.pins[0] = 1
    problem.eligibleSets = [[true, false]]
    problem.eligibility[1] = 0
    #expect([0, 1].map { problem.allows(0, in: $0) } == [false, true])
    #expect([0, 1].map { problem.allows(1, in: $0) } == [true, false])
    #expect([0, 1].map { problem.allows(2, in: $0) } == [true, true])
  }
}
