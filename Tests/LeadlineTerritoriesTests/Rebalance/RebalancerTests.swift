import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

struct RebalancerTests {
  private let options = RebalanceOptions(effort: 40, threads: 1)

  private func rebalancer(_ plane: PlaneCase) -> Rebalancer {
    Rebalancer(problem: plane.problem, graph: plane.graph, options: options)
  }

  @Test func plansComeIntoBandInAsManyPieces() {
    forEverySeed(0..<4) { seed, rng in
      let plane = PlaneCase(customers: 400, territories: 9, &rng)
      #expect(plane.deviation(plane.problem.present) > 0.15)
      let result = rebalancer(plane).rebalance()
      #expect(result.isInBand && plane.deviation(result.labels) <= 0.1 + 1e-6, "seed \(seed)")
      #expect(plane.pieces(result.labels) <= plane.pieces(plane.problem.present))
      // What is reported is what a count from the labels finds.
      #expect(abs(result.deviations[0] - plane.deviation(result.labels)) < 1e-9)
      #expect(abs(result.movedShare - plane.moved(result.labels)) < 1e-12)
      #expect(result.piecesAfter == plane.pieces(result.labels))
      // Near what must cross borders in any case.
      #expect(result.reference > 0 && result.movedShare < 1.3 * result.reference + 0.01)
    }
  }

  @Test func aPlanInBandStaysAsItIs() {
    forEverySeed(0..<10) { _, rng in
      var plane = PlaneCase(customers: 200, territories: 4, &rng)
      plane.problem.measures[0].tolerance = plane.deviation(plane.problem.present) + 1e-6
      let result = rebalancer(plane).rebalance()
      #expect(result.labels == plane.problem.present && result.movedCount == 0)
    }
  }

  @Test func withoutABudgetNothingMoves() {
    forEverySeed(0..<5) { _, rng in
      let plane = PlaneCase(customers: 200, territories: 6, &rng)
      let result = rebalancer(plane).rebalance(budget: 0)
      #expect(result.labels == plane.problem.present && result.violation > 0)
    }
  }

  @Test(arguments: [0, 1e-15], [true, false])
  func withoutABudgetNobodyMovesHoweverLightTheyAre(weight: Double, isContiguous: Bool) {
    forEverySeed(0..<2) { seed, rng in
      var plane = PlaneCase(
        customers: seed == 0 ? 8 : 120,
        territories: seed == 0 ? 2 : 4,
        &rng
      )
      // Heads are out of balance too, and most of them weigh nothing beside the others.
      plane.problem.measures.append(
        BalanceMeasure(
          name: "customers",
          tolerance: 0.01,
          amounts: plane.problem.x.map { $0 < 500 ? 1 : 3 }
        )
      )
      for atom in plane.problem.x.indices where atom % 4 > 0 {
        plane.problem.measures[0].amounts[atom] *= weight
      }
      // One must move, and is all that does.
      plane.problem.pins[5] = 1 - min(1, plane.problem.present[5])
      var expected = plane.problem.present
      expected[5] = plane.problem.pins[5]
      let rebalancer = Rebalancer(
        problem: plane.problem,
        graph: plane.graph,
        options: RebalanceOptions(contiguous: isContiguous, effort: 10, threads: 1)
      )
      let results = rebalancer.rebalance(budgets: [0, 0.01])
      let isStill = results[0].labels == expected
      #expect(isStill, "seed \(seed)")
      #expect(results[1].violation <= results[0].violation)
    }
  }

  @Test func budgetsHoldAndLargerOnesAreNeverWorse() {
    forEverySeed(0..<4) { _, rng in
      let plane = PlaneCase(customers: 300, territories: 9, drift: 1, &rng)
      let budgets: [Double?] = [0, 0.003, 0.01, 0.02, 0.03, 0.05, 0.1, nil]
      let list = rebalancer(plane).rebalance(budgets: budgets)
      var last = Double.infinity
      for (budget, result) in zip(budgets, list) {
        #expect(plane.moved(result.labels) <= (budget ?? 1) + 1e-9)
        #expect(result.violation <= last + 1e-5)
        #expect(plane.pieces(result.labels) <= plane.pieces(plane.problem.present))
        last = result.violation
      }
      #expect(last == 0)
      // A single call gives what the list gives.
      let single = rebalancer(plane).rebalance(budget: 0.02)
      #expect(single.labels == list[3].labels)
    }
  }

  @Test func budgetsAreMadeTheMostOf() {
    forEverySeed(0..<4) { seed, rng in
      let plane = PlaneCase(customers: 600, territories: 9, drift: 1, &rng)
      let budgets: [Double?] = [0, 0.005, 0.01, 0.02, 0.03, 0.04, nil]
      let list = rebalancer(plane).rebalance(budgets: budgets)
      guard let free = list.last, free.movedShare > 0.05 else { return }
      for (smaller, larger) in zip(list.dropLast(), list.dropLast().dropFirst()) {
        // A share moved brings in at least what it does on the way into the band as a whole.
        let rate = list[0].violation / free.movedShare
        let gain = smaller.violation - larger.violation
        let more = larger.movedShare - smaller.movedShare
        #expect(gain > 0.5 * rate * more - 0.02 && more > 0, "seed \(seed)")
      }
    }
  }

  @Test func pinnedCustomersStayAndThoseAwayFromTheirPinGo() {
    forEverySeed(0..<4) { _, rng in
      var plane = PlaneCase(customers: 300, territories: 6, &rng)
      for atom in 0..<300 where Int.random(in: 0..<10, using: &rng) == 0 {
        plane.problem.pins[atom] = plane.problem.present[atom]
      }
      plane.problem.pins[7] = (plane.problem.present[7] + 1) % 6
      let result = rebalancer(plane).rebalance()
      for atom in 0..<300 where plane.problem.pins[atom] >= 0 {
        #expect(result.labels[atom] == plane.problem.pins[atom])
      }
      let without = rebalancer(plane).rebalance(budget: 0)
      #expect(without.labels[7] == plane.problem.pins[7] && without.movedCount == 1)
      #expect(abs(without.movedShare - without.forcedShare) < 1e-12)
    }
  }

  @Test func customersGoWhereTheyMayOnly() {
    forEverySeed(0..<4) { _, rng in
      var plane = PlaneCase(customers: 300, territories: 6, &rng)
      plane.problem.eligibleSets = [[true, true, true, true, false, false]]
      for atom in stride(from: 0, to: 300, by: 3) { plane.problem.eligibility[atom] = 0 }
      let result = rebalancer(plane).rebalance()
      for atom in 0..<300 {
        #expect(plane.problem.allows(atom, in: Int(result.labels[atom])))
      }
    }
  }

  @Test func newCustomersGetATerritoryAndDontCountAsMoved() {
    forEverySeed(0..<4) { _, rng in
      var plane = PlaneCase(customers: 300, territories: 6, drift: 0, &rng)
      for atom in stride(from: 0, to: 300, by: 10) { plane.problem.present[atom] = -1 }
      let result = rebalancer(plane).rebalance(budget: 0)
      #expect(result.movedCount == 0 && !result.labels.contains(-1))
      for atom in 0..<300 where plane.problem.present[atom] >= 0 {
        #expect(result.labels[atom] == plane.problem.present[atom])
      }
    }
  }

  @Test func aTerritoryWithoutCustomersGrowsFromItsBase() {
    forEverySeed(0..<3) { _, rng in
      var plane = PlaneCase(customers: 400, territories: 4, drift: 0, &rng)
      plane.problem.territories.append(
        TerritorySlot(id: "new", base: PlanePoint(x: 500, y: 500))
      )
      let result = rebalancer(plane).rebalance()
      #expect(result.isInBand)
      #expect(plane.pieces(result.labels) == 5)
    }
  }

  @Test func severalMeasuresComeIntoBandTogether() {
    forEverySeed(0..<3) { _, rng in
      var plane = PlaneCase(customers: 400, territories: 4, tolerance: 0.08, &rng)
      let visits = plane.problem.y.map { rng.double(in: 1...2) * (1 + $0 / 2000) }
      plane.problem.measures.append(
        BalanceMeasure(name: "visits", tolerance: 0.08, amounts: visits)
      )
      let result = rebalancer(plane).rebalance()
      #expect(result.isInBand)
      #expect(plane.deviation(result.labels, measure: 1) <= 0.08 + 1e-6)
    }
  }

  @Test func tiesMakeCustomersStay() {
    forEverySeed(0..<3) { _, rng in
      var plane = PlaneCase(customers: 300, territories: 4, &rng)
      let loose = rebalancer(plane).rebalance()
      let count = loose.labels.indices.filter { loose.labels[$0] != plane.problem.present[$0] }
      for atom in count.prefix(count.count / 2) { plane.problem.ties[atom] = 20 }
      let tied = rebalancer(plane).rebalance()
      let kept = count.prefix(count.count / 2).filter {
        tied.labels[$0] == plane.problem.present[$0]
      }
      #expect(tied.isInBand && 2 * kept.count > count.count / 2)
    }
  }

  @Test func threadsAndTheOrderOfCustomersChangeNothing() {
    forEverySeed(0..<3) { _, rng in
      let plane = PlaneCase(customers: 300, territories: 6, &rng)
      let expected = rebalancer(plane).rebalance().labels
      var two = options
      two.threads = 2
      #expect(
        Rebalancer(problem: plane.problem, graph: plane.graph, options: two).rebalance().labels
          == expected
      )
      let order = (0..<300).shuffled(using: &rng)
      var other = plane
      other.problem.x = order.map { plane.problem.x[$0] }
      other.problem.y = order.map { plane.problem.y[$0] }
      other.problem.measures[0].amounts = order.map { plane.problem.measures[0].amounts[$0] }
      other.problem.present = order.map { plane.problem.present[$0] }
      other.graph = ContiguityGraph(
        Triangulation(x: other.problem.x, y: other.problem.y),
        x: other.problem.x,
        y: other.problem.y,
        isTrimmed: false
      )
      let shuffled = rebalancer(other).rebalance().labels
      #expect(shuffled == order.map { expected[$0] })
    }
  }

  @Test func fewCustomersMoveAsLittleAsTryingAllPlansFinds() {
    forEverySeed(0..<12) { seed, rng in
      var plane = PlaneCase(customers: 9, territories: 3, tolerance: 0.25, drift: 1, &rng)
      plane.problem.pins[0] = plane.problem.present[0]
      var free = options
      free.contiguous = false
      let result = Rebalancer(problem: plane.problem, graph: plane.graph, options: free)
        .rebalance()
      var least: (violation: Int64, moved: Double) = (.max, .infinity)
      for plan in 0..<19_683 {
        var rest = plan
        let labels = (0..<9).map { _ -> Int32 in
          defer { rest /= 3 }
          return Int32(rest % 3)
        }
        guard labels[0] == plane.problem.pins[0] else { continue }
        var sums = [0.0, 0, 0]
        for atom in 0..<9 { sums[Int(labels[atom])] += plane.problem.measures[0].amounts[atom] }
        let target = sums.reduce(0, +) / 3
        let violation = sums.reduce(0) { $0 + max(0, abs($1 / target - 1) - 0.25 - 1e-9) }
        let steps = MoveFrontier.steps(violation)
        let moved = plane.moved(labels)
        if steps < least.violation || (steps == least.violation && moved < least.moved) {
          least = (steps, moved)
        }
      }
      #expect(MoveFrontier.steps(result.violation) == least.violation, "seed \(seed)")
      #expect(abs(result.movedShare - least.moved) < 1e-12, "seed \(seed)")
    }
  }

  @Test func withoutContiguityOnlyWhatIsInExcessMoves() {
    forEverySeed(0..<3) { _, rng in
      let plane = PlaneCase(customers: 300, territories: 6, &rng)
      var free = options
      free.contiguous = false
      free.compactness = 0.02
      let result = Rebalancer(problem: plane.problem, graph: plane.graph, options: free)
        .rebalance()
      var excess = 0.0
      var lack = 0.0
      for territory in 0..<6 {
        let sum = plane.problem.present.indices.reduce(0.0) {
          $0 + (plane.problem.present[$1] == territory ? plane.problem.measures[0].amounts[$1] : 0)
        }
        let target = plane.problem.targets(of: 0)[territory]
        excess += max(0, sum - 1.1 * target)
        lack += max(0, 0.9 * target - sum)
      }
      let bound = max(excess, lack) / plane.problem.measures[0].amounts.reduce(0, +)
      #expect(result.isInBand && result.movedShare >= bound - 1e-9)
      #expect(result.movedShare < 1.1 * bound + 0.005)
    }
  }

  @Test func hopelessBandsAndOddCustomersEnd() {
    // One customer has nearly everything, and all others are at one place.
    let problem = TerritoryProblem(
      x: [0, 1, 1, 1, 1],
      y: [0, 1, 1, 1, 1],
      measures: [BalanceMeasure(name: "w", tolerance: 0, amounts: [100, 1, 0, 0, 1])],
      territories: [TerritorySlot(id: "A"), TerritorySlot(id: "B"), TerritorySlot(id: "C")]
    )
    var present = problem
    present.present = [0, 0, 1, -1, 1]
    let graph = ContiguityGraph(
      Triangulation(x: problem.x, y: problem.y),
      x: problem.x,
      y: problem.y
    )
    for isContiguous in [true, false] {
      let result = Rebalancer(
        problem: present,
        graph: graph,
        options: RebalanceOptions(contiguous: isContiguous, threads: 1)
      ).rebalance()
      #expect(!result.labels.contains(-1) && !result.isInBand)
    }
    var nothing = present
    nothing.measures[0].amounts = [0, 0, 0, 0, 0]
    let result = Rebalancer(problem: nothing, graph: graph).rebalance()
    #expect(result.violation == 0)
  }
}
