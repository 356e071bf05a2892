import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

struct MinCostFlowTests {
  /// A network with whole numbers so small that all flows can be tried.
  private func tiny(_ rng: inout SplitMix64) -> MinCostFlow {
    let nodes = Int.random(in: 2...4, using: &rng)
    var network = MinCostFlow(nodes: nodes)
    for _ in 0..<Int.random(in: 1...6, using: &rng) {
      network.addArc(
        from: Int.random(in: 0..<nodes, using: &rng),
        to: Int.random(in: 0..<nodes, using: &rng),
        capacity: Int64.random(in: 0...2, using: &rng),
        cost: Int64.random(in: -3...5, using: &rng)
      )
    }
    for _ in 0..<Int.random(in: 0...3, using: &rng) {
      network.supplies[Int.random(in: 0..<nodes, using: &rng)] += 1
      network.supplies[Int.random(in: 0..<nodes, using: &rng)] -= 1
    }
    return network
  }

  /// The least cost of all flows that meet the supplies; nil when none does.
  private func leastCost(_ network: MinCostFlow) -> Int128? {
    var best: Int128?
    var left = network.supplies
    func choose(_ arc: Int, _ cost: Int128) {
      guard arc < network.arcs.count else {
        if left.allSatisfy({ $0 == 0 }) { best = min(best ?? cost, cost) }
        return
      }
      let entry = network.arcs[arc]
      for flow in 0...entry.capacity {
        left[Int(entry.from)] -= flow
        left[Int(entry.to)] += flow
        choose(arc + 1, cost + Int128(flow) * Int128(entry.cost))
        left[Int(entry.from)] += flow
        left[Int(entry.to)] -= flow
      }
    }
    choose(0, 0)
    return best
  }

  @Test func smallNetworksCostWhatTryingAllFlowsFinds() throws {
    var solved = 0
    var infeasible = 0
    try forEverySeed(0..<1500) { _, rng in
      let network = tiny(&rng)
      let expected = leastCost(network)
      do {
        let flow = try network.solve()
        #expect(flow.cost == expected)
        solved += 1
      } catch FlowError.infeasible {
        #expect(expected == nil)
        infeasible += 1
      }
    }
    #expect(solved > 300 && infeasible > 300)
  }

  @Test func flowsMeetSuppliesAndPricesProveThem() throws {
    try forEverySeed(0..<20) { _, rng in
      let nodes = 60
      var network = MinCostFlow(nodes: nodes)
      for node in 0..<nodes {
        network.addArc(from: node, to: (node + 1) % nodes, capacity: 1_000_000, cost: 900)
        for _ in 0..<5 {
          network.addArc(
            from: node,
            to: Int.random(in: 0..<nodes, using: &rng),
            capacity: Int64.random(in: 0...400, using: &rng),
            cost: Int64.random(in: 0...500, using: &rng)
          )
        }
      }
      for _ in 0..<80 {
        let amount = Int64.random(in: 0...200, using: &rng)
        network.supplies[Int.random(in: 0..<nodes, using: &rng)] += amount
        network.supplies[Int.random(in: 0..<nodes, using: &rng)] -= amount
      }
      let answer = try network.solve()
      var left = network.supplies
      for (arc, flow) in zip(network.arcs, answer.flows) {
        #expect((0...arc.capacity).contains(flow))
        left[Int(arc.from)] -= flow
        left[Int(arc.to)] += flow
        let reduced =
          arc.cost + answer.potentials[Int(arc.from)] - answer.potentials[Int(arc.to)]
        if flow < arc.capacity { #expect(reduced >= 0) }
        if flow > 0 { #expect(reduced <= 0) }
      }
      #expect(left.allSatisfy { $0 == 0 })
    }
  }

  @Test func aCutNamesTheNodesThatSuppliesAreStuckIn() throws {
    // 0 and 1 have 7 together, and 5 at most can leave them.
    var network = MinCostFlow(nodes: 4)
    network.supplies = [4, 3, 0, -7]
    network.addArc(from: 0, to: 1, capacity: 10, cost: 1)
    network.addArc(from: 1, to: 0, capacity: 10, cost: 1)
    network.addArc(from: 0, to: 2, capacity: 2, cost: 1)
    network.addArc(from: 1, to: 3, capacity: 3, cost: 1)
    network.addArc(from: 2, to: 3, capacity: 10, cost: 1)
    #expect(throws: FlowError.infeasible(FlowCut(nodes: [0, 1], surplus: 2))) {
      try network.solve()
    }
  }

  @Test func theCutOfEveryInfeasibleNetworkIsOne() throws {
    var cuts = 0
    try forEverySeed(0..<400) { _, rng in
      let network = tiny(&rng)
      do {
        _ = try network.solve()
      } catch FlowError.infeasible(let cut) {
        cuts += 1
        let inside = Set(cut.nodes)
        let supply = cut.nodes.reduce(Int64(0)) { $0 + network.supplies[$1] }
        let room = network.arcs.reduce(Int64(0)) { sum, arc in
          let leaves = inside.contains(Int(arc.from)) && !inside.contains(Int(arc.to))
          return sum + (leaves ? arc.capacity : 0)
        }
        #expect(cut.surplus == supply - room && cut.surplus > 0)
      }
    }
    #expect(cuts > 50)
  }

  @Test func whatIsNotANetworkIsRefused() {
    var network = MinCostFlow(nodes: 2)
    network.supplies = [3, -2]
    #expect(throws: FlowError.unbalanced(surplus: 1)) { try network.solve() }
    network.supplies = [2, -2]
    network.addArc(from: 0, to: 1, capacity: -1, cost: 0)
    #expect(throws: FlowError.negativeCapacity(arc: 0)) { try network.solve() }
    network = MinCostFlow(nodes: 2)
    network.addArc(from: 0, to: 1, capacity: 1, cost: Int64.min)
    #expect(throws: FlowError.outOfRange) { try network.solve() }
  }

  @Test func networksWithoutNodesOrArcsAreSolved() throws {
    #expect(try MinCostFlow(nodes: 0).solve().cost == 0)
    #expect(try MinCostFlow(nodes: 3).solve().flows.isEmpty)
  }

  @Test func circlesThatEarnAreUsedToTheFull() throws {
    var network = MinCostFlow(nodes: 2)
    network.addArc(from: 0, to: 1, capacity: 5, cost: -3)
    network.addArc(from: 1, to: 0, capacity: 9, cost: 1)
    #expect(try network.solve().flows == [5, 5])
  }
}
