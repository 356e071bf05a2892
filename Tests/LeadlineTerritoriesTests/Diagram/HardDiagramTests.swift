import LeadlineGeometry
import LeadlineTerritories
import LeadlineTestSupport
import Testing

/// Input on which solvers of this kind fail.
struct HardDiagramTests {
  /// What must hold of every plan, whatever the input.
  private func expectSound(_ plan: BalancedDiagram, customers: Int, territories: Int) {
    #expect(plan.labels.count == customers)
    #expect(plan.labels.allSatisfy { $0 >= 0 && $0 < territories })
    #expect(plan.centres.count == territories && plan.weights.count == territories)
    #expect(plan.centres.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    #expect(plan.weights.allSatisfy { $0.isFinite })
    #expect(plan.cost.isFinite && plan.gap >= 0 && plan.splitGap >= 0)
  }

  private func solve(
    _ x: [Double],
    _ y: [Double],
    amounts: [Double]? = nil,
    territories: Int,
    centres: [PlanePoint?]? = nil
  ) throws -> BalancedDiagram {
    let plan = try BalancedDiagram.solve(
      x: x,
      y: y,
      amounts: amounts ?? x.map { _ in 1 },
      targets: [Double](repeating: 1, count: territories),
      centres: centres,
      options: centres == nil ? DiagramOptions() : .fixedCentres,
      threads: 1
    )
    expectSound(plan, customers: x.count, territories: territories)
    return plan
  }

  private func spread(_ plan: BalancedDiagram) -> Double {
    (plan.loads.max() ?? 0) - (plan.loads.min() ?? 0)
  }

  @Test func nobodyGivesEmptyTerritories() throws {
    let plan = try solve([], [], territories: 3)
    #expect(plan.emptyTerritories == [0, 1, 2])
  }

  @Test func oneTerritoryHasEverybody() throws {
    let plan = try solve([1, 2, 50], [0, 9, 4], territories: 1)
    #expect(plan.labels == [0, 0, 0])
  }

  @Test func asManyTerritoriesAsCustomersGetOneEach() throws {
    var generator = SplitMix64(seed: 1)
    let place = DiagramPlace(customers: 60, using: &generator)
    let plan = try solve(place.x, place.y, amounts: place.amounts, territories: 60)
    #expect(Set(plan.labels).count == 60)
    #expect(plan.emptyTerritories.isEmpty)
  }

  @Test func moreTerritoriesThanCustomersLeaveSomeEmpty() throws {
    let free = try solve([0, 5, 9], [0, 5, 1], territories: 8)
    #expect(Set(free.labels).count == 3)
    #expect(free.emptyTerritories.count == 5)
    let bases = (0..<8).map { PlanePoint(x: Double($0), y: 3) }
    let given = try solve([0, 5, 9], [0, 5, 1], territories: 8, centres: bases)
    #expect(given.emptyTerritories.count >= 5)
  }

  @Test func collinearCustomersAreSharedEvenly() throws {
    let x = (0..<1_000).map { Double($0) * 10 }
    let plan = try solve(x, x.map { 0.5 * $0 }, territories: 8)
    #expect(spread(plan) <= 1)
    #expect(plan.strayCount == 0)
  }

  @Test func customersAtOnePlaceAreSharedEvenly() throws {
    let plan = try solve(
      [Double](repeating: 7, count: 1_000),
      [Double](repeating: -3, count: 1_000),
      territories: 8
    )
    #expect(spread(plan) <= 2)
    #expect(plan.cost <= 1e-6)
  }

  @Test func townOfThousandsAtNearlyOnePointIsShared() throws {
    var generator = SplitMix64(seed: 2)
    var (x, y) = ([Double](), [Double]())
    for customer in 0..<4_000 {
      let isTown = customer < 3_000
      x.append(isTown ? 5 + generator.double(in: 0...2) : generator.double(in: 0...300_000))
      y.append(isTown ? 9 + generator.double(in: 0...2) : generator.double(in: 0...300_000))
    }
    let plan = try solve(x, y, territories: 20)
    #expect(spread(plan) <= 3)
  }

  @Test func latticeWithManyTiesIsSharedEvenly() throws {
    let x = (0..<2_500).map { Double($0 % 50) }
    let y = (0..<2_500).map { Double($0 / 50) }
    let plan = try solve(x, y, territories: 25)
    #expect(spread(plan) <= 3)
    #expect(plan.gap <= 1e-4)
  }

  @Test func customerAboveTheTargetLeavesTheOthersTheirShare() throws {
    var generator = SplitMix64(seed: 3)
    let place = DiagramPlace(customers: 500, using: &generator)
    var amounts = place.amounts
    amounts[17] = 1_000_000
    let plan = try solve(place.x, place.y, amounts: amounts, territories: 6)
    let giant = Int(plan.labels[17])
    let rest = amounts.reduce(0, +) - 1_000_000
    for territory in 0..<6 where territory != giant {
      #expect(abs(plan.loads[territory] - rest / 5) <= 0.25 * rest / 5)
    }
  }

  @Test func withoutAnyAmountCustomersAreCounted() throws {
    var generator = SplitMix64(seed: 4)
    let place = DiagramPlace(customers: 600, using: &generator)
    let plan = try solve(place.x, place.y, amounts: place.x.map { _ in 0 }, territories: 6)
    let counts = (0..<6).map { territory in plan.labels.count { Int($0) == territory } }
    #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 2)
  }

  @Test func customersOfAmountZeroGoWhereTheyLie() throws {
    var generator = SplitMix64(seed: 5)
    let place = DiagramPlace(customers: 900, using: &generator)
    let amounts = place.amounts.enumerated().map { $0.offset % 3 == 0 ? 0 : $0.element }
    let plan = try solve(place.x, place.y, amounts: amounts, territories: 7)
    #expect(plan.strayCount == 0)
    #expect(spread(plan) <= 2 * 400)
  }

  @Test func capacitiesOfAMillionToOneAreMet() throws {
    var generator = SplitMix64(seed: 6)
    let place = DiagramPlace(customers: 2_000, using: &generator)
    let targets = [1e6, 1, 1e6, 1e3, 1e6]
    let plan = try BalancedDiagram.solve(
      x: place.x,
      y: place.y,
      amounts: place.amounts,
      targets: targets
    )
    expectSound(plan, customers: 2_000, territories: 5)
    for (load, target) in zip(plan.loads, plan.targets) {
      #expect(abs(load - target) <= max(0.005 * target, 400))
    }
  }

  @Test func centresAtOnePlaceShareWhatIsThere() throws {
    var generator = SplitMix64(seed: 7)
    let place = DiagramPlace(customers: 1_000, using: &generator)
    let here = PlanePoint(x: 100_000, y: 100_000)
    let centres = [here, PlanePoint(x: 10, y: 20), here, here, PlanePoint(x: 250_000, y: 50_000)]
    let plan = try solve(
      place.x,
      place.y,
      amounts: place.amounts,
      territories: 5,
      centres: centres
    )
    #expect(spread(plan) <= 3 * 400)
    #expect(plan.weights[0] == plan.weights[2] && plan.weights[2] == plan.weights[3])
  }

  @Test func centresFarOutsideGetTheirShare() throws {
    var generator = SplitMix64(seed: 8)
    let place = DiagramPlace(customers: 1_200, using: &generator)
    let centres = (0..<6).map { PlanePoint(x: 2_000_000 + 1_000 * Double($0), y: -500_000) }
    let plan = try solve(
      place.x,
      place.y,
      amounts: place.amounts,
      territories: 6,
      centres: centres
    )
    #expect(spread(plan) <= 2 * 400)
    #expect(plan.splitGap <= 1e-9)
  }

  @Test func aHundredSmallTerritoriesAreBalancedToOneCustomer() throws {
    var generator = SplitMix64(seed: 9)
    let place = DiagramPlace(customers: 3_000, using: &generator)
    let plan = try solve(place.x, place.y, amounts: place.amounts, territories: 100)
    #expect(plan.emptyTerritories.isEmpty)
    let target = plan.targets[0]
    #expect(plan.loads.allSatisfy { abs($0 - target) <= 400 })
  }

  @Test func unusableInputIsRefused() {
    #expect(throws: DiagramError.noTerritory) {
      try BalancedDiagram.solve(x: [1], y: [1], amounts: [1], targets: [])
    }
    #expect(throws: DiagramError.unequalColumns(x: 1, y: 2, amounts: 1)) {
      try BalancedDiagram.solve(x: [1], y: [1, 2], amounts: [1], targets: [1])
    }
    #expect(throws: DiagramError.unusableCustomer(position: 1)) {
      try BalancedDiagram.solve(x: [1, .nan], y: [1, 2], amounts: [1, 1], targets: [1])
    }
    #expect(throws: DiagramError.unusableTerritory(position: 0)) {
      try BalancedDiagram.solve(x: [1], y: [1], amounts: [1], targets: [-1])
    }
    #expect(throws: DiagramError.nothingWanted) {
      try BalancedDiagram.solve(x: [1], y: [1], amounts: [1], targets: [0, 0])
    }
    #expect(throws: DiagramError.unequalCentres(centres: 1, territories: 2)) {
      try BalancedDiagram.solve(x: [1], y: [1], amounts: [1], targets: [1, 1], centres: [nil])
    }
  }
}
