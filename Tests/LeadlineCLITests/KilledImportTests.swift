import Foundation
import LeadlineTestSupport
import Testing

/// A killed import leaves the database as it was, whenever it is killed.
struct KilledImportTests {
  private static func rows(_ range: Range<Int>, name: String) -> String {
    range.map { "s\($0),\(name) \($0),\(9 + Double($0 % 1000) / 1000),47.1\n" }.joined()
  }

  /// The signal, and how many rows of 20,000 were sent before it.
  @Test(arguments: [
    (SIGKILL, 1), (SIGKILL, 5_000), (SIGKILL, 20_000), (SIGTERM, 5_000), (SIGINT, 20_000),
  ])
  func killedImportLeavesTheDatabaseAsItWas(signal: Int32, rowsSent: Int) throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let header = "id,name,lon,lat\n"
    try runner.write(header + Self.rows(0..<2_000, name: "old"), to: "old.csv")
    #expect(try runner.run(["import", "stores", "old.csv"]).status == 0)
    let before = try runner.run(["export", "stores"]).output

    let process = runner.process(["import", "stores", "-"])
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = header + Self.rows(0..<rowsSent, name: "new")
    try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    // The pipe stays open, so the import can't have come to its end; it has taken in all but what
    // the pipe and its own buffer hold.
    Thread.sleep(forTimeInterval: 0.3)
    #expect(process.isRunning)
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
    let process = runner.process(["import", "stores", "-"])
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = "id,name,lon,lat\n" + Self.rows(0..<5_000, name: "new")
    try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    Thread.sleep(forTimeInterval: 0.3)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try pipe.fileHandleForWriting.close()
    try runner.write(text, to: "stores.csv")
    let import5000 = try runner.run(["import", "stores", "stores.csv"])
    #expect(import5000.output.hasSuffix("5000,5000,0,0,0,0\n"), "\(import5000.errors)")
  }

  @Test func secondWriterIsToldToTryAgain() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write("id,lon,lat\na,9.5,47.1\n", to: "one.csv")
    #expect(try runner.run(["import", "stores", "one.csv"]).status == 0)
    let process = runner.process(["import", "stores", "-"])
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = "id,name,lon,lat\n" + Self.rows(0..<20_000, name: "new")
    try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    Thread.sleep(forTimeInterval: 0.3)
    let second = try runner.run(["import", "stores", "one.csv"])
    #expect(second.status == 75)
    #expect(second.errors.contains("leadline.gpkg"))
    #expect(try runner.run(["nearby", "9.5,47.1"]).status == 0, "readers go on meanwhile")
    try pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
