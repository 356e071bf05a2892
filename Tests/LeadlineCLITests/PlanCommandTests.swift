import Foundation
import LeadlineTestSupport
import Testing

/// `leadline plan` as a user runs it, and its exit codes.
struct PlanCommandTests {
  private static let reps = """
    id,role,supervisor,territory
    m1,manager,,
    s1,supervisor,m1,
    r1,rep,s1,north
    r2,rep,s1,south
    """
  private static let stores = """
    id,lon,lat,owner,territory,workload
    a,9.1,47.1,r1,north,10
    b,9.2,47.1,r1,north,20
    c,9.3,47.1,r2,south,30
    """
  private static let fences = """
    id,territory,wkt
    north,north,"POLYGON((9 47,9.15 47,9.15 48,9 48,9 47))"
    south,south,"POLYGON((9.15 47,9.4 47,9.4 48,9.15 48,9.15 47))"
    """

  /// A database with a draft, plan 1, by which b goes south.
  private func world() throws -> CommandRunner {
    let runner = try CommandRunner()
    for (name, text) in [("reps", Self.reps), ("stores", Self.stores)] {
      try runner.write(text + "\n", to: "\(name).csv")
      #expect(try runner.run(["import", name, "\(name).csv"]).status == 0)
    }
    try runner.write(Self.fences + "\n", to: "fences.csv")
    try runner.write("id,from,to,moved\na,north,north,0\nb,north,south,1\n", to: "plan.csv")
    let added = try plan(
      runner,
      "add --name Q2 --assignments plan.csv --fences fences.csv --as m1 --now 2026-01-01T00:00:00Z"
    )
    #expect(added.output == "plan\n1\n", "\(added.errors)")
    return runner
  }

  /// Runs a subcommand whose words have no spaces.
  @discardableResult
  private func plan(_ runner: CommandRunner, _ words: String) throws -> CommandRunner.Result {
    try runner.run(["plan"] + words.split(separator: " ").map(String.init))
  }

  private func expect(
    _ runner: CommandRunner,
    _ words: String,
    status: Int32,
    says text: String = "",
    location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try plan(runner, words)
    #expect(result.status == status, "\(words): \(result.errors)", sourceLocation: location)
    let isSaid = text.isEmpty || result.errors.contains(text)
    #expect(isSaid, "\(words): \(result.errors)", sourceLocation: location)
  }

  @Test func planIsProposedChallengedApprovedScheduledAppliedAndRolledBack() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    let now = "--now 2026-01-02T00:00:00Z"
    let before = try ["stores", "fences"].map { try runner.run(["export", $0]).output }
    try expect(
      runner,
      "approve 1 --as m1 \(now)",
      status: 65,
      says: "plan 1 is draft, but approving"
    )
    try expect(runner, "propose 1 --as r1 \(now)", status: 77)
    try expect(runner, "propose 1 --as s1 \(now)", status: 0, says: "plan 1 is proposed")
    try expect(
      runner,
      "challenge 1 b --wish north --note mine --as r1 \(now)",
      status: 0,
      says: "1"
    )
    try expect(runner, "approve 1 --as m1 \(now)", status: 65, says: "1 challenge")
    try expect(runner, "decide 1 --verdict accepted --note no --as r2 \(now)", status: 77)
    try expect(runner, "decide 1 --verdict declined --note no --as s1 \(now)", status: 0)
    try expect(runner, "decide 1 --verdict accepted --note no --as s1 \(now)", status: 65)
    try expect(runner, "approve 1 --as s1 \(now)", status: 0, says: "plan 1 is approved")
    try expect(
      runner,
      "schedule 1 --on 2026-03-03 --time-zone Asia/Shanghai --as m1 \(now)",
      status: 0,
      says: "2026-03-02T16:00:00Z"
    )
    try expect(runner, "apply 1 --as m1 \(now)", status: 65, says: "2026-03-02T16:00:00Z")
    try expect(runner, "apply --due --as m1 --now 2026-03-02T15:59:59Z", status: 0, says: "no plan")
    try expect(runner, "apply --due --as r1 --now 2026-03-03T00:00:00Z", status: 77)
    try expect(runner, "apply --due --as m1 --now 2026-03-02T16:00:00Z", status: 0, says: "active")
    #expect(
      try plan(runner, "history b --format csv").output == """
        from,until,territory,owner,plan
        ,2026-03-02T16:00:00Z,north,r1,
        2026-03-02T16:00:00Z,,south,r2,1

        """
    )
    // Whose was it on 3 March, in China and in London?
    for (zone, rows) in [("Asia/Shanghai", 1), ("Europe/London", 1), ("America/New_York", 1)] {
      let answer = try plan(runner, "history b --on 2026-03-03 --time-zone \(zone)").output
      #expect(answer.split(separator: "\n").count == 1 + rows, "\(zone)")
    }
    #expect(
      try plan(runner, "history b --on 2026-03-02 --time-zone Europe/London").output
        .split(separator: "\n").count == 3
    )
    try expect(runner, "rollback 1 --as s1", status: 77)
    try expect(runner, "rollback 1 --as m1 --now 2026-04-01T00:00:00Z", status: 0, says: "archived")
    #expect(try ["stores", "fences"].map { try runner.run(["export", $0]).output } == before)
    let actions = try plan(runner, "show 1 --part events").output.split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",")[1] }
    #expect(
      actions == [
        "create", "propose", "challenge", "decline", "approve", "schedule", "apply", "roll-back",
      ]
    )
    // Audited of both: what was and what is.
    #expect(try plan(runner, "history b").output.split(separator: "\n").count == 4)
  }

  @Test func changedStoresStopAnApplicationAndAreListed() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    for step in ["propose", "approve"] { try expect(runner, "\(step) 1 --as m1", status: 0) }
    try runner.write("id,lon,lat\nnew,9.11,47.2\n", to: "more.csv")
    #expect(try runner.run(["import", "stores", "more.csv"]).status == 0)
    try expect(runner, "apply 1 --as m1", status: 65, says: "1 new: new")
    #expect(try plan(runner, "show 1 --part changes").output == "change,id\nnew,new\n")
    try expect(runner, "apply 1 --allow-changes --as m1", status: 0, says: "1 new: new")
    #expect(try runner.run(["export", "stores"]).output.contains("r1,north,,,,,\n"))
    try runner.write("id,lon,lat,territory\nb,9.2,47.1,west\n", to: "edit.csv")
    #expect(try runner.run(["import", "stores", "edit.csv"]).status == 0)
    try expect(runner, "rollback 1 --as m1", status: 65, says: "1 reassigned: b")
    let history = try plan(runner, "history b")
    #expect(history.status == 0 && history.errors.contains("'west'"))
    try expect(runner, "rollback 1 --force --as m1", status: 0, says: "lost: 1 reassigned: b")
  }

  private static let wrongCalls: [(words: String, status: Int32)] = [
    ("show 9", 66), ("compare 1 9", 66), ("compare 9 1", 66), ("propose 9 --as m1", 66),
    ("approve 9 --as m1", 66), ("apply 9 --as m1", 66), ("rollback 9 --as m1", 66),
    ("archive 9 --as m1", 66), ("reject 9 --note x --as m1", 66),
    ("schedule 9 --on 2099-01-01T00:00:00Z --as m1", 66),
    ("challenge 9 a --wish north --note x --as m1", 66),
    ("decide 9 --verdict accepted --note x --as m1", 66), ("history nobody", 66),
    ("show x", 64), ("show", 64), ("show 99999999999999999999", 64), ("show 1 --part all", 64),
    ("list --state old", 64), ("list --format geojson", 64), ("compare 1", 64),
    ("propose 1", 64), ("propose 1 --as nobody", 77), ("propose 1 --as m1 --now yesterday", 64),
    ("approve 1 --as m1", 65), ("apply 1 --as m1", 65), ("rollback 1 --as m1", 65),
    ("reject 1 --note x --as m1", 65), ("reject 1 --as m1", 64),
    ("schedule 1 --on 2099-01-01T00:00:00Z --as m1", 65), ("schedule 1 --as m1", 64),
    ("schedule 1 --on 2099-01-01 --as m1", 64),
    ("schedule 1 --on 2099-02-30T00:00:00Z --as m1", 64),
    ("schedule 1 --on 2099-01-01 --time-zone Moon/Base --as m1", 64),
    ("schedule 1 --on 1999-01-01T00:00:00Z --as m1", 64),
    ("challenge 1 a --wish north --note x --as m1", 65),
    ("decide 1 --verdict maybe --note x --as m1", 64), ("apply --as m1", 64),
    ("apply 1 --due --as m1", 64), ("apply 1 --owners all --as m1", 64),
    ("history b --on 2026-03-03", 64), ("history b --on noon", 64),
    ("add --name x --assignments nofile.csv --as m1", 66),
    ("add --name x --assignments plan.csv --as r1", 77),
    ("add --name x --assignments plan.csv --as m1 --measure name", 64),
    ("--unknown", 64), ("frobnicate", 64),
  ]

  @Test func wrongCallEndsWithItsCodeAndChangesNothing() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    let before = try plan(runner, "list").output
    for (words, status) in Self.wrongCalls {
      let result = try plan(runner, words)
      #expect(result.status == status, "\(words): \(result.errors)")
      #expect(result.output == "" && !result.errors.contains("report it"), "\(words)")
    }
    #expect(try plan(runner, "list").output == before)
    #expect(try plan(runner, "show 1 --part events").output.split(separator: "\n").count == 2)
  }

  @Test func planIsShownInEveryFormat() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    #expect(
      try plan(runner, "list").output == """
        id,list,name,scenario,state,effective,parent,made_by,made_at,stores,measure,amount,\
        moved_stores,moved_amount,moved_share,open_challenges,accepted_challenges
        1,1,Q2,,draft,,,m1,2026-01-01T00:00:00Z,2,workload,30,1,20,0.666667,0,0

        """
    )
    #expect(
      try plan(runner, "show 1").output == """
        territory,reps,stores_before,stores_after,gained_stores,lost_stores,amount_before,\
        amount_after,gained_amount,lost_amount
        north,r1,2,1,0,1,30,10,0,20
        south,r2,1,2,1,0,0,20,20,0

        """
    )
    #expect(
      try plan(runner, "show 1 --part stores").output
        == "id,from,to,moved,amount\na,north,north,0,10\nb,north,south,1,20\nc,south,south,0,0\n"
    )
    try runner.write("id,territory\nc,north\n", to: "other.csv")
    try expect(runner, "add --name other --assignments other.csv --as s1", status: 0)
    #expect(
      try plan(runner, "compare 1 2 --stores").output
        == "id,from,a,b,amount\nb,north,south,north,20\nc,south,south,north,0\n"
    )
    let parts = ["fences", "events", "challenges", "metrics", "changes"]
      .map { "show 1 --part \($0)" }
    for words in ["list", "show 1", "compare 1 2", "history b"] + parts {
      let json = try plan(runner, "\(words) --format json")
      let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
      let csv = try plan(runner, "\(words) --format csv").output
      let header = csv.split(separator: "\n").first?.split(separator: ",") ?? []
      #expect(rows != nil && !header.isEmpty, "\(words): \(json.errors)")
      for row in rows ?? [] { #expect(Set(row.keys) == Set(header.map(String.init)), "\(words)") }
    }
    let map = try plan(runner, "show 1 --part fences --format geojson").output
    #expect(map.contains(#""territory":"south""#) && map.contains("Polygon"))
  }

  @Test func rowsThatAPlanCannotTakeAreRejected() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try runner.write("id,territory\na,south\na,north\nzz,north\nb,\n", to: "odd.csv")
    let result = try plan(
      runner,
      "add --name odd --assignments odd.csv --rejects rejects.csv --as m1"
    )
    #expect(result.status == 0)
    let rejects = try runner.read("rejects.csv")
    #expect(rejects.contains("2,id,duplicate-id,a") && rejects.contains("3,id,unknown-store,zz"))
    #expect(rejects.contains("4,territory,missing"))
    #expect(
      try plan(runner, "add --name odd --assignments odd.csv --strict --as m1").status == 65
    )
    #expect(try plan(runner, "list").output.split(separator: "\n").count == 3)
  }

  @Test func fileWithoutAStoreOfTheDatabaseIsNoPlan() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    let before = try plan(runner, "list --format csv").output
    for text in ["id,to\n", "id,to\nnobody,north\n"] {
      try runner.write(text, to: "empty.csv")
      try expect(
        runner,
        "add --name x --assignments empty.csv --as m1",
        status: 65,
        says: "there is no plan to add"
      )
    }
    #expect(try plan(runner, "list --format csv").output == before)
  }

  @Test func timeDoesNotRunBackwards() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try expect(runner, "propose 1 --as s1 --now 2026-03-01T00:00:00Z", status: 0)
    try expect(
      runner,
      "approve 1 --as s1 --now 2026-02-01T00:00:00Z",
      status: 65,
      says: "last changed at 2026-03-01"
    )
    try expect(runner, "approve 1 --as s1 --now 2026-03-01T00:00:00Z", status: 0)
  }
}
