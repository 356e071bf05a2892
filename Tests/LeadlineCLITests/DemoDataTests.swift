import Foundation
import LeadlineTestSupport
import Testing

/// The main job on the stores of Liechtenstein, from the database and from files.
struct DemoDataTests {
  private let stores = Fixtures.url("liechtenstein/stores.csv").path
  private let fences = Fixtures.url("liechtenstein/municipalities.geojson").path
  private let reps = Fixtures.url("liechtenstein/reps.csv").path
  private let checkIns = Fixtures.url("liechtenstein/check-ins.csv").path

  @Test func filesAndDatabaseAssignAlike() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let files = try runner.run(["assign", "--stores", stores, "--fences", fences])
    #expect(files.status == 0)
    #expect(!runner.exists("leadline.gpkg"), "files alone touch no database")
    let lines = files.output.split(separator: "\n")
    #expect(lines.first == "id,level,territory,fence,rule")
    #expect(lines.count == 126)
    #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(",inside") })

    for arguments in [["import", "stores", stores], ["import", "fences", fences]] {
      #expect(try runner.run(arguments).status == 0)
    }
    let database = try runner.run(["assign"])
    #expect(database.status == 0)
    #expect(Set(database.output.split(separator: "\n")) == Set(lines))
    #expect(database.errors.contains("125 of them new or changed"))
    #expect(try runner.run(["assign"]).errors.contains("0 of them new or changed"))
    let exported = try runner.run(["export", "stores"])
    #expect(exported.output.contains(",vaduz,"))
  }

  @Test func assignmentThatCannotBeWrittenIsNotRecorded() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    for arguments in [["import", "stores", stores], ["import", "fences", fences]] {
      #expect(try runner.run(arguments).status == 0)
    }
    #expect(try runner.run(["assign", "--output", "/dev/full"]).status == 74)
    #expect(!(try runner.run(["export", "stores"]).output.contains("vaduz")))
  }

  @Test func secondImportChangesNothing() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let header = "read,inserted,updated,unchanged,repaired,rejected\n"
    let first = try runner.run(["import", "stores", stores])
    #expect(first.output == header + "125,125,0,0,0,0\n")
    let second = try runner.run(["import", "stores", stores, "--format", "json"])
    #expect(
      second.output
        == #"{"read":125,"inserted":0,"updated":0,"unchanged":125,"repaired":0,"rejected":0}"#
        + "\n"
    )
  }

  @Test func exportComesBackAsItWas() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    #expect(try runner.run(["import", "stores", stores]).status == 0)
    let csv = try runner.run(["export", "stores"]).output
    #expect(csv.contains("street"), "columns without a field come out again")
    for (format, name) in [
      ("csv", "again.csv"), ("geojson", "again.geojson"), ("ndjson", "again.ndjson"),
      ("json", "again.json"), ("gpkg", "again.gpkg"),
    ] {
      let written = try runner.run(["export", "stores", "--format", format, "--output", name])
      #expect(written.status == 0, "\(format): \(written.errors)")
      let database = "from-\(format).gpkg"
      let read = try runner.run(["import", "stores", name, "--database", database])
      #expect(read.status == 0, "\(format): \(read.errors)")
      let back = try runner.run(["export", "stores", "--database", database])
      #expect(back.output == csv, "\(format) loses nothing")
    }
  }

  @Test func fencesSurviveEveryFormat() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    #expect(try runner.run(["import", "fences", fences]).status == 0)
    let expected = try runner.run(["assign", "--stores", stores, "--fences", fences]).output
    for format in ["csv", "geojson", "gpkg"] {
      let name = "fences.\(format)"
      #expect(
        try runner.run(["export", "fences", "--format", format, "--output", name]).status == 0
      )
      let assigned = try runner.run(["assign", "--stores", stores, "--fences", name])
      #expect(assigned.output == expected, "\(format): \(assigned.errors)")
    }
  }

  @Test func nearbyFindsTheNearestFromFilesAndDatabase() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let question = ["nearby", "9.5215,47.1378", "--limit", "3", "--show", "name"]
    let files = try runner.run(question + ["--stores", stores])
    #expect(files.status == 0)
    let lines = files.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == "query,rank,id,distance_m,name")
    #expect(lines.count == 4)
    #expect(lines[1].hasPrefix("1,1,"))
    #expect(try runner.run(["import", "stores", stores]).status == 0)
    #expect(try runner.run(question).output == files.output)
    let within = try runner.run([
      "nearby", "9.5215,47.1378", "--within", "200m", "--stores", stores,
    ])
    for line in within.output.split(separator: "\n").dropFirst() {
      let distance = try #require(Double(line.split(separator: ",")[3]))
      #expect(distance <= 200)
    }
  }

  @Test func repsSeeTheirOwnCustomersAndThePool() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write(
      "id,lon,lat,owner\na,9.50,47.10,r1\nb,9.51,47.11,r2\nc,9.52,47.12,\n",
      to: "owned.csv"
    )
    func seen(by rep: String) throws -> [Substring] {
      let result = try runner.run([
        "nearby", "9.5,47.1", "--stores", "owned.csv", "--reps", reps, "--as", rep,
      ])
      #expect(result.status == 0, "\(result.errors)")
      return result.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[2] }
    }
    #expect(try seen(by: "r1") == ["a", "c"])
    #expect(try seen(by: "r2") == ["b", "c"])
    #expect(try seen(by: "s1") == ["a", "b", "c"])
    #expect(try seen(by: "m1") == ["a", "b", "c"])
    let nobody = try runner.run([
      "nearby", "9.5,47.1", "--stores", "owned.csv", "--reps", reps, "--as", "nobody",
    ])
    #expect(nobody.status == 66)
  }

  @Test func madeUpCheckInsGetTheVerdictsTheyWereMadeFor() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let files = try runner.run(["verify", "--stores", stores, "--check-ins", checkIns])
    #expect(files.status == 0, "\(files.errors)")
    let rows = files.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows[0] == ["id", "verdict", "distance_m", "presence", "reasons"])
    let verdicts = Dictionary(uniqueKeysWithValues: rows.dropFirst().map { ($0[0], $0[1]) })
    #expect(verdicts["c1"] == "verified")
    #expect(verdicts["c4"] == "contradicted" || verdicts["c4"] == "suspicious")
    #expect(verdicts["c6"] == "unverifiable")
    #expect(verdicts["c7"] == "unverifiable")
    for arguments in [
      ["import", "reps", reps], ["import", "stores", stores], ["import", "check-ins", checkIns],
    ] {
      #expect(try runner.run(arguments).status == 0)
    }
    #expect(try runner.run(["verify"]).output == files.output)
  }
}
