import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel

extension LeadDatabase {
  /// Stores the plans of one run as drafts, in one transaction.
  ///
  /// The stores are compared with those that were read for the plans: a plan never rests on others.
  /// Which territory each store has at present, and which plan is in force, the database knows.
  ///
  /// - Parameter list: The plans.
  /// - Returns: The numbers of the plans, in the order of the scenarios.
  /// - Throws: ``LeadlineModel/PlanError/storesChangedWhilePlanning``; ``StorageError``. Then nothing
  ///   is stored.
  ///
  /// - Complexity: O(stores of the database + stores that each scenario moves), O(*n* log *n*) for
  ///   stores not in the order of their rows.
  package func storePlans(_ list: NewPlanList) throws -> [Int64] {
    try write { database in
      var writer = try PlanWriter(database, list)
      try writer.writeStores()
      let plans = try list.scenarios.map { try writer.write($0) }
      try writer.finish()
      return plans
    }
  }
}

/// Writes a list of plans, within its transaction.
private struct PlanWriter {
  private let database: Database
  private let list: NewPlanList
  private let moment: String
  private let id: Int64
  /// The positions in `list.stores`, by row.
  private let order: [Int]
  /// For each position in `order` the territory that the store has, in `names`; -1 for none.
  private var present: [Int32] = []
  /// The names of the list first, then those that stores have beside them.
  private var names = IdentifierTable()
  private let saveAssignment: PreparedStatement
  private let saveFence: PreparedStatement

  init(_ database: Database, _ list: NewPlanList) throws {
    self.database = database
    self.list = list
    moment = StoredTime.text(list.madeAt)
    let isOrdered = zip(list.stores, list.stores.dropFirst()).allSatisfy { $0 < $1 }
    order =
      isOrdered
      ? Array(list.stores.indices)
      : list.stores.indices.sorted { list.stores[$0] < list.stores[$1] }
    for name in list.territories {
      let isNew = names.insert(name).isNew
      precondition(isNew, "a territory is named once")
    }
    try database.execute(
      sql: """
        INSERT INTO plan_lists
          (name, parent_id, made_by, made_at, level, fingerprint, measure, stores, amount)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        list.name, try PlanRows.activePlan(level: list.level, in: database),
        list.madeBy?.rawValue, moment, list.level, list.fingerprint.description, list.measure,
        list.stores.count, list.amounts.reduce(0, +),
      ]
    )
    id = database.lastInsertedRowID
    saveAssignment = try PreparedStatement(
      database,
      "INSERT INTO plan_assignments VALUES (?1, ?2, ?3)"
    )
    saveFence = try PreparedStatement(
      database,
      """
      INSERT INTO plan_fences (geom, plan_id, id, name, territory, level, priority)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """
    )
  }

  /// Writes the stores as they are now, if they are still those that were read.
  mutating func writeStores() throws {
    let stores = try PreparedStatement(
      database,
      """
      SELECT \(TableLayout.rowID), id, territory, \(TableLayout.geometry) FROM stores
      ORDER BY \(TableLayout.rowID)
      """
    )
    defer { stores.reset() }
    let save = try PreparedStatement(
      database,
      "INSERT INTO plan_stores VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    )
    save.bind(id, 1)
    var fingerprint = StoresFingerprint()
    present.reserveCapacity(order.count)
    while try stores.step() {
      guard let coordinate = stores.withBlob(3, StoredPlace.coordinate) else { continue }
      let row = stores.integer(0)
      let store = stores.text(1)
      let territory = stores.optionalText(2)
      let place = StoresFingerprint.place(id: store, at: coordinate)
      fingerprint.add(place: place, territory: territory)
      let code = territory.map { Int32(truncatingIfNeeded: names.insert($0).position) } ?? -1
      var amount = 0.0
      if present.count < order.count, list.stores[order[present.count]] == row {
        amount = list.amounts[order[present.count]]
        present.append(code)
      }
      save.bind(row, 2)
      try save.bind(store, 3)
      save.bind(Int64(bitPattern: place), 4)
      if code < 0 { save.bindNull(5) } else { save.bind(Int64(code), 5) }
      save.bind(amount, 6)
      try save.run()
    }
    guard fingerprint == list.fingerprint, present.count == order.count else {
      throw PlanError.storesChangedWhilePlanning
    }
    let saveName = try PreparedStatement(
      database,
      "INSERT INTO plan_territories VALUES (?1, ?2, ?3)"
    )
    saveName.bind(id, 1)
    for position in 0..<names.count {
      saveName.bind(Int64(position), 2)
      try saveName.bind(names.text(position), 3)
      try saveName.run()
    }
  }

  /// Writes one plan.
  mutating func write(_ scenario: NewPlanList.Scenario) throws -> Int64 {
    let moved = order.indices.filter { present[$0] != scenario.territories[order[$0]] }
    try database.execute(
      sql: """
        INSERT INTO plans (list_id, scenario, parameters, metrics, moved, moved_amount)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, scenario.name, scenario.parameters, scenario.metrics, moved.count,
        moved.reduce(0) { $0 + list.amounts[order[$1]] },
      ]
    )
    let plan = database.lastInsertedRowID
    saveAssignment.bind(plan, 1)
    for position in moved {
      saveAssignment.bind(list.stores[order[position]], 2)
      saveAssignment.bind(Int64(scenario.territories[order[position]]), 3)
      try saveAssignment.run()
    }
    for fence in scenario.fences { try write(fence, of: plan) }
    try PlanRows.add(
      PlanRows.NewEvent(plan: plan, action: .create, state: .draft, by: list.madeBy, at: moment),
      to: database
    )
    return plan
  }

  private func write(_ fence: Fence, of plan: Int64) throws {
    var blob: [UInt8] = []
    var geometry = fence.area.geometry
    // The column holds no other type.
    if case .polygon(let rings) = geometry { geometry = .multiPolygon([rings]) }
    GeoPackageBlob.append(geometry, srsID: Int32(GeoPackageMetadata.wgs84), to: &blob)
    try saveFence.bind(blob: blob, 1)
    saveFence.bind(plan, 2)
    try saveFence.bind(fence.id.rawValue, 3)
    try saveFence.bind(optional: fence.name, 4)
    try saveFence.bind(fence.territory, 5)
    try saveFence.bind(fence.level, 6)
    saveFence.bind(Int64(fence.priority), 7)
    try saveFence.run()
  }

  func finish() throws {
    try PlanRows.noteChange(
      of: ["plan_lists", "plans", "plan_fences", "plan_events"],
      at: moment,
      in: database
    )
  }
}
