import Foundation
import LeadlineTestSupport
import Testing

/// `leadline rebalance` as a user runs it, on files and on a database, and its exit codes.
struct RebalanceCommandTests {
  private static let names = [
    "assignments.csv", "fences.geojson", "metrics.json", "report.html", "scenarios.csv",
  ]

  private static func fixture(_ name: String) -> String {
    Fixtures.url("liechtenstein/\(name)").path
  }

  private static let stores = ["--stores", fixture("stores.csv"), "--now", "2026-03-10T00:00:00Z"]

  /// The cells of a CSV without quotes, by column.
  private static func table(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { cells in
      Dictionary(zip(header, cells), uniquingKeysWith: { first, _ in first })
    }
  }

  /// The stores of the fixture with the territories that a plan gave them, as a file.
  private static func planned(_ runner: CommandRunner, _ out: String) throws -> String {
    let labels = table(try runner.read("\(out)/assignments.csv"))
    var text = "id,lon,lat,territory,workload\n"
    let places = try runner.run([
      "nearby", "9.52,47.14", "--stores", fixture("stores.csv"), "--limit", "125", "--show",
      "lon", "--show", "lat",
    ])
    let byID = Dictionary(
      table(places.output).map { ($0["id"] ?? "", $0) },
      uniquingKeysWith: { first, _ in first }
    )
    for label in labels {
      guard let id = label["id"], let place = byID[id] else { continue }
      // The first territory's stores have become twice the work.
      let work = label["to"] == "T01" ? 20 : 10
      text += "\(id),\(place["lon"] ?? ""),\(place["lat"] ?? ""),\(label["to"] ?? ""),\(work)\n"
    }
    return text
  }

  @Test func newPlansComeWithFencesThatAssignGivesBack() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let result = try runner.run(
      ["rebalance", "--territories", "4", "--out", "plan"] + Self.stores
        + ["--region", Self.fixture("municipalities.geojson")]
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "")
    #expect(try runner.names(in: "plan") == Self.names)
    let rows = Self.table(try runner.read("plan/assignments.csv"))
    #expect(rows.count == 125)
    #expect(Set(rows.map { $0["to"] }) == ["T01", "T02", "T03", "T04"])
    #expect(rows.allSatisfy { $0["from"] == "" && $0["moved"] == "0" })
    let assigned = try runner.run([
      "assign", "--stores", Self.fixture("stores.csv"), "--fences", "plan/fences.geojson",
    ])
    #expect(assigned.status == 0, "\(assigned.errors)")
    let territories = Self.table(assigned.output).map { $0["territory"] }
    #expect(territories == rows.map { $0["to"] })
    let page = try runner.read("plan/report.html")
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    #expect(page.contains("T03"))
  }

  @Test func scenariosKeepTheirBudgets() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let first = ["rebalance", "--territories", "4", "--measure", "customers", "--out", "plan"]
    #expect(try runner.run(first + Self.stores).status == 0)
    try runner.write(try Self.planned(runner, "plan"), to: "stores.csv")
    let result = try runner.run([
      "rebalance", "--stores", "stores.csv", "--out", "next", "--max-moved", "3%",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let rows = Self.table(try runner.read("next/scenarios.csv"))
    #expect(rows.map { $0["name"] } == ["0 %", "1 %", "2 %", "3 %", "5 %", "10 %", "free"])
    #expect(rows.filter { $0["chosen"] == "1" }.map { $0["name"] } == ["3 %"])
    for row in rows {
      let moved = try #require(Double(row["moved_share"] ?? ""))
      #expect(moved <= (Double(row["budget"] ?? "") ?? 1) + 1e-6)
    }
    #expect(rows.last?["in_band"] == "1")
    #expect(result.errors.contains("territories are off by more than 5.00 % of their workload"))
    // The chosen one is the fourth.
    let chosen = try runner.read("next/assignments.csv")
    #expect(try runner.read("next/scenario-4-assignments.csv") == chosen)
  }

  @Test func theSameCallWritesTheSameBytes() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    for out in ["one", "two"] {
      let call = ["rebalance", "--territories", "5", "--out", out, "--seed", "3"]
      #expect(try runner.run(call + Self.stores).status == 0)
    }
    for name in Self.names {
      #expect(try runner.read("one/\(name)") == (try runner.read("two/\(name)")), "\(name)")
    }
  }

  @Test func aTerritoryOfARepWhoLeftIsSharedOut() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write(
      """
      id,role,territory,active_to
      r1,rep,north,
      r2,rep,south,
      r3,rep,west,2026-01-31T00:00:00Z
      m1,manager,,

      """,
      to: "reps.csv"
    )
    var text = "id,lon,lat,territory,workload\n"
    for number in 0..<30 {
      let territory = ["north", "south", "west"][number / 10]
      text += "s\(number),\(9 + Double(number / 10) * 0.1),\(47 + Double(number % 10) * 0.01),"
      text += "\(territory),1\n"
    }
    try runner.write(text, to: "stores.csv")
    let call = ["rebalance", "--stores", "stores.csv", "--reps", "reps.csv", "--out", "plan"]
    let result = try runner.run(
      call + ["--now", "2026-03-10T00:00:00Z", "--measure", "customers:10%"]
    )
    #expect(result.status == 0, "\(result.errors)")
    let rows = Self.table(try runner.read("plan/assignments.csv"))
    #expect(Set(rows.map { $0["to"] }) == ["north", "south"])
    #expect(rows.filter { $0["from"] == "west" }.allSatisfy { $0["moved"] == "1" })
    let before = try runner.run(call + ["--now", "2026-01-10T00:00:00Z"])
    #expect(before.errors.contains("0 stores moved"), "the rep is still there: \(before.errors)")
  }

  @Test func plansOfADatabaseAreKeptAndCanBeApplied() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    for (kind, file) in [("reps", "reps.csv"), ("stores", "stores.csv")] {
      #expect(try runner.run(["import", kind, Self.fixture(file)]).status == 0)
    }
    let time = ["--now", "2026-03-10T00:00:00Z"]
    let made = try runner.run(
      ["rebalance", "--territories", "3", "--out", "plan", "--as", "m1", "--name", "spring"] + time
    )
    #expect(made.status == 0, "\(made.errors)")
    #expect(Self.table(try runner.read("plan/scenarios.csv")).first?["plan"] == "1")
    for action in ["propose", "approve", "apply"] {
      let result = try runner.run(["plan", action, "1", "--as", "m1"] + time)
      #expect(result.status == 0, "\(action): \(result.errors)")
    }
    let rows = Self.table(try runner.read("plan/assignments.csv"))
    let assigned = try runner.run(["assign"] + time)
    #expect(assigned.status == 0, "\(assigned.errors)")
    let territories = Dictionary(
      Self.table(assigned.output).map { ($0["id"], $0["territory"]) },
      uniquingKeysWith: { first, _ in first }
    )
    for row in rows { #expect(territories[row["id"]] == row["to"]) }
    // What is in band now stays.
    let again = try runner.run(["rebalance", "--territories", "3", "--out", "again"] + time)
    #expect(again.errors.contains("0 stores moved"), "\(again.errors)")
  }

  @Test func onlyTheNeighboursOfAChangeChange() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let first = ["rebalance", "--territories", "6", "--measure", "customers", "--out", "plan"]
    #expect(try runner.run(first + Self.stores).status == 0)
    try runner.write(try Self.planned(runner, "plan"), to: "stores.csv")
    for (change, territories) in [
      (["--leave", "T02"], 5), (["--merge", "T02:T03"], 5), (["--split", "T02:new"], 7),
      (["--join", "new@9.52,47.14"], 7),
    ] {
      let result = try runner.run(
        ["rebalance", "--stores", "stores.csv", "--out", "next", "--measure", "customers:60%"]
          + change
      )
      #expect(result.status == 0, "\(change): \(result.errors)")
      let rows = Self.table(try runner.read("next/assignments.csv"))
      #expect(Set(rows.map { $0["to"] }).count == territories, "\(change)")
    }
  }

  @Test(arguments: [
    (["--territories", "0"], Int32(64), "at least 1"),
    ([], 64, "say how many there shall be"),
    (["--territories", "3", "--measure", "nothing"], 64, "'nothing'"),
    (["--territories", "3", "--measure", "workload:x"], 64, "is no measure"),
    (["--territories", "3", "--max-moved", "120%"], 64, "--max-moved is a share"),
    (["--territories", "3", "--level", "region:3"], 64, "fewer than there are territories"),
    (["--leave", "T01"], 64, "say how many"),
    (["--territories", "3", "--leave", "T01"], 64, "--territories is for whole plans"),
    (["--leave", "T01", "--split", "a:b"], 64, "one of --leave"),
    (["--leave", "T01", "--max-moved", "1%"], 64, "for balancing the present plan"),
    (["--join", "new"], 64, "write it as --join"),
    (["--join", "new@nan,30"], 64, "no place on earth"),
    (["--territories", "126"], 64, "too many for 125 stores"),
    (["--territories", "3", "--together", "nothing"], 64, "'nothing'"),
    (["--territories", "5", "--level", "id:2"], 64, "a name that is taken"),
    (["--territories", "3", "--measure", "workload:1e9"], 64, "is no measure"),
    (["--territories", "3", "--reps", "none.csv"], 65, "none of 0 reps"),
    (["--territories", "3", "--region", "far.csv"], 65, "no store lies in the region"),
    (["--territories", "3", "--pins", "pins.csv"], 65, "'T9'"),
    (["--territories", "3", "--pins", "missing.csv"], 66, "missing.csv"),
    (["--territories", "3", "--region", "pins.csv"], 65, "region"),
  ])
  func wrongCallsSaySo(more: [String], status: Int32, says text: String) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,territory\nn10132,T9\n", to: "pins.csv")
    try runner.write("id,role\n", to: "none.csv")
    try runner.write("id,wkt\nfar,\"POLYGON((0 0,1 0,1 1,0 0))\"\n", to: "far.csv")
    let result = try runner.run(["rebalance", "--out", "plan"] + Self.stores + more)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(text), "\(result.errors)")
    #expect(!runner.exists("plan"), "nothing is written")
  }

  @Test func foldersWithOtherFilesAreLeftAlone() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    #expect(
      try runner.run(["rebalance", "--territories", "2", "--out", "plan"] + Self.stores).status == 0
    )
    try runner.write("mine", to: "plan/diary.txt")
    let result = try runner.run(["rebalance", "--territories", "3", "--out", "plan"] + Self.stores)
    #expect(result.status == 73 || result.status == 64, "\(result.errors)")
    #expect(try runner.read("plan/diary.txt") == "mine")
  }

  @Test func inputsInTheFolderAreNotWrittenOver() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let call = ["rebalance", "--territories", "2", "--out", "plan"] + Self.stores
    #expect(try runner.run(call).status == 0)
    let before = try runner.read("plan/assignments.csv")
    let result = try runner.run(call + ["--pins", "plan/assignments.csv"])
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.errors.contains("plan/assignments.csv lies in plan"))
    #expect(try runner.read("plan/assignments.csv") == before)
  }

  @Test func storesThatMayGoNowhereElseKeepATerritoryFromEnding() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat,territory,workload\na,9,47,x,1\nb,9.1,47,y,1\n", to: "stores.csv")
    try runner.write("id,territory\na,x\n", to: "held.csv")
    let call = ["rebalance", "--stores", "stores.csv", "--out", "plan", "--leave", "x"]
    let eligible = try runner.run(call + ["--eligible", "held.csv"])
    #expect(
      eligible.status == 65 && eligible.errors.contains("the store 'a'"),
      "\(eligible.errors)"
    )
    let pinned = try runner.run(call + ["--pins", "held.csv"])
    #expect(pinned.status == 64 && pinned.errors.contains("pin it elsewhere"), "\(pinned.errors)")
    try runner.write("id,lon,lat,territory,workload\na,9,47,x,1\n", to: "stores.csv")
    let only = try runner.run(call)
    #expect(only.status == 64 && only.errors.contains("the only one"), "\(only.errors)")
  }

  @Test func whatCannotBeSplitSaysWhy() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write(
      "id,lon,lat,territory,workload\na,9,47,x,1\nb,9.1,47,y,1\nc,9.2,47,y,1\n",
      to: "stores.csv"
    )
    let call = ["rebalance", "--stores", "stores.csv", "--out", "plan", "--split"]
    let one = try runner.run(call + ["x:z"])
    #expect(one.status == 64 && one.errors.contains("'x' can't be split"), "\(one.errors)")
    #expect(!runner.exists("plan"), "nothing is written")
    let two = try runner.run(call + ["y:z"])
    #expect(two.status == 0, "\(two.errors)")
  }

  @Test(arguments: ["180,10", "-180,10", "9,90", "9,-90"])
  func storesAtTheEdgeOfTheMapAreTold(place: String) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let rows = ["a,\(place),1", "b,9,10,1", "c,9.1,10.1,1", "d,9.2,10.3,1"]
    try runner.write("id,lon,lat,workload\n\(rows.joined(separator: "\n"))\n", to: "s.csv")
    let call = ["rebalance", "--stores", "s.csv", "--territories", "2", "--out", "plan"]
    let result = try runner.run(call)
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.errors.contains("1 stores lie at longitude 180 or at a pole"),
      "\(result.errors)"
    )
    #expect(!result.errors.contains("outside the region"))
  }

  @Test(arguments: ["1e300", "1e-300", "1.7e308"])
  func amountsBeyondReasonAreRefused(amount: String) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let rows = (0..<4).map { "s\($0),9.\($0),47,\($0 < 2 ? "x" : "y"),\(amount)" }
    try runner.write(
      "id,lon,lat,territory,workload\n\(rows.joined(separator: "\n"))\n",
      to: "s.csv"
    )
    let result = try runner.run(["rebalance", "--stores", "s.csv", "--out", "plan"])
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.errors.contains("another unit"), "\(result.errors)")
  }

  @Test func idsThatDifferByBytesAreTwoTerritories() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    // é as one scalar and as two.
    let names = ["\u{e9}", "e\u{301}"]
    let rows = (0..<20).map { "s\($0),\(9 + Double($0) / 100),47,\(names[$0 / 10]),1" }
    try runner.write(
      "id,lon,lat,territory,workload\n\(rows.joined(separator: "\n"))\n",
      to: "s.csv"
    )
    try runner.write("id,territory\ns10,\u{e9}\n", to: "pins.csv")
    let result = try runner.run([
      "rebalance", "--stores", "s.csv", "--out", "plan", "--pins", "pins.csv", "--measure",
      "workload:20%",
    ])
    #expect(result.errors.contains("1 stores moved"), "\(result.errors)")
  }
}
