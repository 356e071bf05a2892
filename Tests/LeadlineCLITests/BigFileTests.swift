import Foundation
import LeadlineTestSupport
import Testing

/// Files of several blocks, as commands read them on several threads.
struct BigFileTests {
  private static let rows = 24_000
  private static let badRows = [7, 12_000, 23_999]

  private func makeRunner() throws -> CommandRunner {
    let runner = try CommandRunner()
    var text = "id,name,lon,lat\n"
    for row in 1...Self.rows {
      let longitude = 9.47 + Double(row % 997) * 1.6e-4
      let latitude = Self.badRows.contains(row) ? "north" : "\(47.05 + Double(row % 769) * 2.8e-4)"
      text += "S\(row),\"shop \(row)\n\",\(longitude),\(latitude)\n"
    }
    // Two blocks of 512 KiB and more, so that threads are at work.
    #expect(text.utf8.count > 1 << 20)
    try runner.write(text, to: "s.csv")
    return runner
  }

  private static let assign = [
    "assign", "--stores", "s.csv", "--fences",
    Fixtures.url("liechtenstein/municipalities.geojson").path,
  ]

  @Test func blocksAreWrittenAsRecordsAreWithTheirRejects() throws {
    let runner = try makeRunner()
    defer { runner.cleanUp() }
    // GEOS is asked record by record.
    let blocks = try runner.run(Self.assign + ["--rejects", "r.csv"])
    let rejects = try runner.read("r.csv")
    let records = try runner.run(Self.assign + ["--rejects", "r.csv", "--engine", "geos"])
    #expect(blocks.status == 0)
    #expect(blocks.output == records.output)
    #expect(blocks.errors == records.errors)
    #expect(rejects == (try runner.read("r.csv")))
    #expect(blocks.output.split(separator: "\n").count == Self.rows - Self.badRows.count + 1)
    let numbers = rejects.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: ",").first.map(String.init)
    }
    #expect(numbers == Self.badRows.map(String.init))
  }

  @Test func aStrictCommandWritesNothing() throws {
    let runner = try makeRunner()
    defer { runner.cleanUp() }
    let result = try runner.run(Self.assign + ["--strict", "--output", "o.csv"])
    #expect(result.status == 65)
    #expect(result.errors.contains("row 7"))
    #expect(result.output.isEmpty)
    #expect(!runner.exists("o.csv"))
  }

  @Test func aFullDeviceEndsIt() throws {
    let runner = try makeRunner()
    defer { runner.cleanUp() }
    let result = try runner.run(Self.assign + ["--output", "/dev/full"])
    #expect(result.status == 74)
    #expect(result.errors.contains("No space"))
  }

  @Test func aReaderThatGoesAwayEndsIt() throws {
    let runner = try makeRunner()
    defer { runner.cleanUp() }
    let command = ([CommandRunner.executable.path] + Self.assign).joined(separator: " ")
    let result = try runner.run(
      URL(filePath: "/bin/sh"),
      ["-c", "\(command) | head -n 1"]
    )
    #expect(result.output == "id,level,territory,fence,rule\n")
  }
}
