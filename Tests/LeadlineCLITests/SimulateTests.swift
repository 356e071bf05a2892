import Foundation
import LeadlineTestSupport
import Testing

/// `leadline simulate` as a user runs it.
struct SimulateTests {
  @Test func aWorldIsReadByTheOtherCommands() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let result = try runner.run(
      ["simulate", "--seed", "7", "--out", "world", "--reps", "5", "--days", "3", "--cheats", "0"]
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.isEmpty && result.errors.contains("0 of them faked, in world"))
    for (record, file) in [
      ("reps", "reps"), ("stores", "stores"), ("check-ins", "check-ins"), ("orders", "orders"),
      ("store-edits", "store-edits"),
    ] {
      let imported = try runner.run(["import", record, "world/\(file).csv", "--strict"])
      #expect(imported.status == 0, "\(imported.errors)")
    }
    let verified = try runner.run(
      ["verify", "--stores", "world/stores.csv", "--check-ins", "world/check-ins.csv"]
    )
    #expect(verified.status == 0, "\(verified.errors)")
  }

  @Test(arguments: [
    (["--reps", "0"], "--reps is 0; give a value in 1…20000"),
    (["--cheats", "1.5"], "--cheats is 1.5; give a value in 0.0…1.0"),
    (["--city", "moon"], "--city is moon; give one of grid, rings, ribbon"),
    (["--strength", "weak"], "--strength is weak; give one of naive, noisy, adaptive, mixed"),
    (["--start", "2026-02-30"], "--start is 2026-02-30; give a date such as 2026-09-01"),
    (["--attacks", "proxy,,absent"], "--attacks is ; give one of mock-static"),
    (["--attacks", "proxy,proxy"], "--attacks names proxy twice"),
  ])
  func wrongUsageIsSaidAndNothingIsWritten(arguments: [String], message: String) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let result = try runner.run(["simulate", "--seed", "1", "--out", "world"] + arguments)
    #expect(result.status == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(!runner.exists("world"))
  }

  @Test func aFolderInUseIsNotWrittenTo() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("mine", to: "notes.txt")
    let result = try runner.run(["simulate", "--seed", "1", "--out", ".", "--reps", "2"])
    #expect(result.status == 73)
    #expect(result.errors.contains(". is there already and is no empty folder"))
    #expect(try runner.read("notes.txt") == "mine" && !runner.exists("stores.csv"))
  }

  @Test func anInterruptedRunLeavesNothing() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let process = runner.process(
      ["simulate", "--seed", "1", "--out", "world", "--reps", "5000", "--days", "300"]
    )
    process.standardError = FileHandle.nullDevice
    try process.run()
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: runner.folder.path)
    }
    while process.isRunning, try !names().contains(where: { $0.hasPrefix("world.") }) {
      Thread.sleep(forTimeInterval: 0.01)
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(try names() == [])
  }
}
