import Foundation
import LeadlineFences
package import LeadlineGeometry
package import LeadlineModel
import LeadlineTerritories

/// Takes the records of a plan one by one: stores first, then what names them.
package struct TerritoryRecords {
  /// What was asked for.
  package let request: TerritoryRequest
  var stores = IdentifierTable()
  var longitudes: [Double] = []
  var latitudes: [Double] = []
  /// The amounts of each measure but the estimated one; NaN where a store has none.
  var amounts: [[Double]]
  var visitEveryDays: [Double] = []
  /// The names of territories, by their first appearance.
  var names = IdentifierTable()
  /// The territory each store is in by its record, a position in `names`; -1 for none.
  var from: [Int32] = []
  var groups = IdentifierTable()
  var group: [Int32] = []
  var reps: [TerritoryRep] = []
  var pins: [(store: Int32, territory: String)] = []
  var eligible: [(store: Int32, territory: String)] = []
  var regions: [MultiPolygon] = []
  /// Whether reps were named or read, of whom none may be active.
  var hasReps: Bool { areRepsNamed || repIDs.count > 0 }
  private let areRepsNamed: Bool
  /// The number of reps read.
  var repsRead: Int { repIDs.count }
  /// Whether a part of a region was taken.
  package var hasRegion: Bool { !regions.isEmpty }
  private var repIDs = IdentifierTable()
  private let fields = StoreFields()

  /// Begins without anything.
  package init(_ request: TerritoryRequest, hasReps: Bool = false) {
    self.request = request
    areRepsNamed = hasReps
    amounts = request.measures.map { _ in [] }
  }

  /// Takes a store.
  ///
  /// - Returns: Nil, or why it can't be taken.
  package mutating func addStore(_ record: Record) -> Reject? {
    guard let place = record.coordinate, let id = record.values[fields.id].text else {
      return .unusable(record)
    }
    var read: [Double] = []
    for measure in request.measures {
      switch amount(measure.field, of: record) {
      case .success(let amount): read.append(amount)
      case .failure(let fault): return fault.reject
      }
    }
    guard stores.insert(id).isNew else { return .duplicate(id, row: record.row) }
    longitudes.append(place.longitude)
    latitudes.append(place.latitude)
    for (measure, amount) in read.enumerated() { amounts[measure].append(amount) }
    visitEveryDays.append(record.values[fields.visitEveryDays].number ?? .nan)
    let territory = record.values[fields.territory].text ?? ""
    from.append(territory.isEmpty ? -1 : Int32(names.insert(territory).position))
    let together = request.together.flatMap { record.text(of: $0, schema: .of(.stores)) } ?? ""
    group.append(together.isEmpty ? -1 : Int32(groups.insert(together).position))
    return nil
  }

  /// Takes a rep; only those who may have a territory at the time of the plan are kept.
  ///
  /// - Returns: Nil, or why it can't be taken.
  package mutating func addRep(_ record: Record) -> Reject? {
    guard let rep = Rep(record) else { return nil }
    guard repIDs.insert(rep.id.rawValue).isNew else {
      return .duplicate(rep.id.rawValue, row: record.row)
    }
    let schema = RecordSchema.of(.reps)
    func value(_ name: String) -> Value {
      schema.position(of: name).map { record.values[$0] } ?? .null
    }
    guard rep.role == .rep, value("active_from").time.map({ $0 <= request.now }) ?? true,
      value("active_to").time.map({ request.now < $0 }) ?? true
    else { return nil }
    reps.append(
      TerritoryRep(
        id: rep.id.rawValue,
        name: value("name").text,
        territory: value("territory").text ?? rep.id.rawValue,
        home: record.coordinate,
        capacity: value("capacity").number ?? .nan
      )
    )
    return nil
  }

  /// Takes a pin: the store must be in the territory.
  ///
  /// - Returns: Nil, or why it can't be taken: nobody knows its store, or it is pinned already.
  package mutating func addPin(_ record: Record) -> Reject? {
    guard let (id, territory) = Self.pair(record) else { return .unusable(record) }
    guard let store = stores.position(of: id) else { return .unknownStore(id, row: record.row) }
    pins.append((Int32(store), territory))
    return nil
  }

  /// Takes a territory that a store may be in; a store that has none may be in all.
  ///
  /// - Returns: Nil, or why it can't be taken.
  package mutating func addEligible(_ record: Record) -> Reject? {
    guard let (id, territory) = Self.pair(record) else { return .unusable(record) }
    guard let store = stores.position(of: id) else { return .unknownStore(id, row: record.row) }
    eligible.append((Int32(store), territory))
    return nil
  }

  /// Takes a part of the region that the fences shall cover.
  ///
  /// - Returns: Nil, or why it can't be taken.
  package mutating func addRegion(_ record: Record) -> Reject? {
    guard let geometry = record.geometry else {
      return Reject(row: record.row, field: "geometry", code: .missing, value: "")
    }
    do {
      regions.append(try FenceRepair.area(from: geometry).area)
      return nil
    } catch {
      return Reject(row: record.row, field: "geometry", code: error.rejectCode, value: "\(error)")
    }
  }

  private static func pair(_ record: Record) -> (id: String, territory: String)? {
    guard let id = record.values[0].text, let territory = record.values[1].text else { return nil }
    return (id, territory)
  }

  /// The amount of a measure; NaN where the store has none.
  private func amount(
    _ field: String,
    of record: Record
  ) -> Result<Double, FenceLoader.Rejection> {
    if field == TerritoryRequest.customers { return .success(1) }
    let schema = RecordSchema.of(.stores)
    if let position = schema.position(of: field) {
      return .success(record.values[position].number ?? .nan)
    }
    guard let text = record.attributes[field]?.text, !text.isEmpty else { return .success(.nan) }
    // Where the file says text, as CSV always does, a number is what reads as one.
    guard let number = Double(text), number.isFinite, number >= 0 else {
      return .failure(FenceLoader.Rejection(record.row, .notANumber, text, field: field))
    }
    return .success(number)
  }
}

/// A rep who gets a territory.
package struct TerritoryRep: Hashable, Sendable {
  /// The rep's id.
  package var id: String
  /// The rep's name.
  package var name: String?
  /// The territory's id.
  package var territory: String
  /// Where the rep starts.
  package var home: Coordinate?
  /// Minutes a month; NaN when nobody said.
  package var capacity: Double
}

/// Where the fields of stores are.
private struct StoreFields {
  let id = RecordSchema.stores("id")
  let territory = RecordSchema.stores("territory")
  let visitEveryDays = RecordSchema.stores("visit_every_days")
}

extension RecordSchema {
  /// The position of a field that all stores have.
  fileprivate static func stores(_ name: String) -> Int {
    RecordSchema.of(.stores).position(of: name) ?? 0
  }
}
