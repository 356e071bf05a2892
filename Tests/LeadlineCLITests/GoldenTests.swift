import Foundation
import LeadlineTestSupport
import Testing

/// What the command writes, byte for byte; `scripts/bless` rewrites the expected files, and the
/// change to them is then reviewed like any other.
struct GoldenTests {
  /// The name of the expected file, and the call.
  static let cases: [(name: String, arguments: [String])] =
    [
      "import", "export", "assign", "nearby", "verify", "index", "simulate", "stays", "audit",
      "rebalance",
    ].map {
      ("help-\($0).txt", [$0, "--help"])
    }
    + [("help.txt", ["--help"]), ("help-plan.txt", ["plan", "--help"])]
    + [
      "list", "show", "compare", "add", "propose", "challenge", "decide", "approve", "reject",
      "schedule", "apply", "rollback", "archive", "history",
    ].map { ("help-plan-\($0).txt", ["plan", $0, "--help"]) }
    + ["table", "csv", "json"].map { ("summary.\($0)", assign + ["--summary", "--format", $0]) }
    + ["table", "csv", "json", "ndjson", "geojson"].flatMap { format in
      [
        ("assign.\(format)", assign + ["--outside", "nearest", "--format", format]),
        (
          "nearby.\(format)",
          ["nearby", "9.5215,47.1378", "--stores", stores, "--limit", "3", "--show", "name"]
            + ["--format", format]
        ),
        (
          "verify.\(format)",
          ["verify", "--stores", stores, "--check-ins", checkIns, "--format", format]
        ),
      ]
    }

  private static let stores = Fixtures.url("liechtenstein/stores.csv").path
  private static let checkIns = Fixtures.url("liechtenstein/check-ins.csv").path
  private static let assign = [
    "assign", "--stores", stores, "--fences",
    Fixtures.url("liechtenstein/municipalities.geojson").path,
  ]

  @Test(arguments: cases.map(\.name))
  func outputIsAsBlessed(name: String) throws {
    let call = try #require(Self.cases.first { $0.name == name })
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    let result = try runner.run(call.arguments)
    #expect(result.status == 0, "\(result.errors)")
    let file = Fixtures.url("golden/\(name)")
    if ProcessInfo.processInfo.environment["LEADLINE_BLESS"] == "1" {
      try Data(result.output.utf8).write(to: file)
    }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(
      result.output == expected,
      "if the change is meant: scripts/bless, then review the diff"
    )
  }
}
