import LeadlineGeometry
import LeadlineTerritories
import LeadlineTestSupport
import Testing

struct ContiguityGraphTests {
  private func graph(_ x: [Double], _ y: [Double], isTrimmed: Bool = true) -> ContiguityGraph {
    ContiguityGraph(Triangulation(x: x, y: y), x: x, y: y, isTrimmed: isTrimmed)
  }

  private func neighbours(_ graph: ContiguityGraph, _ customer: Int) -> [Int32] {
    Array(graph.neighbours[Int(graph.offsets[customer])..<Int(graph.offsets[customer + 1])])
  }

  private func reached(_ graph: ContiguityGraph) -> Int {
    var seen = [Bool](repeating: false, count: graph.count)
    var pending = [0]
    seen[0] = true
    while let customer = pending.popLast() {
      for other in neighbours(graph, customer) where !seen[Int(other)] {
        seen[Int(other)] = true
        pending.append(Int(other))
      }
    }
    return seen.count { $0 }
  }

  @Test func everyPairWithNobodyInItsCircleIsKept() {
    forEverySeed(0..<30) { seed, rng in
      let x = (0..<80).map { _ in rng.double(in: 0...1) }
      let y = (0..<80).map { _ in rng.double(in: 0...(seed % 2 == 0 ? 1 : 0.01)) }
      let made = graph(x, y)
      for a in x.indices {
        for b in x.indices where a < b {
          let isAlone = x.indices.allSatisfy { c in
            c == a || c == b
              || (x[a] - x[c]) * (x[b] - x[c]) + (y[a] - y[c]) * (y[b] - y[c]) > 0
          }
          if isAlone { #expect(neighbours(made, a).contains(Int32(b)), "seed \(seed)") }
        }
      }
    }
  }

  @Test func trimmedGraphsStayConnectedAndLoseOnlyEdges() {
    forEverySeed(0..<40) { seed, rng in
      let scale = [1.0, 0.1, 0.001, 0][Int(seed % 4)]
      let x = (0..<150).map { _ in rng.double(in: 0...1) }
      let y = (0..<150).map { _ in rng.double(in: 0...1) * scale }
      let trimmed = graph(x + x.prefix(20), y + y.prefix(20))
      let whole = graph(x + x.prefix(20), y + y.prefix(20), isTrimmed: false)
      #expect(reached(trimmed) == trimmed.count, "seed \(seed)")
      for customer in 0..<trimmed.count {
        let kept = neighbours(trimmed, customer)
        #expect(kept == kept.sorted())
        #expect(Set(kept).isSubset(of: neighbours(whole, customer)))
      }
    }
  }

  @Test func aFlatEdgeOfTheHullIsDropped() {
    // The middle one lies just below the line that joins the other two of the upper rim.
    let made = graph([0, 10, 5, 5], [0, 0, -1, -20])
    #expect(neighbours(made, 0) == [2, 3])
    #expect(neighbours(made, 1) == [2, 3])
  }

  @Test func aHighTriangleOnTheHullIsKept() {
    let made = graph([0, 10, 5], [0, 0, -4])
    #expect(neighbours(made, 0) == [1, 2])
  }

  @Test func pointsAtOnePlaceAreNeighboursOfTheFirst() {
    let made = graph([0, 1, 1, 1], [0, 0, 0, 0])
    #expect(neighbours(made, 1) == [0, 2, 3])
    #expect(neighbours(made, 2) == [1])
    #expect(neighbours(made, 3) == [1])
  }
}
