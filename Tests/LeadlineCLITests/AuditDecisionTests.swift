import Foundation
import LeadlineTestSupport
import Testing

/// Audits kept in the database, decisions about them, and verification at import.
struct AuditDecisionTests {
  private func world() throws -> CommandRunner {
    let runner = try CommandRunner()
    for name in ["reps", "stores", "check-ins"] {
      let file = Fixtures.url("liechtenstein/\(name).csv").path
      #expect(try runner.run(["import", name, file]).status == 0)
    }
    return runner
  }

  private func audit(_ runner: CommandRunner, out: String = "out") throws {
    // So that whatever a rule finds makes a case, however the rules weigh it.
    let strict = #"{"verification": {"suspiciousRatio": 0.5, "contradictedRatio": 1}}"#
    try runner.write(strict, to: "policy.json")
    let result = try runner.run([
      "audit", "--out", out, "--now", "2026-03-10T00:00:00Z", "--policy", "policy.json",
    ])
    #expect(result.status == 0, "\(result.errors)")
  }

  private func rank(ofRep rep: String, _ runner: CommandRunner) throws -> String {
    let line = try runner.run(["audit", "list"]).output.split(separator: "\n")
      .first { $0.contains(",\(rep),") }
    return try String(#require(line?.split(separator: ",").first))
  }

  @Test func importVerifiesNewCheckInsAndChangesNothingTheSecondTime() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let files = ["reps", "stores", "check-ins"].map { Fixtures.url("liechtenstein/\($0).csv").path }
    #expect(try runner.run(["import", "reps", files[0]]).status == 0)
    #expect(try runner.run(["import", "stores", files[1]]).status == 0)
    let first = try runner.run(["import", "check-ins", files[2]])
    #expect(first.errors.contains("7 check-ins verified by themselves: "))
    let before = try Data(contentsOf: runner.folder.appending(path: "leadline.gpkg"))
    let second = try runner.run(["import", "check-ins", files[2]])
    #expect(second.errors == "")
    #expect(try Data(contentsOf: runner.folder.appending(path: "leadline.gpkg")) == before)
    // A correction is verified anew, by all that the database knows of the check-in.
    try runner.write(
      "id,rep_id,store_id,time,mock\nc1,r1,n5192,2026-03-03T09:05:00+01:00,1\n",
      to: "mock.csv"
    )
    let third = try runner.run(["import", "check-ins", "mock.csv"])
    #expect(third.errors.contains("1 check-ins verified by themselves: 0 verified"))
  }

  @Test(arguments: [
    ("m1", Int32(0)), ("s1", 0), ("r1", 77), ("r2", 77), ("nobody", 77),
  ])
  func managersAndSupervisorsOfTheRepDecide(judge: String, status: Int32) throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try audit(runner)
    let name = try rank(ofRep: "r1", runner)
    let result = try runner.run([
      "audit", "decide", name, "--as", judge, "--verdict", "cleared", "--note", "lift, \"left\"",
      "--now", "2026-03-11T00:00:00Z",
    ])
    #expect(result.status == status, "\(result.errors)")
    let shown = try runner.run(["audit", "show", name]).output
    #expect(shown.contains("decision,cleared,,\(judge),") == (status == 0))
  }

  @Test func nobodyDecidesAboutTheOwnVisits() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try runner.write(
      "id,rep_id,store_id,time,lon,lat,accuracy_m\n"
        + "x1,s1,n5192,2026-03-04T09:05:00Z,9.6,47.2,5\n",
      to: "own.csv"
    )
    #expect(try runner.run(["import", "check-ins", "own.csv"]).status == 0)
    try audit(runner)
    let name = try rank(ofRep: "s1", runner)
    func decide(_ judge: String) throws -> Int32 {
      try runner.run([
        "audit", "decide", name, "--as", judge, "--verdict", "cleared", "--note", "was there",
      ]).status
    }
    #expect(try decide("s1") == 77)
    #expect(try decide("m1") == 0)
  }

  @Test func laterAuditShowsWhatWasDecidedAboutTheSameFindings() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try audit(runner)
    let name = try rank(ofRep: "r1", runner)
    for verdict in ["confirmed", "cleared"] {
      #expect(
        try runner.run([
          "audit", "decide", name, "--as", "s1", "--verdict", verdict, "--note", "seen",
        ]).status == 0
      )
    }
    let shown = try runner.run(["audit", "show", name, "--format", "csv"]).output
    #expect(shown.contains("decision,confirmed") && shown.contains("decision,cleared"))
    try audit(runner)
    let later = try rank(ofRep: "r1", runner)
    #expect(later.hasPrefix("2-"))
    #expect(try runner.run(["audit", "list"]).output.contains(",cleared\n"))
    #expect(try runner.run(["audit", "show", later]).output.contains("earlier,cleared"))
    let cases = try runner.read("out/cases.csv").split(separator: "\n")
    #expect(cases.first { $0.contains(",r1,") }?.hasSuffix(",cleared") == true)
    let findings = try runner.read("out/findings.csv").split(separator: "\n")
    #expect(findings.first { $0.contains("too-far") }?.hasSuffix(",cleared") == true)
    #expect(findings.first { $0.contains("no-position") }?.hasSuffix(",cleared") == false)
  }

  @Test(arguments: ["9-9", "1-99"])
  func missingCaseIsNoInput(name: String) throws {
    let runner = try world()
    defer { runner.cleanUp() }
    #expect(try runner.run(["audit", "show", name]).status == 66)
    let decided = try runner.run([
      "audit", "decide", name, "--as", "m1", "--verdict", "cleared", "--note", "x",
    ])
    #expect(decided.status == 66)
  }

  @Test(arguments: ["1", "-1-2", "1-2-3", "a-1", "1-0", "+1-1"])
  func oddNameOfACaseIsWrongUsage(name: String) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    #expect(try runner.run(["audit", "show", name]).status == 64)
  }

  @Test func decisionNeedsAReasonAndAListAnAudit() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    try audit(runner)
    for note in ["", " \n"] {
      let result = try runner.run([
        "audit", "decide", "1-1", "--as", "m1", "--verdict", "cleared", "--note", note,
      ])
      #expect(result.status == 64, "\(result.errors)")
      #expect(result.errors.contains("--note"))
    }
    #expect(try runner.run(["audit", "list", "--audit", "1"]).status == 0)
    let missing = try runner.run(["audit", "list", "--audit", "2"])
    #expect(missing.status == 66)
    #expect(missing.errors.contains("there is no audit 2"))
  }

  @Test func databaseWithoutAuditsHasNoCases() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    let result = try runner.run(["audit", "list"])
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").count == 1)
  }
}
