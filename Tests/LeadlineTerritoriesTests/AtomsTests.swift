import Testing

@testable import LeadlineTerritories

struct AtomsTests {
  /// Six customers: 0 and 1 at one place, 2 and 3 at another in different territories, 4 and 5 alone.
  private func problem() -> TerritoryProblem {
    var problem = TerritoryProblem(
      x: [0, 0, 1, 1, 2, 3],
      y: [0, 0, 0, 0, 0, 0],
      measures: [BalanceMeasure(name: "workload", amounts: [1, 2, 3, 4, 5, 6])],
      territories: [TerritorySlot(id: "a"), TerritorySlot(id: "b")]
    )
    problem.present = [0, 0, 0, 1, 1, 1]
    return problem
  }

  private let places: [Int32] = [0, 0, 1, 1, 2, 3]

  @Test func customersOfOnePlaceAndTerritoryAreOne() throws {
    let atoms = try Atoms(problem(), places: places)
    #expect(atoms.atoms == [0, 0, 1, 2, 3, 4])
    #expect(atoms.problem.measures[0].amounts == [3, 3, 4, 5, 6])
    #expect(atoms.problem.present == [0, 0, 1, 1, 1])
    #expect(atoms.labels(of: [1, 0, 0, 1, 1]) == [1, 1, 0, 0, 1, 1])
  }

  @Test func groupsAreOneWhereverTheyStand() throws {
    var problem = problem()
    problem.groups[0] = 7
    problem.groups[5] = 7
    problem.pins[5] = 1
    let atoms = try Atoms(problem, places: places)
    #expect(atoms.atoms == [4, 0, 1, 2, 3, 4])
    #expect(atoms.problem.pins[4] == 1)
    #expect(atoms.problem.x[4] == 3, "a group stands where its heaviest customer does")
  }

  @Test func groupsPinnedApartAreRefused() {
    var problem = problem()
    problem.groups[0] = 7
    problem.groups[5] = 7
    problem.pins[0] = 0
    problem.pins[5] = 1
    #expect(throws: TerritoriesError.groupPinnedApart(customer: 0, other: 5)) {
      try Atoms(problem, places: places)
    }
  }

  @Test func groupsThatNoTerritoryMayHaveAreRefused() {
    var problem = problem()
    problem.groups[0] = 7
    problem.groups[5] = 7
    problem.eligibleSets = [[true, false], [false, true]]
    problem.eligibility[0] = 0
    problem.eligibility[5] = 1
    #expect(throws: TerritoriesError.nowhereAllowed(customer: 5)) {
      try Atoms(problem, places: places)
    }
  }

  @Test func atomsOfOnePlaceAreNeighbours() throws {
    let atoms = try Atoms(problem(), places: places)
    // The places form a path.
    let path: [(Int32, Int32)] = [(0, 1), (1, 2), (2, 3)]
    let graph = atoms.graph(of: ContiguityGraph(count: 4, pairs: path))
    let lists = (0..<graph.count).map {
      Array(graph.neighbours[Int(graph.offsets[$0])..<Int(graph.offsets[$0 + 1])])
    }
    #expect(lists == [[1, 2], [0, 2, 3], [0, 1, 3], [1, 2, 4], [3]])
  }

  @Test func placesAreToldApartAtSevenDecimals() {
    let places = PlaceNumbers(
      longitudes: [8, 8.000_000_04, 8.000_000_1, 8, -180],
      latitudes: [50, 50, 50, 50.000_000_1, -90]
    )
    #expect(places.places == [1, 1, 3, 2, 0])
    #expect(places.firsts == [4, 0, 3, 2])
  }

  @Test func newCustomersGoWithThoseAtTheirPlace() throws {
    var problem = problem()
    problem.present = [-1, 0, 0, 1, 1, 1]
    let atoms = try Atoms(problem, places: places)
    #expect(atoms.atoms == [0, 0, 1, 2, 3, 4])
    #expect(atoms.problem.present == [0, 0, 1, 1, 1])
    // The new one is the heavier one here.
    problem.measures[0].amounts[0] = 9
    #expect(try Atoms(problem, places: places).problem.present[0] == 0)
  }
}
