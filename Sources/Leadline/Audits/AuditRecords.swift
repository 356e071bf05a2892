import Foundation
import LeadlineGeometry
package import LeadlineModel
package import LeadlineVisits
import Synchronization

/// Takes the records of an audit, from files in blocks or one by one: stores before the check-ins,
/// orders and edits that name them.
package struct AuditRecords: Sendable {
  private var builder = AuditData.Builder()
  private var tracks = TrackTable.Builder()
  /// The number of fixes taken.
  package private(set) var fixCount = 0

  /// Begins without anything.
  package init() {}

  /// What reads the check-ins of a file, once all stores were taken.
  package var checkInJob: CheckInJob { CheckInJob(stores: builder.storeIDs) }

  /// Whether any check-in was taken.
  package var hasCheckIns: Bool { builder.checkIns.contains { !$0.isEmpty } }

  /// Takes a rep.
  ///
  /// - Returns: Nil, or why it can't be taken: its id was added before.
  package mutating func addRep(_ record: Record) -> Reject? {
    guard let rep = Rep(record) else { return nil }
    let isNew = builder.add(
      rep,
      name: RecordReading(record, .of(.reps)).text("name"),
      longitude: record.coordinate?.longitude ?? .nan,
      latitude: record.coordinate?.latitude ?? .nan
    )
    return isNew ? nil : .duplicate(rep.id.rawValue, row: record.row)
  }

  /// Takes the stores of a block; those whose ids were added before are refused.
  package mutating func add(_ stores: StoreBlock, refuse: (Reject) -> Void) {
    builder.add(stores) { position in
      refuse(.duplicate(stores.ids.text(position), row: Int(stores.numbers[position])))
    }
  }

  /// Takes a store.
  ///
  /// - Returns: Nil, or why it can't be taken.
  package mutating func addStore(_ record: Record) -> Reject? {
    guard let place = record.coordinate else { return .unusable(record) }
    let row = RecordReading(record, .of(.stores))
    var store = AuditStore(longitude: place.longitude, latitude: place.latitude)
    store.accuracyMetres = Float(row.number("location_accuracy_m"))
    store.createdAt = row.time("created_at")
    store.visitEveryDays = Float(row.number("visit_every_days"))
    let isNew = builder.addStore(
      row.text("id"),
      store,
      owner: row.text("owner"),
      source: row.text("source"),
      name: row.text("name"),
      phone: row.text("phone"),
      licence: row.text("licence")
    )
    return isNew ? nil : .duplicate(row.text("id"), row: record.row)
  }

  /// Takes the check-ins of a block; those at unknown stores, and those whose ids were added before,
  /// are refused.
  package mutating func add(_ checkIns: CheckInBlock, refuse: (Reject) -> Void) {
    builder.add(checkIns) { refusal in
      switch refusal {
      case .unknownStore(let position):
        refuse(
          .unknownStore(
            checkIns.store(of: position),
            row: Int(checkIns.numbers[position])
          )
        )
      case .duplicate(let position):
        refuse(.duplicate(checkIns.ids.text(position), row: Int(checkIns.numbers[position])))
      }
    }
  }

  /// Takes a check-in.
  ///
  /// - Returns: Nil, or why it can't be taken.
  package mutating func addCheckIn(_ record: Record) -> Reject? {
    guard let checkIn = CheckIn(record) else { return nil }
    var block = CheckInBlock()
    block.append(checkIn, number: record.row)
    var reject: Reject?
    add(block) { reject = $0 }
    return reject
  }

  /// Takes the orders of a block; those of unknown stores, and those whose ids were added before, are
  /// refused.
  package mutating func add(_ orders: OrderBlock, refuse: (Reject) -> Void) {
    builder.add(orders) { refusal in
      switch refusal {
      case .unknownStore(let position):
        refuse(.unknownStore(orders.store(of: position), row: Int(orders.numbers[position])))
      case .duplicate(let position):
        refuse(.duplicate(orders.ids.text(position), row: Int(orders.numbers[position])))
      }
    }
  }

  /// Takes an order.
  ///
  /// - Returns: Nil, or why it can't be taken.
  package mutating func addOrder(_ record: Record) -> Reject? {
    let row = RecordReading(record, .of(.orders))
    var id = row.text("id")
    var store = row.text("store_id")
    var rep = row.text("rep_id")
    var block = OrderBlock()
    // The bytes are read during the calls only.
    id.withUTF8 { id in
      store.withUTF8 { store in
        rep.withUTF8 { rep in
          block.append(
            id: id,
            store: store,
            rep: rep,
            time: row.time("time"),
            amount: row.number("amount"),
            number: record.row
          )
        }
      }
    }
    var reject: Reject?
    add(block) { reject = $0 }
    return reject
  }

  /// Takes a move of a store's position.
  ///
  /// - Returns: Nil, or why it can't be taken: nobody knows its store.
  package mutating func addEdit(_ record: Record) -> Reject? {
    guard let place = record.coordinate else { return .unusable(record) }
    let row = RecordReading(record, .of(.storeEdits))
    let edit = StoreEdit(
      store: -1,
      time: row.time("time"),
      rep: -1,
      longitude: place.longitude,
      latitude: place.latitude,
      oldLongitude: row.number("old_lon"),
      oldLatitude: row.number("old_lat")
    )
    let store = row.text("store_id")
    return builder.addEdit(store: store, rep: row.text("rep_id"), edit)
      ? nil : .unknownStore(store, row: record.row)
  }

  /// Takes the fixes of a block.
  package mutating func add(_ fixes: FixBlock) {
    fixCount += fixes.count
    tracks.append(fixes)
  }

  /// Takes a fix of a rep's track.
  package mutating func addFix(_ record: Record) {
    fixCount += 1
    tracks.append(record)
  }

  /// Puts everything in order.
  ///
  /// - Returns: The data, and the track of each rep; nil for none.
  package consuming func finish() -> (data: AuditData, tracks: [Track?]) {
    // Each is taken out first: what stayed here would keep all that was read until the end.
    var taken = AuditData.Builder()
    swap(&taken, &builder)
    let records = Mutex(consume taken)
    var takenTracks = TrackTable.Builder()
    swap(&takenTracks, &tracks)
    let fixes = Mutex(consume takenTracks)
    let (data, table) = Workers.both(threads: nil) {
      var own = AuditData.Builder()
      records.withLock { swap(&own, &$0) }
      return (consume own).finish()
    } _: {
      var own = TrackTable.Builder()
      fixes.withLock { swap(&own, &$0) }
      return (consume own).finish()
    }
    let tracks = (0..<data.reps.count).map { table[ID(data.repIDs.text($0))] }
    return (data, tracks)
  }
}

/// The values of a record by name; NaN and empty texts where there are none.
private struct RecordReading {
  private let record: Record
  private let schema: RecordSchema

  init(_ record: Record, _ schema: RecordSchema) {
    self.record = record
    self.schema = schema
  }

  func text(_ name: String) -> String { value(name).text ?? "" }
  func number(_ name: String) -> Double { value(name).number ?? .nan }
  func time(_ name: String) -> Double { value(name).time?.timeIntervalSinceReferenceDate ?? .nan }

  private func value(_ name: String) -> Value {
    schema.position(of: name).map { record.values[$0] } ?? .null
  }
}

extension Reject {
  /// The reject of a row whose id an earlier one has: the first one stays.
  static func duplicate(_ id: String, row: Int) -> Reject {
    Reject(row: row, field: "id", code: .duplicateID, value: id)
  }

  /// The reject of a row whose store is not there.
  static func unknownStore(_ id: String, row: Int) -> Reject {
    Reject(row: row, field: "store_id", code: .unknownStore, value: id)
  }
}
