import Foundation
import Leadline
import LeadlineTestSupport
import Testing

private let sqlite = "/usr/bin/sqlite3"

/// The search by the database's R-tree against a finder of all stores.
struct NearbySearchTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "leadline-\(UUID())")

  private func database(_ stores: [Record]) throws -> LeadDatabase {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let database = try LeadDatabase(
      path: folder.appending(path: "\(UUID()).gpkg").path,
      access: .write(createIfMissing: true)
    )
    let now = Date(timeIntervalSince1970: 1_714_552_200)
    let reps = ["r1", "r2"].map { id in
      var rep = Record(RecordSchema.of(.reps))
      rep.values[0] = .text(id)
      return rep
    }
    for (kind, all) in [(RecordKind.reps, reps), (.stores, stores)] {
      func refuse(_ reject: Reject) { Issue.record("\(reject)") }
      _ = try database.importRecords(kind, at: now, reject: refuse) { records in
        for record in all { try records.write(record) }
      }
    }
    return database
  }

  private func cleanUp() { try? FileManager.default.removeItem(at: folder) }

  private func store(_ number: Int, _ place: Coordinate, _ generator: inout SplitMix64) throws
    -> Record
  {
    let schema = RecordSchema.of(.stores)
    var record = Record(schema)
    func set(_ name: String, _ value: Value) throws {
      record.values[try #require(schema.position(of: name))] = value
    }
    try set("id", .text("s\(Int.random(in: 0..<10, using: &generator))-\(number)"))
    if number % 3 == 0 { try set("grade", .text(number % 2 == 0 ? "A" : "B")) }
    if number % 5 < 2 { try set("owner", .text(number % 5 == 0 ? "r1" : "r2")) }
    if number % 50 == 7 {
      record.attributes = Attributes([.init(name: "brand", kind: .text, text: "x")])
    }
    record.coordinate = place
    return record
  }

  /// A place like those that trip searches up.
  private func place(_ style: Int, _ generator: inout SplitMix64) throws -> Coordinate {
    func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    let (x, y): (Double, Double) =
      switch style {
      case 0: (number(-180...180), number(-90...90))
      case 1: (number(9.4...9.6), number(47...47.2))
      case 2:
        ([180, -180, 179.9999, -179.9999].randomElement(using: &generator) ?? 0, number(-2...2))
      case 3: (number(-180...180), number(89.9...90))
      case 4: (number(-180...180), [-90, -89.99999].randomElement(using: &generator) ?? 0)
      // A coarse grid: the same places again, and many at equal distances.
      default: (number(-3...3).rounded(), number(-3...3).rounded())
      }
    return try Coordinate(longitude: x, latitude: y)
  }

  private func expectEqual(
    _ database: LeadDatabase,
    _ stores: [Record],
    _ generator: inout SplitMix64,
    _ seed: UInt64
  ) throws {
    let conditions = [[], [], ["grade=A"], ["grade="], ["brand=x"], ["grade=none"]]
    let filters = (conditions.randomElement(using: &generator) ?? [])
      .compactMap { FieldFilter(parsing: $0) }
    let view = Bool.random(using: &generator) ? OrgTree.View.everything : .ownedBy([ID("r1")])
    let shown = [[], ["grade", "lon"], ["brand"]].randomElement(using: &generator) ?? []
    var builder = CustomerFinder.Builder(filters: filters, view: view, shownFields: shown)
    for store in stores { #expect(builder.add(store) == nil) }
    let isUnseen = !builder.unseenFields.isEmpty
    let finder = builder.finish()
    let search = NearbySearch(filters: filters, view: view, shownFields: shown)
    for _ in 0..<6 {
      let here = try place(Int.random(in: 0..<6, using: &generator), &generator)
      var limit = [0, 1, 3, 10, 100, 5_000, nil].randomElement(using: &generator) ?? nil
      let metres = [nil, 0, 500, 111_319.4, 3e5, 1e7, 3e7].randomElement(using: &generator) ?? nil
      let radius = try metres.map { try Distance(metres: $0) }
      if limit == nil && radius == nil { limit = 10 }
      let wanted = finder.stores(near: here, limit: limit, within: radius)
      let answer = try search.stores(near: here, limit: limit, within: radius, in: database)
      #expect((answer == nil) == isUnseen, "seed \(seed)")
      guard let answer else { continue }
      #expect(answer.rejects.isEmpty)
      #expect(answer.hits == wanted, "seed \(seed), \(here), \(limit ?? -1), \(metres ?? -1)")
    }
  }

  @Test func answersAreThoseOfAFinderOfAllStores() throws {
    defer { cleanUp() }
    try forEverySeed(0..<40) { seed, generator in
      let count = [0, 1, 3, 12, 200, 600][Int(seed % 6)]
      let stores = try (0..<count).map { number in
        let style = seed.isMultiple(of: 7) ? 5 : Int.random(in: 0..<6, using: &generator)
        return try store(number, place(style, &generator), &generator)
      }
      try expectEqual(try database(stores), stores, &generator, seed)
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: sqlite), "needs sqlite3"))
  func damagedRowsNearAreTold() throws {
    defer { cleanUp() }
    var generator = SplitMix64(seed: 1)
    let stores = try (0..<3).map {
      try store($0, Coordinate(longitude: 9.5, latitude: 47), &generator)
    }
    let database = try database(stores)
    let process = Process()
    process.executableURL = URL(filePath: sqlite)
    process.standardOutput = FileHandle.nullDevice
    // Without the triggers the row keeps its entry in the index.
    process.arguments = [
      "-cmd", ".dbconfig enable_trigger off", database.path,
      "UPDATE stores SET geom = x'47500001E6100000' WHERE fid = 2",
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let answer = try NearbySearch().stores(
      near: Coordinate(longitude: 9.5, latitude: 47),
      limit: 5,
      within: nil,
      in: database
    )
    #expect(answer?.hits.count == 2)
    #expect(answer?.rejects.map(\.code) == [.badGeometry])
  }

  @Test func answerThatIsMostOfTheStoresIsLeftToAFinder() throws {
    defer { cleanUp() }
    var generator = SplitMix64(seed: 2)
    let stores = try (0..<3_200).map { try store($0, place(1, &generator), &generator) }
    let database = try database(stores)
    let here = try Coordinate(longitude: 9.5, latitude: 47.1)
    let far = try Distance(metres: 50_000)
    let search = NearbySearch()
    #expect(try search.stores(near: here, limit: nil, within: far, in: database) == nil)
    #expect(try search.stores(near: here, limit: 10, within: far, in: database)?.hits.count == 10)
  }
}
