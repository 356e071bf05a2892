import Foundation
import LeadlineTestSupport
import Testing

/// A killed import leaves the database as it was, whenever it is killed.
struct KilledImportTests {
  private static func rows(_ range: Range<Int>, name: String) -> String {
    range.map { "s\($0),\(name) \($0),\(9 + Double($0 % 1000) / 1000),47.1\n" }.joined()
  }

  /// An import from standard input that has taken rows in and waits for more.
  private func startImport(
    _ runner: CommandRunner,
    rows: Range<Int>
  ) throws -> (process: Process, pipe: Pipe) {
    let process = runner.process(["import", "stores", "-"])
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = Self.header + Self.rows(rows, name: "new")
    try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    // The pipe stays open, so the import can't end. It has the database open by now, for it opens
    // it at the first row, and rows come out of the reader's buffer long before the last is sent.
    for _ in 0..<500 where !runner.exists("leadline.gpkg-shm") {
      Thread.sleep(forTimeInterval: 0.01)
    }
    #expect(runner.exists("leadline.gpkg-shm"), "the import has opened the database")
    Thread.sleep(forTimeInterval: 0.2)
    #expect(process.isRunning)
    return (process, pipe)
  }

  private static let header = "id,name,lon,lat\n"

  /// The signal, and how many rows were sent before it; the first 256 KiB stay in the reader.
  @Test(arguments: [
    (SIGKILL, 20_000), (SIGKILL, 45_000), (SIGKILL, 70_000), (SIGTERM, 30_000), (SIGINT, 20_000),
  ])
  func killedImportLeavesTheDatabaseAsItWas(signal: Int32, rowsSent: Int) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write(Self.header + Self.rows(0..<2_000, name: "old"), to: "old.csv")
    #expect(try runner.run(["import", "stores", "old.csv"]).status == 0)
    let before = try runner.run(["export", "stores"]).output

    let (process, pipe) = try startImport(runner, rows: 0..<rowsSent)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    try pipe.fileHandleForWriting.close()
    #expect(process.terminationReason == .uncaughtSignal)

    #expect(try runner.run(["export", "stores"]).output == before)
    let again = try runner.run(["import", "stores", "old.csv"])
    #expect(again.output.hasSuffix("2000,0,0,2000,0,0\n"), "\(again.errors)")
  }

  @Test func killedFirstImportLeavesNoHalfDatabase() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let (process, pipe) = try startImport(runner, rows: 0..<20_000)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try pipe.fileHandleForWriting.close()
    #expect(try runner.run(["export", "stores"]).output.split(separator: "\n").count == 1)
    try runner.write(Self.header + Self.rows(0..<5_000, name: "new"), to: "stores.csv")
    let after = try runner.run(["import", "stores", "stores.csv"])
    #expect(after.output.hasSuffix("5000,5000,0,0,0,0\n"), "\(after.errors)")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func interruptedCommandTakesItsUnfinishedFileAway(signal: Int32) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let fences = Fixtures.url("liechtenstein/municipalities.geojson").path
    let process = runner.process([
      "assign", "--stores", "-", "--fences", fences, "--output", "out.csv",
    ])
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    try pipe.fileHandleForWriting.write(contentsOf: Data("id,lon,lat\na,9.5,47.1\n".utf8))
    // Until the fences are read, and the output is begun.
    for _ in 0..<100 where try runner.files().isEmpty { Thread.sleep(forTimeInterval: 0.05) }
    #expect(try runner.files().count == 1)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    try pipe.fileHandleForWriting.close()
    #expect(try runner.files() == [])
  }

  @Test func secondWriterIsToldToTryAgain() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat\na,9.5,47.1\n", to: "one.csv")
    #expect(try runner.run(["import", "stores", "one.csv"]).status == 0)
    let (process, pipe) = try startImport(runner, rows: 0..<20_000)
    let second = try runner.run(["import", "stores", "one.csv"])
    #expect(second.status == 75)
    #expect(second.errors.contains("leadline.gpkg"))
    #expect(try runner.run(["nearby", "9.5,47.1"]).status == 0, "readers go on meanwhile")
    try pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}

extension CommandRunner {
  fileprivate func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
  }
}
