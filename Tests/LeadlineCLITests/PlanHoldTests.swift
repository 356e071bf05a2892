import LeadlineTestSupport
import Testing

/// `leadline assign` on a database with a plan in force that holds stores in other territories' land.
struct PlanHoldTests {
  private static let now = "2026-01-02T00:00:00Z"
  private static let south = "9.15 47,9.4 47,9.4 48,9.15 48,9.15 47"

  /// A database whose plan keeps b and c north, though both lie in the fence of the south, and d, which
  /// lies in none.
  private func world(holds: Bool = true) throws -> CommandRunner {
    let runner = try CommandRunner()
    let files = [
      "stores": """
      id,lon,lat,territory
      a,9.1,47.1,north
      b,9.2,47.1,north
      c,9.3,47.1,south
      d,9.9,47.1,north
      e,9.35,47.1,north
      """,
      "fences": """
      id,territory,wkt
      north,north,"POLYGON((9 47,9.15 47,9.15 48,9 48,9 47))"
      south,south,"POLYGON((\(Self.south)))"
      """,
      "plan": """
      id,to
      a,north
      b,\(holds ? "north" : "south")
      c,\(holds ? "north" : "south")
      d,north
      e,south
      """,
    ]
    for (name, text) in files { try runner.write(text + "\n", to: "\(name).csv") }
    let steps = [
      "import stores stores.csv", "plan add --name Q2 --assignments plan.csv --fences fences.csv",
      "plan propose 1", "plan approve 1", "plan apply 1",
    ]
    for step in steps {
      let time = step.hasPrefix("plan") ? " --as m --now \(Self.now)" : ""
      let done = try run(runner, step + time)
      #expect(done.status == 0, "\(step): \(done.errors)")
    }
    return runner
  }

  private func run(_ runner: CommandRunner, _ words: String) throws -> CommandRunner.Result {
    try runner.run(words.split(separator: " ").map(String.init))
  }

  /// The rows of `assign`, without its head and the level, and the stores' territories behind it.
  private func assigned(_ runner: CommandRunner, _ options: String = "") throws -> [String] {
    let result = try run(runner, "assign --format csv --now 2026-01-03T00:00:00Z \(options)")
    #expect(result.status == 0, "\(result.errors)")
    let rows = result.output.split(separator: "\n").dropFirst().map {
      String($0.replacing(",territory,", with: ","))
    }
    let stores = try run(runner, "export stores --format csv").output.split(separator: "\n")
    let territory = try #require(stores.first?.split(separator: ",").firstIndex(of: "territory"))
    let own = stores.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)[territory]
    }
    return rows + [own.joined(separator: " ")]
  }

  @Test(arguments: ["", "--engine geos"])
  func storesThatThePlanHoldsKeepTheirTerritory(engine: String) throws {
    let runner = try world()
    defer { runner.cleanUp() }
    let expected = [
      "a,north,north,inside", "b,north,south,plan", "c,north,south,plan", "d,north,,plan",
      "e,south,south,inside", "north north north north south",
    ]
    #expect(try assigned(runner, engine) == expected)
    // Again, for what is written must not count as a change.
    #expect(try assigned(runner, engine) == expected)
    #expect(try run(runner, "plan rollback 1 --as m --now 2026-01-04T00:00:00Z").status == 0)
  }

  @Test func everyCoveringFenceIsToldBehindWhatThePlanHolds() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    #expect(
      try assigned(runner, "--overlap all") == [
        "a,north,north,inside", "b,north,south,plan", "b,south,south,inside", "c,north,south,plan",
        "c,south,south,inside", "d,north,,plan", "e,south,south,inside",
        "north north north north south",
      ]
    )
  }

  @Test func storeThatMovedGoesByItsFence() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat\nb,9.21,47.1\nd,9.91,47.1\n", to: "moved.csv")
    #expect(try run(runner, "import stores moved.csv").status == 0)
    let rows = try assigned(runner)
    #expect(rows[1] == "b,south,south,inside" && rows[3] == "d,,,none")
    #expect(rows[2] == "c,north,south,plan")
  }

  @Test(arguments: ["9.20000004,47.1", "9.2,47.09999993", "9.20000006,47.10000006"])
  func storeWhosePlaceWasRoundedIsHeld(place: String) throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat\nb,\(place)\n", to: "rounded.csv")
    #expect(try run(runner, "import stores rounded.csv").status == 0)
    #expect(try assigned(runner)[1] == "b,north,south,plan")
  }

  @Test func storeThatWasGivenAwaySinceGoesByItsFence() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat,territory\nb,9.2,47.1,west\n", to: "given.csv")
    #expect(try run(runner, "import stores given.csv").status == 0)
    #expect(try assigned(runner)[1] == "b,south,south,inside")
  }

  @Test func fencesThatSomebodyElseDrewCount() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try runner.write(
      "id,territory,priority,wkt\neast,east,1,\"POLYGON((\(Self.south)))\"\n",
      to: "east.csv"
    )
    #expect(try run(runner, "import fences east.csv").status == 0)
    #expect(try assigned(runner)[1] == "b,east,east,overlap")
  }

  @Test func planWithoutFencesHoldsAgainstThoseOfThePlanBefore() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try runner.write("id,to\ne,north\n", to: "next.csv")
    for step in ["add --name Q3 --assignments next.csv", "propose 2", "approve 2", "apply 2"] {
      let done = try run(runner, "plan \(step) --as m --now 2026-01-02T12:00:00Z")
      #expect(done.status == 0, "\(step): \(done.errors)")
    }
    #expect(
      try assigned(runner) == [
        "a,north,north,inside", "b,north,south,plan", "c,north,south,plan", "d,north,,plan",
        "e,north,south,plan", "north north north north north",
      ]
    )
    #expect(try run(runner, "plan rollback 2 --as m --now 2026-01-04T00:00:00Z").status == 0)
  }

  @Test func storesWhoseFenceIsGoneAreInNone() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try runner.write(
      "id,territory,valid_to,wkt\nnorth,north,2026-01-02T12:00:00Z,"
        + "\"POLYGON((9 47,9.15 47,9.15 48,9 48,9 47))\"\n",
      to: "ended.csv"
    )
    #expect(try run(runner, "import fences ended.csv").status == 0)
    let rows = try assigned(runner)
    #expect(rows[0] == "a,,,none" && rows[3] == "d,,,none")
    #expect(rows[1] == "b,north,south,plan")
  }

  @Test func storeOutsideAllFencesIsHeldInNone() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    let rows = try assigned(runner, "--outside nearest")
    #expect(rows[3] == "d,north,,plan,")
  }

  @Test func storesGoByTheFencesOfAPlanThatWasRolledBack() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    #expect(try run(runner, "plan rollback 1 --as m --now \(Self.now)").status == 0)
    #expect(try run(runner, "import fences fences.csv").status == 0)
    #expect(try assigned(runner)[1] == "b,south,south,inside")
  }

  @Test func storesInTheirOwnFencesAreHeldByNoPlan() throws {
    let runner = try world(holds: false)
    defer { runner.cleanUp() }
    #expect(
      try assigned(runner).prefix(3) == [
        "a,north,north,inside", "b,south,south,inside", "c,south,south,inside",
      ]
    )
  }
}
