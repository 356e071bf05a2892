import Foundation
import Leadline
import LeadlineDatabase
import LeadlineGeometry
import LeadlineModel
import LeadlineSimulation
import LeadlineVisits

/// A simulated world as records that tests change before they are audited.
struct AuditedWorld {
  struct Shop {
    var id: String
    var store: AuditStore
    var owner: String
    var source: String
    var name: String
    var phone: String
    var licence: String
  }

  struct Person {
    var rep: Rep
    var home: Coordinate?
  }

  struct Order {
    var store: String
    var rep: String
    var time: Double
    var amount: Double
  }

  struct Edit {
    var store: String
    var rep: String
    var edit: StoreEdit
  }

  var shops: [Shop] = []
  var people: [Person] = []
  var checkIns: [CheckIn] = []
  var orders: [Order] = []
  var edits: [Edit] = []
  /// The fixes of each rep's track, in any order.
  var fixes: [ID<Rep>: [PositionFix]] = [:]

  /// Simulates a few reps for ten days, many of whom cheat, with many traps.
  init(seed: UInt64, _ change: (inout Scenario) -> Void = { _ in }) throws {
    var scenario = Scenario(seed: seed)
    scenario.reps = 6
    scenario.storesPerRep = 12
    scenario.days = 10
    scenario.cheats = 0.5
    scenario.cheatShare = 0.3
    scenario.traps = 2
    scenario.trackSeconds = 180
    change(&scenario)
    let folder = FileManager.default.temporaryDirectory.appending(path: "audited-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try Simulation(scenario).write(to: folder)
    try read(folder)
  }

  private mutating func read(_ folder: String) throws {
    for record in try Self.records(.reps, folder) {
      if let rep = Rep(record) { people.append(Person(rep: rep, home: record.coordinate)) }
    }
    for record in try Self.records(.stores, folder) {
      guard let place = record.coordinate else { continue }
      let row = Row(record, .stores)
      var store = AuditStore(longitude: place.longitude, latitude: place.latitude)
      store.accuracyMetres = Float(row.number("location_accuracy_m"))
      store.createdAt = row.time("created_at")
      shops.append(
        Shop(
          id: row.text("id"),
          store: store,
          owner: row.text("owner"),
          source: row.text("source"),
          name: row.text("name"),
          phone: row.text("phone"),
          licence: row.text("licence")
        )
      )
    }
    checkIns = try Self.records(.checkIns, folder).compactMap { CheckIn($0) }
    for record in try Self.records(.orders, folder) {
      let row = Row(record, .orders)
      orders.append(
        Order(
          store: row.text("store_id"),
          rep: row.text("rep_id"),
          time: row.time("time"),
          amount: row.number("amount")
        )
      )
    }
    for record in try Self.records(.storeEdits, folder) {
      guard let place = record.coordinate else { continue }
      let row = Row(record, .storeEdits)
      let edit = StoreEdit(
        store: -1,
        time: row.time("time"),
        rep: -1,
        longitude: place.longitude,
        latitude: place.latitude,
        oldLongitude: row.number("old_lon"),
        oldLatitude: row.number("old_lat")
      )
      edits.append(Edit(store: row.text("store_id"), rep: row.text("rep_id"), edit: edit))
    }
    for record in try Self.records(.tracks, folder) {
      guard let fix = PositionFix(record) else { continue }
      fixes[ID(Row(record, .tracks).text("rep_id")), default: []].append(fix)
    }
  }

  private static func records(_ kind: RecordKind, _ folder: String) throws -> [Record] {
    let stream = RecordStream(
      .of(kind),
      files: ["\(folder)/\(kind.rawValue).csv"],
      options: InputOptions(),
      onReject: { _ in }
    )
    var records: [Record] = []
    while let record = try stream.next() { records.append(record) }
    return records
  }

  /// Audits.
  func audit(threads: Int? = nil) throws -> Audit {
    let (data, tracks) = records()
    return try Auditor().audit(data, tracks: tracks, threads: threads)
  }

  /// What an audit says of each check-in.
  func answers(threads: Int? = nil) throws -> [ID<CheckIn>: Answer] {
    Self.answers(try audit(threads: threads))
  }

  /// What an audit says of each check-in.
  static func answers(_ audit: Audit) -> [ID<CheckIn>: Answer] {
    let data = audit.context.data
    var answers: [ID<CheckIn>: Answer] = [:]
    for (position, judgement) in audit.judgements.enumerated() {
      answers[ID(data.checkInID(position))] = Answer(
        verdict: judgement.verdict,
        score: judgement.score,
        reasons: audit.marks(of: position).map {
          AuditRules.all[Int($0.rule)].facts.reason
        }
      )
    }
    return answers
  }

  /// The files of an audit, by name.
  func files(threads: Int? = nil) throws -> [String: Data] {
    let path = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = try OutputFolder(path: path, replacing: AuditFiles.names)
    let result = AuditResult(try audit(threads: threads), at: Date(timeIntervalSince1970: 0))
    try AuditFiles.write(
      result,
      AuditSummary(result),
      language: .en,
      timeZone: .gmt,
      to: folder
    )
    try folder.finish()
    var files: [String: Data] = [:]
    for name in AuditFiles.names {
      files[name] = try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
    }
    return files
  }

  private func records() -> (AuditData, [Track?]) {
    var builder = AuditData.Builder()
    for person in people {
      _ = builder.add(
        person.rep,
        longitude: person.home?.longitude ?? .nan,
        latitude: person.home?.latitude ?? .nan
      )
    }
    for shop in shops {
      _ = builder.addStore(
        shop.id,
        shop.store,
        owner: shop.owner,
        source: shop.source,
        name: shop.name,
        phone: shop.phone,
        licence: shop.licence
      )
    }
    for order in orders {
      _ = builder.addOrder(
        store: order.store,
        time: order.time,
        rep: order.rep,
        amount: order.amount
      )
    }
    for edit in edits { _ = builder.addEdit(store: edit.store, rep: edit.rep, edit.edit) }
    var block = CheckInBlock()
    for (position, checkIn) in checkIns.enumerated() {
      block.append(checkIn, number: position + 1)
    }
    builder.add(block) { _ in }
    let data = builder.finish()
    let tracks = (0..<data.reps.count).map { fixes[ID(data.repIDs.text($0))].map { Track($0) } }
    return (data, tracks)
  }

  /// What an audit said of a check-in.
  struct Answer: Equatable {
    var verdict: Verdict
    var score: Double
    var reasons: [Reason]
  }

  /// The values of a record by name; NaN and empty texts where there are none.
  private struct Row {
    private let record: Record
    private let schema: RecordSchema

    init(_ record: Record, _ kind: RecordKind) {
      self.record = record
      schema = .of(kind)
    }

    func text(_ name: String) -> String { value(name).text ?? "" }
    func number(_ name: String) -> Double { value(name).number ?? .nan }
    func time(_ name: String) -> Double {
      value(name).time?.timeIntervalSinceReferenceDate ?? .nan
    }

    private func value(_ name: String) -> Value {
      schema.position(of: name).map { record.values[$0] } ?? .null
    }
  }
}
