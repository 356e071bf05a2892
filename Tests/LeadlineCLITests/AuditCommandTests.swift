import Foundation
import LeadlineTestSupport
import Testing

/// `leadline audit` on files.
struct AuditCommandTests {
  private static func fixture(_ name: String) -> String {
    Fixtures.url("liechtenstein/\(name).csv").path
  }

  private static let names = [
    "audit.json", "cases.csv", "findings.csv", "report.html", "sample.csv", "sources.csv",
    "verdicts.csv",
  ]

  private static func arguments(
    out: String = "out",
    stores: String = fixture("stores"),
    reps: String = fixture("reps"),
    checkIns: String = fixture("check-ins"),
    _ more: [String] = []
  ) -> [String] {
    ["audit", "--stores", stores, "--reps", reps, "--check-ins", checkIns, "--out", out]
      + ["--now", "2026-03-10T00:00:00Z"] + more
  }

  @Test func auditWritesItsFilesAndNothingElse() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let result = try runner.run(Self.arguments())
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "")
    #expect(try runner.names() == ["out"])
    #expect(try runner.names(in: "out") == Self.names)
    let verdicts = try runner.read("out/verdicts.csv").split(separator: "\n")
    #expect(verdicts.first == "id,rep_id,store_id,verdict,score,reasons,distance_m,presence")
    #expect(verdicts.count == 8)
    #expect(verdicts[4].hasPrefix("c4,r1,n6339,"))
    #expect(try runner.read("out/findings.csv").contains(",r1,c4,n6339,ratio="))
  }

  @Test func timingsAreSaidAndChangeNoFile() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let plain = try runner.run(Self.arguments())
    let timed = try runner.run(Self.arguments(out: "timed", ["--timings"]))
    #expect(plain.status == 0 && timed.status == 0, "\(timed.errors)")
    let phases =
      /reading \d+\.\d\d s, ordering \d+\.\d\d s, preparing \d+\.\d\d s, auditing \d+\.\d\d s, reviewing \d+\.\d\d s, writing \d+\.\d\d s/
    #expect(timed.errors.firstMatch(of: phases) != nil, "\(timed.errors)")
    #expect(plain.errors.firstMatch(of: phases) == nil)
    for name in Self.names {
      #expect(try runner.read("out/\(name)") == runner.read("timed/\(name)"), "\(name)")
    }
  }

  @Test func orderOfTheFilesDoesNotMatter() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    var paths: [String] = []
    for name in ["stores", "reps", "check-ins"] {
      let text = try String(contentsOfFile: Self.fixture(name), encoding: .utf8)
      let lines = text.split(separator: "\n")
      let shuffled = [lines[0]] + lines.dropFirst().reversed()
      try runner.write(shuffled.joined(separator: "\n") + "\n", to: "\(name).csv")
      paths.append("\(name).csv")
    }
    let first = try runner.run(Self.arguments())
    let second = try runner.run(
      Self.arguments(out: "other", stores: paths[0], reps: paths[1], checkIns: paths[2])
    )
    #expect(first.status == 0 && second.status == 0, "\(second.errors)")
    for name in Self.names {
      #expect(try runner.read("out/\(name)") == runner.read("other/\(name)"), "\(name)")
    }
  }

  @Test func databaseAndFilesGiveTheSame() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    for name in ["reps", "stores", "check-ins"] {
      #expect(try runner.run(["import", name, Self.fixture(name)]).status == 0)
    }
    #expect(try runner.run(Self.arguments()).status == 0)
    let stored = try runner.run(["audit", "--out", "other", "--now", "2026-03-10T00:00:00Z"])
    #expect(stored.status == 0, "\(stored.errors)")
    for name in Self.names {
      #expect(try runner.read("out/\(name)") == runner.read("other/\(name)"), "\(name)")
    }
  }

  @Test func earlierAuditIsReplacedAndOtherFilesAreNot() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    #expect(try runner.run(Self.arguments()).status == 0)
    #expect(try runner.run(Self.arguments(["--without", "too-far"])).status == 0)
    #expect(try !runner.read("out/verdicts.csv").contains("too-far"))
    #expect(try runner.names() == ["out"])
    try runner.write("mine", to: "out/notes.txt")
    let refused = try runner.run(Self.arguments())
    #expect(refused.status == 73)
    #expect(refused.errors.contains("notes.txt"))
    #expect(try runner.read("out/notes.txt") == "mine")
  }

  @Test(arguments: [
    (#"{"verification": {"priorPresense": 0.9}}"#, "priorPresense"),
    (#"{"verification": {"priorPresence": "high"}}"#, "must be a number"),
    (#"{"verification": {"priorPresence": 1.5}}"#, "between 0 and 1"),
    (#"{"verification": 3}"#, "must be an object"),
    (#"{"cases": {"priorCheckIns": 1e-300}}"#, "1 or more"),
    (#"{"verification": {"roundedDecimals": 2.5}}"#, "'verification.roundedDecimals' can't"),
    ("[1]", "JSON object"), ("{", "no JSON"),
  ])
  func badPolicyIsOneSentence(text: String, part: String) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write(text, to: "policy.json")
    let result = try runner.run(Self.arguments(["--policy", "policy.json"]))
    #expect(result.status == 65)
    #expect(result.errors.contains(part), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(!runner.exists("out"))
  }

  @Test func printedPolicyIsThePolicyInForce() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let printed = try runner.run(["audit", "--print-policy"])
    #expect(printed.status == 0)
    try runner.write(printed.output, to: "policy.json")
    #expect(try runner.run(Self.arguments()).status == 0)
    let own = try runner.run(Self.arguments(out: "other", ["--policy", "policy.json"]))
    #expect(own.status == 0, "\(own.errors)")
    for name in Self.names {
      #expect(try runner.read("out/\(name)") == runner.read("other/\(name)"), "\(name)")
    }
    let strict = #"{"verification": {"suspiciousRatio": 0.5, "contradictedRatio": 1}}"#
    try runner.write(strict, to: "policy.json")
    #expect(try runner.run(Self.arguments(["--policy", "policy.json"])).status == 0)
    #expect(try runner.read("out/verdicts.csv").contains("contradicted"))
    let mild = #"{"verification": {"suspiciousRatio": 8, "contradictedRatio": 9}}"#
    try runner.write(mild, to: "policy.json")
    #expect(try runner.run(Self.arguments(["--policy", "policy.json"])).status == 0)
    #expect(try !runner.read("out/verdicts.csv").contains("contradicted"))
  }

  @Test(arguments: [
    (["audit"], "--out"), (["audit", "--out", "out", "--stores", "s.csv"], "--check-ins"),
    (["audit", "--out", "out", "--without", "too-near"], "too-near"),
    (["audit", "--out", "out", "--language", "fr"], "fr"),
    (["audit", "--out", "out", "--encoding", "gb18030"], "the database has none"),
    (Self.arguments(stores: "-", reps: "-"), "standard input is named for two files"),
    (Self.arguments(["--rejects", "out/rejects.csv"]), "name another place"),
    (Self.arguments(["--rejects", "out"]), "name another place"),
  ])
  func wrongUsageIsSaid(arguments: [String], part: String) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let result = try runner.run(arguments)
    #expect(result.status == 64)
    #expect(result.errors.contains(part), "\(result.errors)")
  }

  @Test func reportNamesRepsAndGivesTimesInTheZone() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    for name in ["reps", "stores", "check-ins"] {
      #expect(try runner.run(["import", name, Self.fixture(name)]).status == 0)
    }
    let strict = #"{"verification": {"suspiciousRatio": 0.5, "contradictedRatio": 1}}"#
    try runner.write(strict, to: "policy.json")
    let result = try runner.run([
      "audit", "--out", "out", "--now", "2026-03-10T00:00:00Z", "--policy", "policy.json",
      "--time-zone", "Asia/Kolkata",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let report = try runner.read("out/report.html")
    #expect(report.contains("Rep 1"))
    #expect(report.contains("UTC+05:30"))
  }

  @Test func auditOfNothingButBadCheckInsLeavesTheEarlierOne() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    #expect(try runner.run(Self.arguments()).status == 0)
    let before = try runner.read("out/verdicts.csv")
    try runner.write("id,lon,lat\nother,9.5,47.1\n", to: "stores.csv")
    let result = try runner.run(Self.arguments(stores: "stores.csv", ["--rejects", "r.csv"]))
    #expect(result.status == 65)
    #expect(result.errors.contains("no check-in could be taken over"))
    #expect(try runner.read("out/verdicts.csv") == before)
    #expect(try runner.read("r.csv").split(separator: "\n").count == 8)
  }

  @Test func missingFileLeavesNothingBehind() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let result = try runner.run(Self.arguments(checkIns: "none.csv"))
    #expect(result.status == 66)
    #expect(try runner.names() == [])
  }

  @Test func oddRowsAreRejectedOneByOne() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let digest = String(repeating: "aB", count: 32)
    let rows = [
      "id,rep_id,store_id,time,lon,lat,photo_sha256,photo_dhash,photo_lon,photo_lat",
      "\"a,\"\"1\",r1,n5192,2026-03-03T09:05:00Z,9.5209,47.1401,\(digest),00ff00ff00ff00FF,9.5,47.1",
      "b,r1,nowhere,2026-03-03T10:05:00Z,9.5209,47.1401,,,,",
      "b,r1,n5192,2026-03-03T10:05:00Z,9.5209,47.1401,,,,",
      "b,r1,n5192,2026-03-03T11:05:00Z,9.5209,47.1401,,,,",
      "c,r1,n5192,2026-03-03T12:05:00Z,9.5209,47.1401,abc,,,",
      "d,r1,n5192,2026-03-03T12:05:00Z,9.5209,47.1401,,,9.5,",
      "e,r9,n5192,2026-03-03T12:05:00Z,,,,,,",
    ]
    try runner.write(rows.joined(separator: "\n") + "\n", to: "c.csv")
    let result = try runner.run(
      Self.arguments(checkIns: "c.csv", ["--rejects", "rejects.csv"])
    )
    #expect(result.status == 0, "\(result.errors)")
    let rejects = try runner.read("rejects.csv").split(separator: "\n").dropFirst()
    #expect(
      rejects.map { $0.split(separator: ",").prefix(3).joined(separator: ",") } == [
        "2,store_id,unknown-store", "4,id,duplicate-id", "5,photo_sha256,unknown-value",
        "6,photo_lat,missing",
      ]
    )
    let verdicts = try runner.read("out/verdicts.csv").split(separator: "\n").dropFirst()
    #expect(verdicts.count == 3)
    #expect(verdicts.first?.hasPrefix("\"a,\"\"1\",r1,n5192,") == true)
    let strict = try runner.run(Self.arguments(out: "strict", checkIns: "c.csv", ["--strict"]))
    #expect(strict.status == 65)
    #expect(!runner.exists("strict"))
  }

  @Test func auditOfNoCheckInsSaysSo() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,rep_id,store_id,time\n", to: "none.csv")
    let result = try runner.run(Self.arguments(checkIns: "none.csv"))
    #expect(result.status == 0)
    #expect(result.errors.contains("no check-in in none.csv, so nothing was audited"))
    #expect(try runner.read("out/cases.csv").split(separator: "\n").count == 1)
    #expect(try !runner.run(Self.arguments()).errors.contains("nothing was audited"))
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func interruptedAuditLeavesTheFolderAsItWas(signal: Int32) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    #expect(try runner.run(Self.arguments()).status == 0)
    let before = try runner.read("out/verdicts.csv")
    let process = runner.process(Self.arguments(checkIns: "-"))
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<200 where try runner.names().count == 1 { Thread.sleep(forTimeInterval: 0.02) }
    #expect(try runner.names().count == 2, "the new folder is begun beside the old one")
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    try pipe.fileHandleForWriting.close()
    #expect(try runner.names() == ["out"])
    #expect(try runner.read("out/verdicts.csv") == before)
  }
}

extension CommandRunner {
  /// The names in a folder, without those that begin with a dot.
  func names(in name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path)
      .filter { !$0.hasPrefix(".") }.sorted()
  }
}
