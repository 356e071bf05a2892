import Foundation
import LeadlineFences
package import LeadlineGeometry
import LeadlineIndex
package import LeadlineModel
package import LeadlineTerritories

/// The stores, territories and wishes of a plan, checked.
package struct TerritoryInput: Sendable {
  /// What was asked for.
  package let request: TerritoryRequest
  /// The stores.
  package let ids: IdentifierTable
  /// Degrees east.
  package let longitudes: [Double]
  /// Degrees north.
  package let latitudes: [Double]
  /// The territory each store is in by its record, a position in `names`; -1 for none.
  package let from: [Int32]
  /// The names of the territories that records have.
  package let names: IdentifierTable
  /// The territory of the plan with each of these names; -1 for none.
  package let slotsOfNames: [Int32]
  /// The problem, one customer per store.
  package let problem: TerritoryProblem
  /// The only thing that shall change; nil to balance everything.
  package let change: LocalChange?
  /// The rep of each territory, if reps were named.
  package let reps: [TerritoryRep?]
  /// The area that fences shall cover; nil for that of the stores.
  package let region: MultiPolygon?
  /// What was assumed where the input left something open, one sentence each.
  package let notes: [String]

  /// Checks what was read.
  ///
  /// - Throws: ``TerritoryInputError``.
  package init(_ records: consuming TerritoryRecords) throws {
    let records = records
    request = records.request
    guard records.stores.count > 0 else { throw TerritoryInputError.noStores }
    var notes: [String] = []
    ids = records.stores
    longitudes = records.longitudes
    latitudes = records.latitudes
    from = records.from
    names = records.names
    let measures = try TerritoryMeasures(records)
    notes += measures.notes
    let plane = TerritoryPlane(longitudes: longitudes, latitudes: latitudes)
    let slots = try TerritorySlots(records, measure: measures.columns[0], plane: plane)
    notes += slots.notes
    reps = slots.reps
    slotsOfNames = slots.ofName
    if let together = request.together, records.groups.count == 0 {
      throw TerritoryInputError.unknownColumn(together)
    }
    var x: [Double] = []
    var y: [Double] = []
    for store in longitudes.indices {
      let point = plane.point(longitude: longitudes[store], latitude: latitudes[store])
      x.append(point.x)
      y.append(point.y)
    }
    var problem = TerritoryProblem(
      x: x,
      y: y,
      measures: measures.columns,
      territories: slots.slots
    )
    if !request.isNew {
      problem.present = from.map { $0 < 0 ? -1 : slots.ofName[Int($0)] }
    }
    if !request.isNew, records.names.count > 0, slots.ofName.allSatisfy({ $0 < 0 }) {
      let sentence =
        "none of the \(records.names.count) territories that stores are in is one of those planned for"
        + " (\(slots.slots.prefix(3).map(\.id).joined(separator: ", ")), …)"
      guard request.maxMoved == nil else {
        throw TerritoryInputError.badChange(
          "\(sentence), so --max-moved can't hold; give reps their territories, or name --territories"
        )
      }
      notes.append("\(sentence), so this is a new plan")
    }
    problem.groups = records.group
    try Self.hold(&problem, records, slots)
    do {
      try problem.check()
    } catch {
      throw TerritoryInputError.unusable(Self.sentence(error, records.stores))
    }
    change = try request.change.map { try Self.local($0, slots, plane, problem) }
    if let ending = change?.ending {
      try Self.checkEnd(of: ending, problem, records.stores)
      problem.territories[ending].capacity = 0
    }
    self.problem = problem
    region = records.regions.isEmpty ? nil : try FenceUnion.union(of: records.regions)
    self.notes = notes
  }

  /// Whether there is a plan to start from.
  package var hasPresent: Bool { problem.present.contains { $0 >= 0 } }

  /// Why a plan is not in its bands, with the ids of stores in place of positions.
  package func sentences(_ shortfalls: [Shortfall]) -> [String] {
    shortfalls.map { $0.sentence(problem) { "the store '\(ids.text($0))'" } + "." }
  }

  /// The sentence of a fault, with the ids of stores in place of positions.
  package static func sentence(_ error: TerritoriesError, _ ids: IdentifierTable) -> String {
    func name(_ customer: Int) -> String { "the store '\(ids.text(customer))'" }
    switch error {
    case .badAmount(let measure, let customer):
      return "\(name(customer)) has no usable '\(measure)'; amounts are numbers of at least 0"
    case .groupPinnedApart(let customer, let other):
      return "\(name(customer)) and \(name(other)) must stay together but are pinned to different"
        + " territories; pin them to one"
    case .nowhereAllowed(let customer):
      return "no territory may have \(name(customer)), or the group it is in; widen what it is"
        + " eligible for"
    default: return error.description
    }
  }

  /// Makes sure that what is in a territory that ends may go elsewhere.
  private static func checkEnd(
    of ending: Int,
    _ problem: TerritoryProblem,
    _ ids: IdentifierTable
  ) throws(TerritoryInputError) {
    let id = problem.territories[ending].id
    guard problem.territories.count > 1 else {
      throw .badChange("the territory '\(id)' is the only one, so nobody can take its stores over")
    }
    for store in 0..<problem.count {
      guard problem.pins[store] != Int32(ending) else {
        throw .badChange(
          "the store '\(ids.text(store))' is pinned to '\(id)', which ends; pin it elsewhere"
        )
      }
      let mayLeave = problem.territories.indices.contains {
        $0 != ending && problem.allows(store, in: $0)
      }
      guard mayLeave || problem.present[store] != Int32(ending) else {
        throw .unusable(
          "no other territory than '\(id)', which ends, may have the store '\(ids.text(store))'; widen"
            + " what it is eligible for"
        )
      }
    }
  }

  /// A change by the positions of territories.
  private static func local(
    _ change: TerritoryRequest.Change,
    _ slots: TerritorySlots,
    _ plane: TerritoryPlane,
    _ problem: TerritoryProblem
  ) throws(TerritoryInputError) -> LocalChange {
    guard problem.present.contains(where: { $0 >= 0 }) else {
      throw .badChange(
        "no store has a territory yet, so there is no plan to change; make one first"
      )
    }
    func position(_ id: String) throws(TerritoryInputError) -> Int {
      guard let position = slots.position(of: id) else { throw .noSuchTerritory(id) }
      return position
    }
    switch change {
    case .leave(let id): return .leave(try position(id))
    case .join(let id, let place):
      let point = plane.point(longitude: place.longitude, latitude: place.latitude)
      return .join(try position(id), near: point)
    case .split(let id, let new): return .split(try position(id), into: try position(new))
    case .merge(let id, let other):
      guard id != other else { throw .badChange("a territory can't be merged into itself") }
      return .merge(try position(id), into: try position(other))
    }
  }

  /// Sets pins and eligibility.
  private static func hold(
    _ problem: inout TerritoryProblem,
    _ records: TerritoryRecords,
    _ slots: TerritorySlots
  ) throws(TerritoryInputError) {
    for (store, territory) in records.pins {
      guard let slot = slots.position(of: territory) else {
        throw .unknownTerritory(
          territory,
          store: records.stores.text(Int(store)),
          file: "the pins file"
        )
      }
      let earlier = problem.pins[Int(store)]
      guard earlier < 0 || earlier == Int32(slot) else {
        throw .pinnedTwice(
          store: records.stores.text(Int(store)),
          territories: [problem.territories[Int(earlier)].id, territory]
        )
      }
      problem.pins[Int(store)] = Int32(slot)
    }
    var sets: [Int32: [Bool]] = [:]
    for (store, territory) in records.eligible {
      guard let slot = slots.position(of: territory) else {
        throw .unknownTerritory(
          territory,
          store: records.stores.text(Int(store)),
          file: "the file of eligible territories"
        )
      }
      sets[store, default: [Bool](repeating: false, count: problem.territories.count)][slot] = true
    }
    // Most stores share a few sets.
    var known: [[Bool]: Int32] = [:]
    for store in sets.keys.sorted() {
      guard let set = sets[store] else { continue }
      if let number = known[set] {
        problem.eligibility[Int(store)] = number
      } else {
        known[set] = Int32(problem.eligibleSets.count)
        problem.eligibility[Int(store)] = Int32(problem.eligibleSets.count)
        problem.eligibleSets.append(set)
      }
    }
  }
}
