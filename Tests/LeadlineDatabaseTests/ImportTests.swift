import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

import struct LeadlineModel.Record

@testable import LeadlineDatabase

struct ImportTests {
  private let folder: TemporaryFolder
  private let database: LeadDatabase

  init() throws {
    folder = try TemporaryFolder()
    database = try LeadDatabase.create(in: folder)
  }

  @Test func everyKindComesBackAsItWent() throws {
    var generator = SplitMix64(seed: 7)
    func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    try database.add(.reps, [.rep("r")])
    try database.add(.stores, [.store("s")])
    for kind in RecordKind.allCases {
      let schema = RecordSchema.of(kind)
      var record = Record(schema)
      for (position, field) in schema.fields.enumerated() {
        record.values[position] =
          switch field.kind {
          case .text, .choice:
            ["rep_id", "owner", "supervisor"].contains(field.name)
              ? .text("r") : field.name == "store_id" ? .text("s") : .text("值 \(field.name) 😀'\"")
          case .hexadecimal(let digits): .text(String(repeating: "a", count: digits))
          case .number: .number(number(0...90))
          case .integer: .integer(-3)
          case .time: .time(Date(timeIntervalSince1970: 1_700_000_000.125))
          case .flag: .flag(false)
          }
      }
      switch schema.place {
      case .none: break
      case .polygons: record.geometry = try Record.fence("x", x: 3, y: 4).geometry
      case .optionalPoint, .requiredPoint:
        record.coordinate = try Coordinate(
          longitude: number(-180...180),
          latitude: number(-90...90)
        )
      }
      record.attributes = Attributes([
        .init(name: "色\n\"\\", kind: .text, text: "红\u{1}\t"),
        .init(name: "n", kind: .number, text: "1.50"),
        .init(name: "b", kind: .boolean, text: "true"),
        .init(name: "j", kind: .json, text: #"{"a":[1,"}"]}"#),
      ])
      try database.add(kind, [record])
      #expect(try database.all(kind).contains(record), "\(kind)")
      #expect(try database.extraColumns(kind) == ["色\n\"\\", "n", "b", "j"])
    }
  }

  @Test func secondImportChangesNothing() throws {
    try database.fillAllTables()
    try database.close()
    let before = try Data(contentsOf: URL(filePath: folder.path()))
    let again = try LeadDatabase(path: folder.path(), access: .write(createIfMissing: false))
    for kind in RecordKind.allCases {
      let records = try again.all(kind)
      let summary = try again.add(kind, records)
      #expect(summary.unchanged == records.count, "\(kind)")
      #expect(summary.inserted + summary.updated == 0, "\(kind)")
    }
    try again.close()
    #expect(try Data(contentsOf: URL(filePath: folder.path())) == before)
  }

  @Test func onlyColumnsOfTheFileOverwrite() throws {
    try database.add(
      .stores,
      [
        .store(
          "s",
          ["name": .text("old"), "phone": .text("1"), "grade": .text("A")],
          attributes: [("a", "1"), ("b", "2"), ("c", "3")]
        )
      ]
    )
    let columns = PresentColumns(
      .stores,
      fields: ["id", "name", "phone"],
      hasPlace: false,
      attributes: ["b", "c", "d"]
    )
    var changed = try Record.store(
      "s",
      ["name": .text("new")],
      attributes: [("b", "9"), ("d", "4")]
    )
    changed.coordinate = nil
    let summary = try database.add(.stores, [changed], columns: columns)
    #expect(summary.updated == 1)
    let store = try #require(try database.store("s"))
    #expect(try store.value("name", .stores) == .text("new"))
    #expect(try store.value("phone", .stores) == .null)
    #expect(try store.value("grade", .stores) == .text("A"))
    #expect(store.coordinate == (try Coordinate(longitude: 121.5, latitude: 31.2)))
    #expect(store.attributes.entries.map { "\($0.name)=\($0.text)" } == ["a=1", "b=9", "d=4"])
    #expect(try database.add(.stores, [changed], columns: columns).unchanged == 1)
  }

  @Test func rowsInAnyOrderAreFoundAgain() throws {
    try forEverySeed(0..<6) { seed, generator in
      let folder = try TemporaryFolder()
      let database = try LeadDatabase.create(in: folder)
      var stores = try (0..<60).map { try Record.store("s\($0)", ["name": .text("\($0)")]) }
      try database.add(.stores, stores.shuffled(using: &generator))
      // Runs of the order in which they lie, with gaps, changed, new and doubled rows in between.
      stores = try database.all(.stores).filter { _ in Int.random(in: 0..<9, using: &generator) > 0
      }
      if seed.isMultiple(of: 2) { stores.shuffle(using: &generator) }
      var changed: Set<Int> = []
      for position in stores.indices where Int.random(in: 0..<6, using: &generator) == 0 {
        changed.insert(position)
        stores[position].values[1] = .text("new \(position)")
      }
      let again = try #require(stores.randomElement(using: &generator))
      let place = Int.random(in: 0..<stores.count, using: &generator)
      var rejects: [Reject] = []
      var rows = stores + [again]
      rows.insert(try .store("n"), at: place)
      let summary = try database.add(.stores, rows) { rejects.append($0) }
      #expect(summary.inserted == 1 && summary.updated == changed.count, "seed \(seed)")
      #expect(summary.unchanged == stores.count - changed.count, "seed \(seed)")
      #expect(rejects.map(\.code) == [.duplicateID], "seed \(seed)")
      let all = try database.all(.stores)
      #expect(stores.allSatisfy(all.contains), "seed \(seed)")
    }
  }

  @Test func duplicatesWithinTheFirstImportAreRejectedToo() throws {
    var rejects: [Reject] = []
    let summary = try database.add(
      .stores,
      [
        .store("a"), .store("b"), .store("a", ["name": .text("x")]),
        .store("a", ["owner": .text("ghost")]), .store("c", ["owner": .text("ghost")]),
      ]
    ) { rejects.append($0) }
    #expect(rejects.map(\.code) == [.duplicateID, .duplicateID, .unknownRep])
    #expect(summary.inserted == 2)
    #expect(try database.store("a")?.value("name", .stores) == .null)
    #expect(try SpatialIndexTests.index(of: "stores", in: database).count == 2)
  }

  @Test func newRecordNeedsWhatIsRequired() throws {
    var rejects: [Reject] = []
    let columns = PresentColumns(.stores, fields: ["id"], hasPlace: false)
    try database.add(.stores, [.store("s")], columns: columns) { rejects.append($0) }
    #expect(rejects == [Reject(row: 1, field: "lon", code: .missing, value: "")])
    #expect(try database.count(.stores) == 0)
  }

  @Test func duplicatesWithinOneImportAreRejectedAndTheFirstStays() throws {
    try database.add(.stores, [.store("a")])
    var rejects: [Reject] = []
    let summary = try database.add(
      .stores,
      [.store("a"), .store("b"), .store("a", ["name": .text("x")]), .store("b")]
    ) { rejects.append($0) }
    #expect(rejects.map(\.code) == [.duplicateID, .duplicateID])
    #expect(rejects.map(\.value) == ["a", "b"])
    #expect(rejects.map(\.field) == ["id", "id"])
    #expect(summary.inserted == 1 && summary.unchanged == 1)
    #expect(try database.store("a")?.value("name", .stores) == .null)
  }

  @Test func unknownStoresAndRepsAreRejected() throws {
    try database.add(.reps, [.rep("r")])
    try database.add(.stores, [.store("s")])
    func checkIn(_ id: String, rep: String, store: String) throws -> Record {
      try .make(
        .checkIns,
        row: 8,
        [
          "id": .text(id), "rep_id": .text(rep), "store_id": .text(store), "time": .time(moment),
        ]
      )
    }
    var rejects: [Reject] = []
    let summary = try database.add(
      .checkIns,
      [
        checkIn("1", rep: "r", store: "s"), checkIn("2", rep: "nobody", store: "s"),
        checkIn("3", rep: "r", store: "nowhere"),
      ]
    ) { rejects.append($0) }
    #expect(summary.inserted == 1)
    #expect(
      rejects == [
        Reject(row: 8, field: "rep_id", code: .unknownRep, value: "nobody"),
        Reject(row: 8, field: "store_id", code: .unknownStore, value: "nowhere"),
      ]
    )
    try database.add(.stores, [.store("o", ["owner": .text("ghost")])]) { rejects.append($0) }
    #expect(rejects.last?.code == .unknownRep)
    #expect(try database.count(.stores) == 1)
  }

  @Test func timesBeyondTheYear9999AreRejected() throws {
    var rejects: [Reject] = []
    let record = try Record.store("s", ["created_at": .time(Date(timeIntervalSince1970: 1e15))])
    let summary = try database.add(.stores, [record]) { rejects.append($0) }
    #expect(summary.inserted == 0)
    #expect(rejects == [Reject(row: 1, field: "created_at", code: .notATime, value: "")])
  }

  @Test func missingParentsAndSupervisorsAreCountedNotRejected() throws {
    let reps = try database.add(.reps, [.rep("a", ["supervisor": .text("b")])])
    #expect(reps.dangling == [.init(field: "supervisor", count: 1)])
    #expect(try database.add(.reps, [.rep("b")]).dangling.isEmpty)
    let stores = try database.add(
      .stores,
      [.store("1", ["parent_id": .text("9")]), .store("2", ["parent_id": .text("1")])]
    )
    #expect(stores.dangling == [.init(field: "parent_id", count: 1)])
  }

  @Test func fixesWithoutDeviceAreKnownByRepAndTime() throws {
    try database.add(.reps, [.rep("r")])
    func fix(device: String?) throws -> Record {
      var values: [String: Value] = ["rep_id": .text("r"), "time": .time(moment)]
      if let device { values["device_id"] = .text(device) }
      return try .make(.tracks, values, at: (1, 2))
    }
    #expect(try database.add(.tracks, [fix(device: nil), fix(device: "d")]).inserted == 2)
    #expect(try database.add(.tracks, [fix(device: nil), fix(device: "d")]).unchanged == 2)
    let columns = PresentColumns(.tracks, fields: ["rep_id", "time"], hasPlace: true)
    #expect(try database.add(.tracks, [fix(device: nil)], columns: columns).unchanged == 1)
  }

  @Test func thrownErrorRollsEverythingBack() throws {
    try database.add(.stores, [.store("a")])
    let before = try database.all(.stores)
    #expect(throws: CancellationError.self) {
      _ = try database.importRecords(.stores, at: moment, reject: ignore) { records in
        for number in 0..<2000 { try records.write(.store("n\(number)", attributes: [("x", "1")])) }
        try records.write(.store("a", at: (0, 1)))
        throw CancellationError()
      }
    }
    #expect(try database.all(.stores) == before)
    #expect(try database.extraColumns(.stores).isEmpty)
    #expect(try SpatialIndexTests.index(of: "stores", in: database).count == 1)
  }

  @Test func fileAsAKillLeavesItIsTheOneBefore() throws {
    try database.fillAllTables()
    let before = try database.all(.stores)
    let crash = try TemporaryFolder()
    _ = try database.importRecords(.orders, at: moment, reject: ignore) { records in
      for number in 0..<20_000 {
        try records.write(
          .make(
            .orders,
            ["id": .text("x\(number)"), "store_id": .text("s1"), "time": .time(moment)]
          )
        )
      }
      // What lies on the disk at this moment is what a kill would leave.
      for name in try folder.contents where !name.hasSuffix("-shm") {
        try FileManager.default.copyItem(atPath: folder.path(name), toPath: crash.path(name))
      }
    }
    #expect(try crash.contents == ["leadline.gpkg", "leadline.gpkg-wal"])
    let again = try LeadDatabase(path: crash.path(), access: .write(createIfMissing: false))
    #expect(try again.all(.stores) == before)
    #expect(try again.count(.orders) == 1)
    try again.close()
    #expect(try crash.contents == ["leadline.gpkg"])
  }

  @Test func recordsComeInTheOrderOfTheirIDsBytes() throws {
    try database.add(.stores, [.store("b"), .store("é"), .store("a"), .store("B"), .store("10")])
    #expect(try database.all(.stores).map { $0.values[0].text } == ["10", "B", "a", "b", "é"])
  }
}
