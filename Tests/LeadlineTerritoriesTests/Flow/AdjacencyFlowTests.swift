import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

struct AdjacencyFlowTests {
  /// Territories in a row, each next to the one before.
  private func row(_ count: Int) -> [AdjacencyFlow.Link] {
    (1..<Int32(count)).flatMap { [.init(from: $0 - 1, to: $0), .init(from: $0, to: $0 - 1)] }
  }

  @Test func whatIsPassedOnTwiceCountsTwice() {
    let flow = AdjacencyFlow(
      loads: [30, 20, 10],
      low: [20, 20, 20],
      high: [20, 20, 20],
      links: row(3)
    )
    #expect(abs(flow.passedOn - 20) < 1e-6)
    #expect(abs(flow.amounts[0] - 10) < 1e-6 && abs(flow.amounts[2] - 10) < 1e-6)
    #expect(flow.amounts[1] == 0 && flow.unmet < 1e-6)
  }

  @Test func nothingGoesWhereAllAreInBand() {
    let flow = AdjacencyFlow(
      loads: [21, 20, 19],
      low: [19, 19, 19],
      high: [21, 21, 21],
      links: row(3)
    )
    #expect(flow.passedOn == 0 && flow.unmet < 1e-6)
  }

  @Test func islandsStayOutOfBand() {
    let flow = AdjacencyFlow(loads: [30, 10], low: [20, 20], high: [20, 20], links: [])
    #expect(flow.passedOn == 0 && abs(flow.unmet - 20) < 1e-6)
  }

  @Test func nothingToShareOutIsNoFlow() {
    let flow = AdjacencyFlow(loads: [0, 0], low: [0, 0], high: [0, 0], links: row(2))
    #expect(flow.passedOn == 0 && flow.unmet == 0)
  }

  @Test func rowsOfTerritoriesPassOnWhatTheirSumsSay() {
    // In a row, what crosses each border follows from the sums on its left.
    forEverySeed(0..<100) { _, rng in
      let loads = (0..<8).map { _ in Double(Int.random(in: 0...100, using: &rng)) }
      let mean = loads.reduce(0, +) / 8
      guard mean > 0 else { return }
      var expected = 0.0
      var sum = 0.0
      for (position, load) in loads.dropLast().enumerated() {
        sum += load
        expected += abs(sum - mean * Double(position + 1))
      }
      let goal = [Double](repeating: mean, count: 8)
      let flow = AdjacencyFlow(loads: loads, low: goal, high: goal, links: row(8))
      #expect(abs(flow.passedOn - expected) < 1e-5 * max(1, expected))
    }
  }

  @Test func neighboursAreFoundInBothDirections() {
    let graph = ContiguityGraph(offsets: [0, 1, 3, 5, 6], neighbours: [1, 0, 2, 1, 3, 2])
    let links = AdjacencyFlow.neighbours(labels: [0, 0, 1, -1], graph: graph)
    #expect(links == [.init(from: 0, to: 1), .init(from: 1, to: 0)])
  }
}
