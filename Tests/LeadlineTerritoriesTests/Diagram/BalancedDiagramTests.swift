import LeadlineGeometry
import LeadlineTerritories
import LeadlineTestSupport
import Testing

struct BalancedDiagramTests {
  @Test func everyTerritoryIsWithinOneCustomerOfItsTarget() throws {
    try forEverySeed(0..<6) { seed, generator in
      let place = DiagramPlace(customers: 1_500, using: &generator)
      let territories = Int.random(in: 2...40, using: &generator)
      let plan = try place.solve(territories: territories)
      let customer = place.amounts.max() ?? 0
      for (load, target) in zip(plan.loads, plan.targets) {
        #expect(abs(load - target) <= max(0.005 * target, customer), "seed \(seed)")
      }
      #expect(plan.emptyTerritories.isEmpty, "seed \(seed)")
      #expect(plan.strayCount == 0, "seed \(seed)")
    }
  }

  @Test func loadsAreSumsOfTheLabels() throws {
    try forEverySeed(0..<4) { seed, generator in
      let place = DiagramPlace(customers: 400, using: &generator)
      let plan = try place.solve(territories: 7)
      var loads = [Double](repeating: 0, count: 7)
      var cost = 0.0
      for (customer, label) in plan.labels.enumerated() {
        loads[Int(label)] += place.amounts[customer]
        cost += place.amounts[customer] * place.square(customer, plan.centres[Int(label)])
      }
      for (load, sum) in zip(plan.loads, loads) { #expect(abs(load - sum) <= 1e-9 * sum) }
      #expect(abs(plan.cost - cost) <= 1e-9 * cost, "seed \(seed)")
    }
  }

  @Test func labelsAreTheCellsOfThePowerDiagram() throws {
    try forEverySeed(0..<4) { seed, generator in
      let place = DiagramPlace(customers: 600, using: &generator)
      let plan = try place.solve(territories: 9)
      for (customer, label) in plan.labels.enumerated() {
        let powers = (0..<9).map { place.square(customer, plan.centres[$0]) - plan.weights[$0] }
        let least = powers.min() ?? 0
        let scale = abs(least) + place.square(customer, plan.centres[Int(label)])
        #expect(powers[Int(label)] - least <= 1e-6 * scale, "seed \(seed)")
      }
    }
  }

  @Test func boundIsAtMostTheCostAndTheGapIsClosed() throws {
    try forEverySeed(0..<8) { seed, generator in
      let place = DiagramPlace(customers: 900, using: &generator)
      let fixed = seed % 2 == 0
      let centres = fixed ? place.someCentres(12, using: &generator) : nil
      let plan = try place.solve(
        territories: 12,
        centres: centres,
        options: fixed ? .fixedCentres : DiagramOptions()
      )
      #expect(plan.lowerBound <= plan.cost && plan.gap >= 0, "seed \(seed)")
      #expect(plan.splitLowerBound <= plan.splitCost && plan.splitGap >= 0, "seed \(seed)")
      #expect(plan.gap <= 1e-4 && plan.splitGap <= 1e-9, "seed \(seed)")
      #expect(plan.splitCount <= 11, "seed \(seed)")
    }
  }

  @Test func noPlanWithTheSameLoadsIsCheaper() throws {
    try forEverySeed(0..<40) { seed, generator in
      let place = DiagramPlace(wholeCustomers: Int.random(in: 4...9, using: &generator), &generator)
      let centres = place.someCentres(3, using: &generator)
      let plan = try place.solve(territories: 3, centres: centres, options: .fixedCentres)
      let least = place.cheapest(centres: centres.compactMap { $0 }, loads: plan.loads)
      #expect(abs(plan.cost - least) <= 1e-6 * max(1, least), "seed \(seed)")
      #expect(plan.lowerBound <= least * (1 + 1e-9), "seed \(seed)")
    }
  }

  @Test func splittingCostsWhatTheFlowOfLeastCostDoes() throws {
    try forEverySeed(0..<12) { seed, generator in
      let count = Int.random(in: 6...120, using: &generator)
      let place = DiagramPlace(wholeCustomers: count, &generator)
      let territories = Int.random(in: 2...6, using: &generator)
      let centres = place.someCentres(territories, using: &generator)
      let target = place.amounts.reduce(0, +) / Double(territories)
      // Beyond the target a customer counts as the target, which the flow does not know.
      guard place.amounts.allSatisfy({ $0 <= target }) else { return }
      let plan = try place.solve(
        territories: territories,
        centres: centres,
        options: .fixedCentres
      )
      let least = try place.flowCost(centres: centres.compactMap { $0 })
      #expect(abs(plan.splitCost - least) <= 1e-6 * max(1, least), "seed \(seed)")
    }
  }

  @Test func targetsMayDiffer() throws {
    var generator = SplitMix64(seed: 5)
    let place = DiagramPlace(customers: 3_000, using: &generator)
    let targets = [1, 2, 4, 8, 16, 1, 1, 0.5, 0.1, 0]
    let plan = try BalancedDiagram.solve(
      x: place.x,
      y: place.y,
      amounts: place.amounts,
      targets: targets
    )
    let total = place.amounts.reduce(0, +)
    let wanted = targets.reduce(0, +)
    for (load, target) in zip(plan.loads, targets) {
      #expect(abs(load - target / wanted * total) <= max(0.005 * target / wanted * total, 400))
    }
    #expect(plan.emptyTerritories == [9])
  }

  @Test func centresOfANewPlanAreNearTheCentroids() throws {
    var generator = SplitMix64(seed: 6)
    let place = DiagramPlace(customers: 4_000, using: &generator)
    let plan = try place.solve(territories: 10)
    let centroids = place.centroids(plan.labels, territories: 10)
    for (centre, centroid) in zip(plan.centres, centroids) {
      let off = DiagramPlace.square(centre, centroid).squareRoot()
      #expect(off <= 15_000)
    }
    let fixed = try place.solve(
      territories: 10,
      centres: place.someCentres(10, using: &generator),
      options: .fixedCentres
    )
    #expect(plan.cost < fixed.cost)
  }

  @Test func basesStayAndBlendedCentresLieOnTheWayToTheCentroid() throws {
    var generator = SplitMix64(seed: 7)
    let place = DiagramPlace(customers: 2_000, using: &generator)
    let bases = place.someCentres(6, using: &generator)
    let fixed = try place.solve(territories: 6, centres: bases, options: .fixedCentres)
    for (centre, base) in zip(fixed.centres, bases) {
      #expect(DiagramPlace.square(centre, base ?? centre) <= 1e-6)
    }
    let free = try place.solve(territories: 6, centres: bases)
    let blended = try place.solve(
      territories: 6,
      centres: bases,
      options: DiagramOptions(centroidShare: 0.5)
    )
    func reach(_ plan: BalancedDiagram) -> Double {
      zip(plan.centres, bases).reduce(0) { $0 + DiagramPlace.square($1.0, $1.1 ?? $1.0) }
    }
    #expect(reach(blended) > 0)
    #expect(reach(blended) < reach(free))
  }
}
