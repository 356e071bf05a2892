import Foundation
import LeadlineTestSupport
import Testing

/// A plan whose application is killed is in force or is not, never half.
struct KilledApplyTests {
  private static let count = 9_000

  /// A database with an approved plan that moves two stores in three.
  private func world() throws -> CommandRunner {
    let runner = try CommandRunner()
    try runner.write(
      "id,role,territory\nm1,manager,\nr0,rep,t0\nr1,rep,t1\nr2,rep,t2\n",
      to: "reps.csv"
    )
    let stores = (0..<Self.count).map { number in
      "s\(number),\(9 + Double(number % 1000) / 1000),\(47 + Double(number / 1000) / 100),"
        + "r\(number % 3),t\(number % 3)\n"
    }
    try runner.write("id,lon,lat,owner,territory\n" + stores.joined(), to: "stores.csv")
    try runner.write(
      "id,territory\n" + (0..<Self.count).map { "s\($0),t\($0 % 2)\n" }.joined(),
      to: "plan.csv"
    )
    try runner.write(
      "id,wkt\nt0,\"POLYGON((9 47,10 47,10 48,9 48,9 47))\"\n",
      to: "fences.csv"
    )
    let calls = [
      "import reps reps.csv", "import stores stores.csv", "import fences fences.csv",
      "plan add --name x --assignments plan.csv --fences fences.csv --as m1",
      "plan propose 1 --as m1",
      "plan approve 1 --as m1",
    ]
    for call in calls {
      let result = try runner.run(call.split(separator: " ").map(String.init))
      #expect(result.status == 0, "\(call): \(result.errors)")
    }
    return runner
  }

  private func state(_ runner: CommandRunner) throws -> [String] {
    try [
      ["export", "stores"], ["export", "fences"], ["plan", "show", "1", "--part", "events"],
    ].map { try runner.run($0).output }
  }

  private static let apply = ["plan", "apply", "1", "--as", "m1", "--now", "2030-01-01T00:00:00Z"]

  @Test func killedApplicationChangesAllOrNothing() throws {
    let runner = try world()
    defer { runner.cleanUp() }
    let before = try state(runner)
    let copy = runner.folder.appending(path: "leadline.gpkg")
    let original = try Data(contentsOf: copy)

    // How long it takes tells when to kill it.
    let start = ContinuousClock.now
    #expect(try runner.run(Self.apply).status == 0)
    let whole = (ContinuousClock.now - start) / .seconds(1)
    let after = try state(runner)
    #expect(zip(before, after).allSatisfy { $0 != $1 })

    var killed = 0
    for part in [0.2, 0.5, 0.7, 0.85] {
      for suffix in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: copy.path + suffix)
      }
      try original.write(to: copy)
      let process = runner.process(Self.apply)
      process.standardError = FileHandle.nullDevice
      try process.run()
      Thread.sleep(forTimeInterval: whole * part)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal { killed += 1 }
      let found = try state(runner)
      #expect(found == before || found == after, "killed after \(part) of its time")
    }
    #expect(killed > 0)
    // What was left standing can go on.
    if try state(runner) == before { #expect(try runner.run(Self.apply).status == 0) }
    #expect(try state(runner) == after)
  }
}
