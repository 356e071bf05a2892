import LeadlineModel
import LeadlineTerritories

/// The territories of a plan: those of the reps, or those that stores are in, or as many as asked for.
struct TerritorySlots {
  /// The territories, by their ids' bytes.
  private(set) var slots: [TerritorySlot] = []
  /// The rep of each.
  private(set) var reps: [TerritoryRep?] = []
  /// The territory of each name that stores have; -1 for one that is not in the plan.
  private(set) var ofName: [Int32]
  /// What was assumed.
  private(set) var notes: [String] = []
  private var positions = IdentifierTable()

  init(
    _ records: borrowing TerritoryRecords,
    measure: BalanceMeasure,
    plane: TerritoryPlane
  ) throws(TerritoryInputError) {
    ofName = [Int32](repeating: -1, count: records.names.count)
    let request = records.request
    if records.hasReps {
      try takeReps(records.reps, read: records.repsRead, plane)
      if let wanted = request.territories, wanted != slots.count {
        throw .countMismatch(reps: slots.count, territories: wanted)
      }
    } else {
      var present = request.isNew ? [] : Self.present(records, measure)
      let wanted = request.territories ?? present.count
      guard wanted > 0 else { throw .noTerritories }
      guard wanted <= records.stores.count else {
        throw .tooManyTerritories(wanted, stores: records.stores.count)
      }
      if present.count > wanted {
        // The lightest ones are given up: that moves the least.
        present.sort { $0.amount != $1.amount ? $0.amount > $1.amount : $0.id < $1.id }
        let dropped = present.dropFirst(wanted).map(\.id.text)
        let few = dropped.prefix(5).joined(separator: ", ")
        let more = dropped.count > 5 ? " and \(dropped.count - 5) more" : ""
        notes.append("there are fewer territories than before; those given up: \(few)\(more)")
        present = Array(present.prefix(wanted))
      }
      var ids = present.map(\.id)
      ids += Self.newIDs(wanted - ids.count, beside: records.names, of: wanted)
      slots = ids.sorted().map { TerritorySlot(id: $0.text) }
      reps = slots.map { _ in nil }
    }
    if let new = request.change?.beginning {
      guard !slots.contains(where: { Bytes($0.id) == Bytes(new) }) else {
        throw .territoryExists(new)
      }
      let mean = slots.reduce(0) { $0 + $1.capacity } / Double(slots.count)
      slots.append(TerritorySlot(id: new, capacity: mean))
      reps.append(nil)
    }
    for slot in slots { _ = positions.insert(slot.id) }
    for name in ofName.indices {
      ofName[name] = positions.position(of: records.names.text(name)).map { Int32($0) } ?? -1
    }
  }

  /// The position of a territory by its id; nil when it is not in the plan.
  func position(of id: String) -> Int? { positions.position(of: id) }

  /// Gives each active rep one territory.
  ///
  /// Those without a capacity have the mean of the others.
  private mutating func takeReps(
    _ active: [TerritoryRep],
    read: Int,
    _ plane: TerritoryPlane
  ) throws(TerritoryInputError) {
    guard !active.isEmpty else { throw .noActiveReps(read: read) }
    let sorted = active.sorted { Bytes($0.territory) < Bytes($1.territory) }
    for (first, second) in zip(sorted, sorted.dropFirst())
    where Bytes(first.territory) == Bytes(second.territory) {
      throw .sharedTerritory(first.territory, reps: [first.id, second.id])
    }
    let known = sorted.map(\.capacity).filter { $0 > 0 }
    let mean = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
    if !known.isEmpty, known.count < sorted.count {
      notes.append(
        "\(sorted.count - known.count) of \(sorted.count) reps have no capacity above 0 and count as"
          + " the mean of the others"
      )
    }
    reps = sorted
    slots = sorted.map { rep in
      TerritorySlot(
        id: rep.territory,
        base: rep.home.map { plane.point(longitude: $0.longitude, latitude: $0.latitude) },
        capacity: rep.capacity > 0 ? rep.capacity : mean
      )
    }
  }

  /// The territories that stores are in, with what they have of the first measure.
  private static func present(
    _ records: borrowing TerritoryRecords,
    _ measure: BalanceMeasure
  ) -> [(id: Bytes, amount: Double)] {
    var sums = [Double](repeating: 0, count: records.names.count)
    let from = records.from
    for (store, name) in from.enumerated() where name >= 0 {
      sums[Int(name)] += measure.amounts[store]
    }
    return sums.indices.map { (Bytes(records.names.text($0)), sums[$0]) }
  }

  /// Ids for new territories: T001, T002, those taken left out.
  private static func newIDs(
    _ count: Int,
    beside names: IdentifierTable,
    of total: Int
  ) -> [Bytes] {
    let digits = max(2, String(total).count)
    var ids: [Bytes] = []
    var number = 0
    while ids.count < count {
      number += 1
      let text = String(number)
      let id = "T" + String(repeating: "0", count: max(0, digits - text.count)) + text
      if names.position(of: id) == nil { ids.append(Bytes(id)) }
    }
    return ids
  }

  /// A text that is ordered by its bytes.
  private struct Bytes: Comparable {
    let text: String
    init(_ text: String) { self.text = text }
    static func == (first: Self, second: Self) -> Bool {
      first.text.utf8.elementsEqual(second.text.utf8)
    }
    static func < (first: Self, second: Self) -> Bool {
      first.text.utf8.lexicographicallyPrecedes(second.text.utf8)
    }
  }
}
