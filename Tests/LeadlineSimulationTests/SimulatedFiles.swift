import Foundation
import LeadlineSimulation

/// A world written to files and read back as a user would.
struct SimulatedFiles {
  /// A row by the names of its columns.
  typealias Row = [String: String]

  let checkIns: [Row]
  let stores: [String: Row]
  let edits: [Row]
  let truths: [String: Row]
  let trueStores: [String: Row]
  let reps: [String: Row]
  let trueReps: [String: Row]

  init(_ scenario: Scenario) throws {
    let folder = Self.newFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try Simulation(scenario).write(to: folder)
    checkIns = try Self.rows(folder, "check-ins.csv")
    stores = Self.byFirst(try Self.rows(folder, "stores.csv"), "id")
    edits = try Self.rows(folder, "store-edits.csv")
    truths = Self.byFirst(try Self.rows(folder, "truth/check-ins.csv"), "id")
    trueStores = Self.byFirst(try Self.rows(folder, "truth/stores.csv"), "store_id")
    reps = Self.byFirst(try Self.rows(folder, "reps.csv"), "id")
    trueReps = Self.byFirst(try Self.rows(folder, "truth/reps.csv"), "rep_id")
  }

  /// The check-ins faked by an attack, in order of time.
  func fakes(_ attack: Attack) -> [Row] {
    checkIns.filter { truths[$0["id"] ?? ""]?["attack"] == attack.rawValue }
  }

  /// A path where nothing is yet.
  static func newFolder() -> String {
    FileManager.default.temporaryDirectory.appending(path: "leadline-world-\(UUID())").path
  }

  private static func rows(_ folder: String, _ name: String) throws -> [Row] {
    let text = String(
      decoding: try Data(contentsOf: URL(filePath: folder + "/" + name)),
      as: UTF8.self
    )
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }

  private static func byFirst(_ rows: [Row], _ key: String) -> [String: Row] {
    Dictionary(rows.map { ($0[key] ?? "", $0) }) { first, _ in first }
  }
}

extension SimulatedFiles.Row {
  /// The number in a column; nil where it is empty.
  func number(_ name: String) -> Double? { self[name].flatMap(Double.init) }

  /// The seconds since 1970 in a column; nil where it is empty.
  func seconds(_ name: String) -> Double? {
    self[name].flatMap { try? Date($0, strategy: .iso8601).timeIntervalSince1970 }
  }

  /// Metres between two places, good enough for a city.
  func metres(to other: SimulatedFiles.Row) -> Double? {
    guard let x = number("lon"), let y = number("lat"), let otherX = other.number("lon"),
      let otherY = other.number("lat")
    else { return nil }
    let east = (x - otherX) * 95_200
    let north = (y - otherY) * 110_900
    return (east * east + north * north).squareRoot()
  }
}
