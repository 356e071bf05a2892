import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineSimulation
import Testing

/// The files as a whole.
struct SimulationTests {
  private static func small(seed: UInt64) -> Scenario {
    var scenario = Scenario(seed: seed)
    scenario.reps = 20
    scenario.days = 6
    scenario.cheats = 0.3
    scenario.trackSeconds = 300
    return scenario
  }

  private static func bytes(_ scenario: Scenario, threads: Int) throws -> [String: Data] {
    let folder = SimulatedFiles.newFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try Simulation(scenario).write(to: folder, threads: threads)
    var result: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      result[name] = FileManager.default.contents(atPath: folder + "/" + name)
    }
    return result
  }

  @Test func aSeedGivesTheSameBytesOnAnyNumberOfThreads() throws {
    let first = try Self.bytes(Self.small(seed: 5), threads: 1)
    let second = try Self.bytes(Self.small(seed: 5), threads: 2)
    #expect(first == second)
    #expect(first.count == 12)
    let other = try Self.bytes(Self.small(seed: 6), threads: 2)
    #expect(first["check-ins.csv"] != other["check-ins.csv"])
  }

  @Test func columnsAreThoseOfTheRecords() throws {
    let files = try Self.bytes(Self.small(seed: 1), threads: 1)
    for (kind, name) in [
      (RecordKind.stores, "stores"), (.reps, "reps"), (.checkIns, "check-ins"),
      (.tracks, "tracks"), (.orders, "orders"), (.storeEdits, "store-edits"),
    ] {
      let schema = RecordSchema.of(kind)
      var columns = schema.fields.map(\.name)
      if schema.place != .none {
        columns.insert(contentsOf: ["lon", "lat"], at: schema.fieldsBeforePlace)
      }
      let file = try #require(files[name + ".csv"])
      let header = String(decoding: file.prefix { $0 != 0x0a }, as: UTF8.self)
      #expect(header == columns.joined(separator: ","))
    }
  }

  @Test func aFolderWithContentIsLeftAlone() throws {
    let folder = SimulatedFiles.newFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(filePath: folder + "/notes.txt"))
    #expect(throws: SimulationError.notEmpty(path: folder)) {
      try Simulation(Self.small(seed: 1)).write(to: folder)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["notes.txt"])
  }

  @Test func anEmptyFolderIsFilled() throws {
    let folder = SimulatedFiles.newFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let summary = try Simulation(Self.small(seed: 1)).write(to: folder)
    #expect(summary.checkIns > 0 && summary.stores >= 1_000 && summary.people == 24)
    // Nothing that was in between stays, neither inside nor beside.
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!names.contains { $0.hasSuffix(".rows") })
    let parent = URL(filePath: folder).deletingLastPathComponent()
    let name = URL(filePath: folder).lastPathComponent
    let beside = try FileManager.default.contentsOfDirectory(atPath: parent.path)
    #expect(!beside.contains { $0.hasPrefix(name) && $0 != name })
  }

  @Test(arguments: Scenario.City.allCases)
  func everyRowJoinsInEveryCity(city: Scenario.City) throws {
    var scenario = Self.small(seed: 9)
    scenario.city = city
    scenario.tracks = 0
    let files = try SimulatedFiles(scenario)
    #expect(files.checkIns.count == files.truths.count && files.checkIns.count > 300)
    #expect(Set(files.stores.keys) == Set(files.trueStores.keys))
    #expect(Set(files.reps.keys) == Set(files.trueReps.keys))
    var lastTime = ""
    for row in files.checkIns {
      #expect(files.truths[row["id"] ?? ""] != nil)
      #expect(files.reps[row["rep_id"] ?? ""] != nil && files.stores[row["store_id"] ?? ""] != nil)
      // Ids follow the time, whoever it was and whether it happened.
      let time = row["time"] ?? ""
      #expect(time >= lastTime)
      lastTime = time
    }
    for store in files.trueStores.values {
      let place = Position(x: store.number("lon") ?? 0, y: store.number("lat") ?? 0)
      #expect(ChinaDatum.gcj02(fromWGS84: place) != place, "all shops lie in mainland China")
    }
  }

  @Test func aWorldWithoutCheatsIsHonest() throws {
    var scenario = Self.small(seed: 3)
    scenario.cheats = 0
    scenario.tracks = 0
    let files = try SimulatedFiles(scenario)
    #expect(files.truths.values.allSatisfy { $0["honest"] == "1" && $0["present"] == "1" })
    #expect(files.trueReps.values.allSatisfy { $0["honest"] == "1" && $0["attack"] == "" })
  }

  @Test func everyTrapIsThereWithTheRightTruth() throws {
    var scenario = Scenario(seed: 4)
    scenario.reps = 48
    scenario.days = 21
    scenario.cheats = 0
    scenario.trackSeconds = 3_600
    let files = try SimulatedFiles(scenario)
    var counts: [String: Int] = [:]
    for truth in files.truths.values {
      counts[truth["trap"] ?? "", default: 0] += 1
      #expect(truth["honest"] == "1" && truth["present"] == "1" && truth["attack"] == "")
    }
    for trap in Trap.allCases {
      // A few in a thousand each at least, or rates could not be told.
      #expect(counts[trap.rawValue, default: 0] * 250 > files.truths.count, "\(trap)")
    }
  }
}
