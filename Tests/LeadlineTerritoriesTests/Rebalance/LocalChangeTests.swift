import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

struct LocalChangeTests {
  private let tolerance = 0.35
  private let options = RebalanceOptions(effort: 40, threads: 1)

  /// Territories at most so many borders away from some, counted here from the labels.
  private func near(_ plane: PlaneCase, _ from: [Int32], hops: Int) -> Set<Int32> {
    var near = Set(from)
    for _ in 0..<hops {
      let now = near
      for atom in plane.problem.present.indices where now.contains(plane.problem.present[atom]) {
        for edge in Int(plane.graph.offsets[atom])..<Int(plane.graph.offsets[atom + 1]) {
          near.insert(plane.problem.present[Int(plane.graph.neighbours[edge])])
        }
      }
    }
    return near
  }

  /// Checks what holds for every local change, and returns the plan.
  private func adapt(
    _ plane: PlaneCase,
    _ change: LocalChange,
    from: [Int32],
    new: Int32? = nil,
    hops: Int = 2,
    isBalanced: Bool = true
  ) throws -> RebalanceResult {
    let result = try Rebalancer(problem: plane.problem, graph: plane.graph, options: options)
      .adapt(to: change, hops: hops)
    var allowed = near(plane, from, hops: hops)
    #expect(allowed.count < plane.problem.territories.count)
    if let new { allowed.insert(new) }
    for atom in result.labels.indices {
      let before = plane.problem.present[atom]
      if allowed.contains(before) {
        #expect(allowed.contains(result.labels[atom]))
      } else {
        #expect(result.labels[atom] == before)
      }
    }
    let added = new == nil ? 0 : 1
    #expect(plane.pieces(result.labels) <= plane.pieces(plane.problem.present) + added)
    #expect(abs(result.movedShare - plane.moved(result.labels)) < 1e-12)
    let amounts = plane.problem.measures[0].amounts
    let remaining = plane.problem.territories.count - (change.ending == nil ? 0 : 1)
    let target = amounts.reduce(0, +) / Double(remaining)
    for territory in allowed where Int(territory) != change.ending {
      let sum = amounts.indices.reduce(0.0) {
        $0 + (result.labels[$1] == territory ? amounts[$1] : 0)
      }
      if isBalanced { #expect(abs(sum / target - 1) <= tolerance + 1e-6) }
    }
    return result
  }

  @Test func theNeighboursOfATerritoryThatEndsShareItsCustomers() throws {
    try forEverySeed(0..<2) { _, rng in
      let plane = PlaneCase(
        customers: 1200,
        territories: 36,
        tolerance: tolerance,
        drift: 0,
        &rng
      )
      let result = try adapt(plane, .leave(0), from: [0])
      #expect(!result.labels.contains(0))
      #expect(result.movedShare >= result.forcedShare && result.forcedShare > 0)
    }
  }

  @Test func aNewTerritoryGrowsAroundItsPlace() throws {
    try forEverySeed(0..<2) { _, rng in
      var plane = PlaneCase(customers: 1200, territories: 36, tolerance: tolerance, drift: 0, &rng)
      plane.problem.territories.append(TerritorySlot(id: "new"))
      let place = PlanePoint(x: 80, y: 80)
      let result = try adapt(plane, .join(36, near: place), from: [0], new: 36)
      let members = result.labels.indices.filter { result.labels[$0] == 36 }
      #expect(members.count > 15)
      #expect(members.allSatisfy { plane.problem.x[$0] < 500 && plane.problem.y[$0] < 500 })
    }
  }

  @Test func aSplitTerritoryGivesToTheNewOne() throws {
    try forEverySeed(0..<2) { _, rng in
      var plane = PlaneCase(customers: 1200, territories: 36, tolerance: tolerance, drift: 0, &rng)
      plane.problem.territories.append(TerritorySlot(id: "new"))
      let result = try adapt(plane, .split(0, into: 36), from: [0], new: 36)
      #expect(result.labels.contains(36) && result.labels.contains(0))
    }
  }

  @Test func mergedTerritoriesAreOne() throws {
    try forEverySeed(0..<2) { _, rng in
      let plane = PlaneCase(customers: 1200, territories: 36, tolerance: tolerance, drift: 0, &rng)
      let result = try adapt(plane, .merge(1, into: 0), from: [0, 1])
      #expect(!result.labels.contains(1) && result.labels.contains(0))
    }
  }

  @Test func withOneHopOnlyNeighboursDiffer() throws {
    try forEverySeed(0..<2) { _, rng in
      let plane = PlaneCase(customers: 1200, territories: 36, drift: 0, &rng)
      let result = try adapt(plane, .leave(14), from: [14], hops: 1, isBalanced: false)
      #expect(!result.labels.contains(14))
    }
  }

  @Test func pinsOfOthersHoldAndThoseOfATerritoryThatEndsDont() throws {
    try forEverySeed(0..<2) { _, rng in
      var plane = PlaneCase(customers: 1200, territories: 36, tolerance: tolerance, drift: 0, &rng)
      for atom in stride(from: 0, to: 1200, by: 10) {
        plane.problem.pins[atom] = plane.problem.present[atom]
      }
      let result = try adapt(plane, .leave(0), from: [0])
      for atom in 0..<1200 where plane.problem.pins[atom] > 0 {
        #expect(result.labels[atom] == plane.problem.pins[atom])
      }
      #expect(!result.labels.contains(0))
    }
  }
}
