import LeadlineTestSupport
import Testing

@testable import LeadlineTerritories

/// Plans in which a territory has one customer or hardly more.
struct FewCustomersTests {
  /// Customers along a line, in the present territories of a column.
  private static func planner(
    _ present: [Int32],
    territories: Int,
    longitudes: [Double]? = nil,
    amounts: [Double]? = nil,
    _ adjust: (inout TerritoryProblem) -> Void = { _ in }
  ) throws -> TerritoryPlanner {
    let longitudes = longitudes ?? present.indices.map { 9 + Double($0) * 0.1 }
    let latitudes = present.map { _ in 47.0 }
    let plane = TerritoryPlane(longitudes: longitudes, latitudes: latitudes)
    let points = longitudes.map { plane.point(longitude: $0, latitude: 47) }
    var problem = TerritoryProblem(
      x: points.map(\.x),
      y: points.map(\.y),
      measures: [
        BalanceMeasure(
          name: "workload",
          tolerance: 0.05,
          amounts: amounts ?? present.map { _ in 1 }
        )
      ],
      territories: (0..<territories).map { TerritorySlot(id: "t\($0)") }
    )
    problem.present = present
    adjust(&problem)
    return try TerritoryPlanner(problem: problem, longitudes: longitudes, latitudes: latitudes)
  }

  @Test(arguments: [
    [0, 0, 1, 1, 2] as [Int32], [0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 1, 2, 2, 2, 2], [0, 0],
  ])
  func asManyTerritoriesAsCustomersGetOneEach(present: [Int32]) throws {
    let planner = try Self.planner(present, territories: present.count)
    let plan = try #require(planner.scenarios(budgets: [nil]).first)
    #expect(plan.labels.sorted() == present.indices.map { Int32($0) })
    #expect(plan.shortfalls == [])
    let kept = zip(plan.labels, present).count { $0 == $1 }
    #expect(kept == Set(present).count, "one customer of each stays")
  }

  @Test func aTerritoryThatBeginsWithAllItNeedsIsKept() throws {
    let planner = try Self.planner([0, 0], territories: 2)
    let place = PlanePoint(x: planner.problem.x[1], y: planner.problem.y[1])
    #expect(try planner.adapt(to: .join(1, near: place)).labels == [0, 1])
  }

  @Test func aTerritoryWithoutTwoCustomersToPartCannotBeSplit() throws {
    let error = TerritoriesError.nothingToSplit(territory: "t1")
    let one = try Self.planner([0, 0, 1], territories: 3)
    #expect(throws: error) { try one.adapt(to: .split(1, into: 2)) }
    let place = try Self.planner([0, 1, 1], territories: 3, longitudes: [9, 9.1, 9.1])
    #expect(throws: error) { try place.adapt(to: .split(1, into: 2)) }
    let none = try Self.planner([0, 0, 0], territories: 3)
    #expect(throws: error) { try none.adapt(to: .split(1, into: 2)) }
    let group = try Self.planner([0, 1, 1], territories: 3) { $0.groups = [-1, 0, 0] }
    #expect(throws: error) { try group.adapt(to: .split(1, into: 2)) }
    let pinned = try Self.planner([0, 1, 1], territories: 3) { $0.pins = [-1, 1, 1] }
    #expect(throws: error) { try pinned.adapt(to: .split(1, into: 2)) }
  }

  @Test(arguments: [[1.0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 0, 0], [1, 1, 1]])
  func splittingGivesSomethingWhateverCustomersWeigh(amounts: [Double]) throws {
    let planner = try Self.planner([1, 1, 1, 0], territories: 3, amounts: amounts + [1])
    let labels = try planner.adapt(to: .split(1, into: 2)).labels
    #expect(labels.contains(1) && labels.contains(2), "\(labels)")
  }

  @Test func splittingGoesRoundPinnedCustomers() throws {
    for pinned in 0..<2 {
      let planner = try Self.planner([1, 1, 0], territories: 3) { $0.pins[pinned] = 1 }
      let labels = try planner.adapt(to: .split(1, into: 2)).labels
      #expect(labels[pinned] == 1 && labels[1 - pinned] == 2, "\(labels)")
    }
  }
}
