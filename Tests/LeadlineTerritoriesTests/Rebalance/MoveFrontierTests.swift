import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

struct MoveFrontierTests {
  @Test func theBestPlanOfEveryBudgetIsKept() {
    forEverySeed(0..<100) { _, rng in
      var frontier = MoveFrontier(labels: [0], compactness: 0.5)
      var met: [(moved: Double, violation: Int64, cost: Double)] = []
      for step in 0..<60 {
        frontier.record(0, to: Int32(step))
        let moved = Double(Int.random(in: 0...12, using: &rng)) / 100
        let violation = Double(Int.random(in: 0...5, using: &rng)) / 1000
        let cost = Double(Int.random(in: 0...8, using: &rng))
        frontier.consider(
          moved: moved,
          isStill: moved == 0,
          violation: violation,
          cost: cost,
          growth: 0
        )
        met.append((moved, MoveFrontier.steps(violation), cost))
      }
      for budget in stride(from: 0.0, through: 0.13, by: 0.01) {
        let within = met.filter { $0.moved <= budget + 1e-12 }
        let best = within.min { ($0.violation, $0.cost) < ($1.violation, $1.cost) }
        let point = frontier.best(within: budget)
        #expect(point?.violation == best?.violation && point?.cost == best?.cost)
        #expect((point?.moved ?? 0) <= budget + 1e-12)
      }
    }
  }

  @Test func plansAreReplayedFromTheirMoves() throws {
    var frontier = MoveFrontier(labels: [0, 0], compactness: 0.5)
    frontier.record(1, to: 1)
    frontier.consider(moved: 0.5, isStill: false, violation: 1, cost: 0, growth: 0)
    frontier.record(0, to: 2)
    frontier.consider(moved: 0.9, isStill: false, violation: 0.5, cost: 0, growth: 0)
    let small = try #require(frontier.best(within: 0.6))
    #expect(frontier.labels(of: small) == [0, 1])
    let large = try #require(frontier.best(within: 1))
    #expect(frontier.labels(of: large) == [2, 1])
    #expect(frontier.best(within: 0.1) == nil)
  }

  @Test func roomMakesMovesFreeUpToIt() throws {
    var frontier = MoveFrontier(labels: [0], compactness: 0.2)
    for (moved, growth) in [(0.1, 0.5), (0.12, 0.3), (0.2, 0.1)] {
      frontier.record(0, to: 1)
      frontier.consider(moved: moved, isStill: false, violation: 0, cost: moved, growth: growth)
    }
    // Two hundredths more for a fifth of the growth is worth it, eight are not.
    #expect(try #require(frontier.best(within: 1)).moved == 0.12)
    frontier.room = 0.11
    #expect(try #require(frontier.best(within: 1)).moved == 0.12)
    frontier.consider(moved: 0.11, isStill: false, violation: 0, cost: 0.11, growth: 0.35)
    frontier.room = 0.25
    frontier.consider(moved: 0.25, isStill: false, violation: 0, cost: 0.25, growth: 0.05)
    #expect(try #require(frontier.best(within: 1)).moved == 0.25)
    #expect(try #require(frontier.best(within: 0.2)).moved < 0.2)
  }

  @Test func violationsThatRoundingLeftAreNone() {
    #expect(MoveFrontier.steps(1e-14) == 0)
    #expect(MoveFrontier.steps(1e-7) == 1)
    #expect(MoveFrontier.steps(0) == 0)
  }
}
