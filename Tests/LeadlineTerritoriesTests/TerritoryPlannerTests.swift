import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

struct TerritoryPlannerTests {
  /// Customers of some towns and the land between them, around a place.
  private static func customers(
    _ count: Int,
    at longitude: Double = 9.5,
    _ random: inout SplitMix64
  ) -> (longitudes: [Double], latitudes: [Double], amounts: [Double]) {
    let towns = (0..<5).map { _ in (random.double(in: 0...1), random.double(in: 0...1)) }
    var longitudes: [Double] = []
    var latitudes: [Double] = []
    for number in 0..<count {
      let town = towns[number % 5]
      let isInTown = number % 3 > 0
      let x = isInTown ? town.0 + random.double(in: -0.03...0.03) : random.double(in: 0...1)
      let y = isInTown ? town.1 + random.double(in: -0.03...0.03) : random.double(in: 0...1)
      longitudes.append(longitude + x)
      latitudes.append(47 + y)
    }
    return (longitudes, latitudes, (0..<count).map { _ in random.double(in: 1...9) })
  }

  private static func planner(
    _ customers: (longitudes: [Double], latitudes: [Double], amounts: [Double]),
    territories: Int,
    tolerance: Double = 0.05,
    threads: Int = 2,
    _ adjust: (inout TerritoryProblem) -> Void = { _ in }
  ) throws -> TerritoryPlanner {
    let plane = TerritoryPlane(longitudes: customers.longitudes, latitudes: customers.latitudes)
    let points = zip(customers.longitudes, customers.latitudes).map {
      plane.point(longitude: $0, latitude: $1)
    }
    var problem = TerritoryProblem(
      x: points.map(\.x),
      y: points.map(\.y),
      measures: [
        BalanceMeasure(name: "workload", tolerance: tolerance, amounts: customers.amounts)
      ],
      territories: (0..<territories).map { TerritorySlot(id: "t\($0)") }
    )
    adjust(&problem)
    var options = TerritoryPlanner.Options()
    options.threads = threads
    return try TerritoryPlanner(
      problem: problem,
      longitudes: customers.longitudes,
      latitudes: customers.latitudes,
      options: options
    )
  }

  private static func deviation(_ labels: [Int32], _ problem: TerritoryProblem) -> Double {
    let targets = problem.targets(of: 0)
    var sums = [Double](repeating: 0, count: targets.count)
    for (customer, label) in labels.enumerated() {
      sums[Int(label)] += problem.measures[0].amounts[customer]
    }
    return zip(sums, targets).map { abs($0 / $1 - 1) }.max() ?? 0
  }

  @Test func newPlansAreBalancedAndOfOnePieceEach() throws {
    try forEverySeed(0..<8) { _, random in
      let customers = Self.customers(900, &random)
      let planner = try Self.planner(customers, territories: 9)
      let plan = planner.newPlan().plan
      let largest = (customers.amounts.max() ?? 0) * 9 / customers.amounts.reduce(0, +)
      #expect(Self.deviation(plan.labels, planner.problem) <= max(0.005, largest) + 1e-9)
      #expect(planner.pieces(of: plan.labels) == [Int](repeating: 1, count: 9))
      #expect(plan.shortfalls == [])
    }
  }

  @Test func capacitySharesTheAmount() throws {
    var random = SplitMix64(seed: 4)
    let planner = try Self.planner(Self.customers(900, &random), territories: 3) {
      for territory in 0..<3 { $0.territories[territory].capacity = Double(territory + 1) }
    }
    #expect(Self.deviation(planner.newPlan().plan.labels, planner.problem) < 0.02)
  }

  @Test func pinsAndHomesDecideWhichTerritoryIsWhere() throws {
    var random = SplitMix64(seed: 5)
    let customers = Self.customers(600, &random)
    let planner = try Self.planner(customers, territories: 6) { problem in
      problem.pins[10] = 4
      // A home beside a customer of another corner.
      problem.territories[2].base = PlanePoint(x: problem.x[300], y: problem.y[300])
    }
    let labels = planner.newPlan().plan.labels
    #expect(labels[10] == 4)
    let problem = planner.problem
    func square(_ territory: Int32) -> Double {
      let members = labels.indices.filter { labels[$0] == territory }
      let x = members.reduce(0) { $0 + problem.x[$1] } / Double(members.count) - problem.x[300]
      let y = members.reduce(0) { $0 + problem.y[$1] } / Double(members.count) - problem.y[300]
      return x * x + y * y
    }
    #expect((0..<6).filter { $0 != 4 }.allSatisfy { square(2) <= square($0) })
  }

  @Test func threadsChangeNothing() throws {
    var random = SplitMix64(seed: 6)
    let customers = Self.customers(1_200, &random)
    let one = try Self.planner(customers, territories: 8, threads: 1)
    let two = try Self.planner(customers, territories: 8, threads: 2)
    #expect(one.newPlan() == two.newPlan())
  }

  @Test func scalingTheAmountsChangesNothing() throws {
    var random = SplitMix64(seed: 7)
    var customers = Self.customers(800, &random)
    let plan = try Self.planner(customers, territories: 7).newPlan().plan
    // A power of two, so that every sum is scaled to the bit.
    customers.amounts = customers.amounts.map { $0 * 1024 }
    let scaled = try Self.planner(customers, territories: 7).newPlan().plan
    #expect(scaled.labels == plan.labels)
  }

  @Test func levelsAreSolvedTopDown() throws {
    var random = SplitMix64(seed: 8)
    let customers = Self.customers(1_500, &random)
    let planner = try Self.planner(customers, territories: 12)
    let plan = planner.newPlan(levels: [2, 4])
    #expect(plan.areas.count == 2)
    #expect(Set(plan.areas[0]) == [0, 1])
    #expect(Set(plan.areas[1]) == [0, 1, 2, 3])
    // Every area of the finer level lies in one of the coarser.
    for area in 0..<4 {
      let above = (0..<12).filter { plan.areas[1][$0] == area }.map { plan.areas[0][$0] }
      #expect(Set(above).count == 1)
    }
    #expect(Self.deviation(plan.plan.labels, planner.problem) < 0.03)
    #expect(planner.pieces(of: plan.plan.labels) == [Int](repeating: 1, count: 12))
    // The areas are as balanced as their share of the territories asks for.
    let amounts = customers.amounts
    for level in plan.areas {
      var sums: [Int32: Double] = [:]
      for (customer, label) in plan.plan.labels.enumerated() {
        sums[level[Int(label)], default: 0] += amounts[customer]
      }
      for (area, sum) in sums {
        let share = Double(level.count { $0 == area }) / 12
        #expect(abs(sum / (amounts.reduce(0, +) * share) - 1) < 0.02)
      }
    }
  }

  @Test func plansInBandStay() throws {
    var random = SplitMix64(seed: 9)
    let customers = Self.customers(700, &random)
    let labels = try Self.planner(customers, territories: 6).newPlan().plan.labels
    let planner = try Self.planner(customers, territories: 6) { $0.present = labels }
    for plan in planner.scenarios(budgets: [0, 0.05, nil]) { #expect(plan.labels == labels) }
  }

  @Test func largerBudgetsNeverBalanceWorse() throws {
    try forEverySeed(0..<5) { _, random in
      let customers = Self.customers(700, &random)
      let labels = try Self.planner(customers, territories: 6).newPlan().plan.labels
      var changed = customers
      for customer in labels.indices where labels[customer] < 2 { changed.amounts[customer] *= 1.5 }
      let planner = try Self.planner(changed, territories: 6) { $0.present = labels }
      let plans = planner.scenarios(budgets: [0, 0.01, 0.02, 0.05, 0.1, nil])
      #expect(plans.map(\.name) == ["0 %", "1 %", "2 %", "5 %", "10 %", "free"])
      #expect(plans[0].labels == labels)
      let problem = planner.problem
      let outside = plans.map { plan in
        Self.violation(plan.labels, problem)
      }
      #expect(zip(outside, outside.dropFirst()).allSatisfy { $1 <= $0 + 1e-9 })
      #expect(outside.last == 0)
      let total = problem.measures[0].amounts.reduce(0, +)
      for plan in plans {
        let moved = plan.labels.indices.filter { plan.labels[$0] != labels[$0] }
          .reduce(0) { $0 + problem.measures[0].amounts[$1] }
        #expect(moved / total <= (plan.budget ?? 1) + 1e-9)
      }
    }
  }

  /// How far territories are outside their bands, as shares of their targets, added up.
  private static func violation(_ labels: [Int32], _ problem: TerritoryProblem) -> Double {
    let targets = problem.targets(of: 0)
    var sums = [Double](repeating: 0, count: targets.count)
    for (customer, label) in labels.enumerated() {
      sums[Int(label)] += problem.measures[0].amounts[customer]
    }
    return zip(sums, targets).reduce(0) { sum, pair in
      let excess = abs(pair.0 / pair.1 - 1) - problem.measures[0].tolerance
      return sum + (excess > 1e-9 ? excess : 0)
    }
  }

  @Test func aTerritoryThatEndsLeavesOthersAlone() throws {
    var random = SplitMix64(seed: 10)
    let customers = Self.customers(2_000, &random)
    let labels = try Self.planner(customers, territories: 25).newPlan().plan.labels
    let planner = try Self.planner(customers, territories: 25, tolerance: 0.1) {
      $0.present = labels
    }
    let plan = try planner.adapt(to: .leave(3))
    #expect(!plan.labels.contains(3))
    let changed = Set(labels.indices.filter { plan.labels[$0] != labels[$0] }.map { labels[$0] })
    #expect(changed.contains(3))
    #expect(changed.count < 20, "far territories keep every customer")
    #expect(planner.pieces(of: plan.labels).allSatisfy { $0 <= 1 })
  }

  @Test func bandsThatCannotBeMetHaveAReason() throws {
    var random = SplitMix64(seed: 11)
    var customers = Self.customers(50, &random)
    customers.amounts[7] = 10_000
    let planner = try Self.planner(customers, territories: 4)
    let shortfalls = planner.newPlan().plan.shortfalls
    #expect(
      shortfalls.contains {
        $0.sentence(planner.problem) { "shop \($0)" }.contains("shop 7 alone")
      }
    )
  }

  @Test func moreTerritoriesThanPlacesAreSaid() throws {
    let planner = try Self.planner(([9, 9, 9], [47, 47, 47], [1, 1, 1]), territories: 2)
    let plan = planner.newPlan().plan
    #expect(Set(plan.labels).count == 1, "one place is not parted")
    #expect(!plan.shortfalls.isEmpty)
  }

  @Test func unusableProblemsAreRefused() throws {
    #expect(throws: TerritoriesError.noCustomers) {
      try Self.planner(([], [], []), territories: 2)
    }
    #expect(throws: TerritoriesError.noTerritories) {
      try Self.planner(([9], [47], [1]), territories: 0)
    }
    #expect(throws: TerritoriesError.emptyMeasure("workload")) {
      try Self.planner(([9], [47], [0]), territories: 1)
    }
    #expect(throws: TerritoriesError.badAmount(measure: "workload", customer: 1)) {
      try Self.planner(([9, 9], [47, 47], [1, .nan]), territories: 1)
    }
  }

  @Test func theOrderOfCustomersDoesNotMatter() throws {
    try forEverySeed(0..<3) { _, random in
      let customers = Self.customers(3_000, &random)
      let order = Array(0..<3_000).shuffled(using: &random)
      let shuffled = (
        longitudes: order.map { customers.longitudes[$0] },
        latitudes: order.map { customers.latitudes[$0] },
        amounts: order.map { customers.amounts[$0] }
      )
      let plan = try Self.planner(customers, territories: 30).newPlan().plan.labels
      let other = try Self.planner(shuffled, territories: 30).newPlan().plan.labels
      let isEqual = other == order.map { plan[$0] }
      #expect(isEqual)
    }
  }

  @Test func nobodyJoinsACustomerPinnedInAnothersLand() throws {
    var random = SplitMix64(seed: 12)
    let customers = Self.customers(1_500, &random)
    let labels = try Self.planner(customers, territories: 10).newPlan().plan.labels
    var changed = customers
    for customer in labels.indices where labels[customer] < 3 { changed.amounts[customer] *= 1.4 }
    let planner = try Self.planner(changed, territories: 10) { problem in
      problem.present = labels
      // One customer of each territory is held by the next one but four.
      for territory in 0..<10 {
        let customer = labels.firstIndex(of: Int32(territory)) ?? 0
        problem.pins[customer] = Int32((territory + 5) % 10)
      }
    }
    let plan = planner.scenarios(budgets: [nil])[0].labels
    let strays = HeldStrays.flags(planner.atoms.problem, labels: labels, graph: planner.graph)
    #expect(strays.contains(true))
    for stray in strays.indices where strays[stray] {
      let edges = Int(planner.graph.offsets[stray])..<Int(planner.graph.offsets[stray + 1])
      for other in edges.map({ Int(planner.graph.neighbours[$0]) }) where !strays[other] {
        let moved = plan[other] != labels[other] && plan[other] == plan[stray]
        #expect(!moved, "a neighbour was drawn to a customer that is held there")
      }
    }
  }

  @Test func aSplitTakesFromItsTerritoryAlone() throws {
    var random = SplitMix64(seed: 13)
    let customers = Self.customers(2_000, &random)
    let labels = try Self.planner(customers, territories: 10).newPlan().plan.labels
    let planner = try Self.planner(customers, territories: 11, tolerance: 0.6) {
      $0.present = labels
    }
    let plan = try planner.adapt(to: .split(4, into: 10)).labels
    let new = plan.indices.filter { plan[$0] == 10 }
    #expect(!new.isEmpty)
    let own = new.count { labels[$0] == 4 }
    #expect(Double(own) > 0.9 * Double(new.count), "\(own) of \(new.count)")
    #expect(planner.pieces(of: plan).allSatisfy { $0 == 1 })
  }
}
