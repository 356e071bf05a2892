import Testing

@testable import LeadlineTerritories

/// The reasons that plans give, in customers, where several make one unit or moves are limited.
struct PlanReasonTests {
  /// Customers by their longitudes on one parallel, with a workload each.
  private static func planner(
    _ longitudes: [Double],
    _ amounts: [Double],
    territories: Int,
    tolerance: Double = 0.05,
    _ adjust: (inout TerritoryProblem) -> Void = { _ in }
  ) throws -> TerritoryPlanner {
    let latitudes = longitudes.map { _ in 47.0 }
    let plane = TerritoryPlane(longitudes: longitudes, latitudes: latitudes)
    let points = longitudes.map { plane.point(longitude: $0, latitude: 47) }
    var problem = TerritoryProblem(
      x: points.map(\.x),
      y: points.map(\.y),
      measures: [BalanceMeasure(name: "workload", tolerance: tolerance, amounts: amounts)],
      territories: (0..<territories).map { TerritorySlot(id: "t\($0)") }
    )
    adjust(&problem)
    return try TerritoryPlanner(problem: problem, longitudes: longitudes, latitudes: latitudes)
  }

  private static func sentences(_ plan: PlannedTerritories, _ planner: TerritoryPlanner) -> [String]
  {
    plan.shortfalls.map { $0.sentence(planner.problem) { "shop \($0)" } }
  }

  @Test func severalCustomersAtOnePlaceAreNotOne() throws {
    let planner = try Self.planner(
      [9.1, 9.1, 9.1, 9.2, 9.3, 9.4],
      [1, 3, 2, 1, 1, 1],
      territories: 3
    )
    #expect(
      Self.sentences(planner.newPlan().plan, planner).first
        == "workload: shop 1 and 2 others that stay together with it, at one place or of one group, are"
        + " 95.00 % of the target above the band of any territory that may have them"
    )
  }

  @Test func aGroupIsNotOneCustomer() throws {
    let planner = try Self.planner([9.1, 9.2, 9.3, 9.4], [4, 1, 5, 1], territories: 3) {
      $0.groups = [1, -1, 1, -1]
    }
    let plan = planner.newPlan().plan
    guard case .customerTooLarge(2, others: 1, measure: 0, _)? = plan.shortfalls.first else {
      Issue.record("\(plan.shortfalls)")
      return
    }
  }

  @Test func theLargestPinnedCustomerIsTheLargestOfAll() throws {
    // Three at one place are more than the one elsewhere, but none of them is.
    let planner = try Self.planner(
      [9.1, 9.1, 9.1, 9.2, 9.3, 9.4],
      [2, 2, 2, 4, 1, 1],
      territories: 2
    ) { $0.pins = [0, 0, 0, 0, -1, -1] }
    let plan = planner.newPlan().plan
    guard case .pinnedTooMuch(territory: 0, measure: 0, _, largest: 3)? = plan.shortfalls.first
    else {
      Issue.record("\(plan.shortfalls)")
      return
    }
  }

  @Test func unitsAreFewerThanCustomers() throws {
    let planner = try Self.planner([9.1, 9.1, 9.1, 9.2], [1, 1, 1, 3], territories: 3)
    #expect(
      planner.newPlan().plan.shortfalls.contains(
        .tooFewCustomers(measure: 0, customers: 4, units: 2, territories: 3)
      )
    )
  }

  @Test func aBudgetThatKeepsAPlanFromItsBandIsTheReason() throws {
    let planner = try Self.planner(
      (0..<20).map { 9 + Double($0) / 100 },
      [Double](repeating: 1, count: 20),
      territories: 2
    ) { $0.present = (0..<20).map { $0 < 15 ? 0 : 1 } }
    let plans = planner.scenarios(budgets: [0, 0.1, 0.25])
    for (plan, load) in zip(plans, [15.0, 13]) {
      let reason = Shortfall.outOfBand(
        measure: 0,
        outside: 2,
        of: 2,
        worst: 0,
        deviation: load / 10 - 1,
        limit: .budget(plan.budget ?? 1, enough: 0.25)
      )
      #expect(plan.shortfalls == [reason])
    }
    #expect(plans[2].shortfalls == [])
    #expect(
      Self.sentences(plans[1], planner) == [
        "2 of 2 territories are off by more than 5.00 % of their workload, 't0' the most, 30.00 % above;"
          + " at most 10.00 % may move, and 25.00 % would do"
      ]
    )
  }

  @Test func aBudgetDoesNotHideWhatNoPlanCanMeet() throws {
    let planner = try Self.planner(
      (0..<20).map { 9 + Double($0) / 100 },
      [Double](repeating: 1, count: 20),
      territories: 2
    ) { problem in
      problem.present = (0..<20).map { $0 < 15 ? 0 : 1 }
      problem.pins = (0..<20).map { $0 < 13 ? 0 : -1 }
    }
    for budget in [0, 0.05] {
      let reasons = planner.scenarios(budgets: [budget])[0].shortfalls
      #expect(reasons.map(\.isProof) == [true, false], "\(reasons)")
    }
    // What a larger budget would not better is not laid to the budget.
    let reasons = planner.scenarios(budgets: [0.1])[0].shortfalls
    #expect(reasons.map(\.isProof) == [true], "\(reasons)")
  }
}
