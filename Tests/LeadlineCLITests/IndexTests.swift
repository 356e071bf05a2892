import Foundation
import LeadlineTestSupport
import Testing

/// `leadline index`, and `assign` with what it wrote.
struct IndexTests {
  private let stores = Fixtures.url("liechtenstein/stores.csv").path
  private let fences = Fixtures.url("liechtenstein/municipalities.geojson").path

  @Test func assignAnswersAlikeWithFencesAndWithTheirIndex() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let made = try runner.run(["index", "--fences", fences, "--output", "fences.index"])
    #expect(made.status == 0)
    #expect(made.errors.contains("11 fences indexed"))
    for options in [
      [], ["--overlap", "all"], ["--outside", "nearest"], ["--engine", "geos"], ["--summary"],
      ["--format", "geojson"],
    ] {
      let plain = try runner.run(["assign", "--stores", stores, "--fences", fences] + options)
      let indexed = try runner.run(
        ["assign", "--stores", stores, "--fences", "fences.index"] + options
      )
      #expect(indexed.status == 0, "\(options): \(indexed.errors)")
      #expect(indexed.output == plain.output)
    }
  }

  @Test func anIndexOfTheDatabaseIsThatOfTheFile() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    #expect(try runner.run(["import", "fences", fences]).status == 0)
    #expect(try runner.run(["index", "--output", "database.index"]).status == 0)
    let plain = try runner.run(["assign", "--stores", stores, "--fences", fences])
    let indexed = try runner.run(["assign", "--stores", stores, "--fences", "database.index"])
    #expect(indexed.output == plain.output)
  }

  @Test func aDamagedOrTruncatedIndexIsRefusedInOneSentence() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    #expect(try runner.run(["index", "--fences", fences, "--output", "good"]).status == 0)
    var bytes = try Data(contentsOf: runner.folder.appending(path: "good"))
    bytes[bytes.count / 2] ^= 4
    try bytes.write(to: runner.folder.appending(path: "damaged"))
    try bytes.prefix(3_000).write(to: runner.folder.appending(path: "short"))
    for name in ["damaged", "short"] {
      let refused = try runner.run(["assign", "--stores", stores, "--fences", name])
      #expect(refused.status == 65)
      #expect(refused.output.isEmpty)
      #expect(refused.errors.contains("\(name): this index of fences"))
      #expect(refused.errors.split(separator: "\n").count == 1)
    }
  }

  @Test func anIndexWithFencesThatDoNotCountNowIsRefused() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try runner.write(
      """
      {"type":"Feature","properties":{"id":"f","valid_to":"2026-01-01T00:00:00Z"},"geometry":\
      {"type":"Polygon","coordinates":[[[9,47],[10,47],[10,48],[9,47]]]}}

      """,
      to: "fence.json"
    )
    let before = ["--now", "2025-06-01T00:00:00Z"]
    let after = ["--now", "2026-06-01T00:00:00Z"]
    let make = ["index", "--fences", "fence.json", "--output", "index"]
    #expect(try runner.run(make + after).status == 65)
    #expect(!runner.exists("index"))
    #expect(try runner.run(make + before).status == 0)
    let assign = ["assign", "--stores", stores, "--fences", "index"]
    #expect(try runner.run(assign + before).status == 0)
    let late = try runner.run(assign + after)
    #expect(late.status == 65)
    #expect(late.errors.contains("fence 'f' does not count at this time"))
  }

  @Test func optionsThatAnIndexHasNoUseForAreRefused() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    #expect(try runner.run(["index", "--fences", fences, "--output", "index"]).status == 0)
    let assign = ["assign", "--stores", stores, "--fences", "index"]
    for options in [["--fences", fences], ["--fences-datum", "gcj02"], ["--repairs", "r.csv"]] {
      let refused = try runner.run(assign + options)
      #expect(refused.status == 64)
      #expect(refused.errors.contains("is an index of fences"))
    }
    // Its own output must not be its input.
    #expect(try runner.run(["index", "--fences", fences, "--output", "-"]).status == 64)
  }
}
