import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

import struct LeadlineModel.Record

@testable import LeadlineDatabase

/// A database with stores in a row, 0.1° apart, and reps, for tests of plans.
struct PlanWorld {
  let folder: TemporaryFolder
  let database: LeadDatabase

  static let boss = ID<Rep>("m1")
  static let reps = [(territory: "n", rep: ID<Rep>("r1")), ("s", ID("r2")), ("e", ID("r3"))]

  /// Makes a world of stores `s0`, `s1` and so on, each with a territory and an owner.
  init(_ stores: [(territory: String?, owner: String?)]) throws {
    folder = try TemporaryFolder()
    database = try LeadDatabase.create(in: folder)
    try database.add(.reps, ["m1", "r1", "r2", "r3"].map { try .rep($0) })
    try database.add(
      .stores,
      stores.enumerated().map { number, store in
        try Self.store("s\(number)", number, territory: store.territory, owner: store.owner)
      }
    )
  }

  /// A store at a place in the row.
  static func store(
    _ id: String,
    _ number: Int,
    territory: String? = nil,
    owner: String? = nil
  ) throws -> Record {
    var values: [String: Value] = ["workload": .number(Double(number % 7 + 1))]
    if let territory { values["territory"] = .text(territory) }
    if let owner { values["owner"] = .text(owner) }
    return try .store(id, values, at: (9 + Double(number) / 10, 47))
  }

  /// The area of stores by their numbers.
  static func area(_ numbers: ClosedRange<Int>) throws -> MultiPolygon {
    let left = 9 + Double(numbers.lowerBound) / 10 - 0.05
    let right = 9 + Double(numbers.upperBound) / 10 + 0.05
    let ring = try [(left, 46.0), (right, 46), (right, 48), (left, 48), (left, 46)].map {
      try Coordinate(longitude: $0.0, latitude: $0.1)
    }
    return MultiPolygon([try Polygon(exterior: ring)])
  }

  /// What a run that plans would have read.
  func list(
    _ scenarios: [[String: String]],
    fences: [Fence] = [],
    level: String = Fence.defaultLevel
  ) throws -> NewPlanList {
    var fingerprint = StoresFingerprint()
    var rows: [Int64] = []
    var ids: [String] = []
    var amounts: [Double] = []
    let workload = try #require(RecordSchema.of(.stores).position(of: "workload"))
    try database.forEachStoredRecord(.stores) { row, record in
      guard let store = Store(record) else { return }
      fingerprint.add(
        id: store.id.rawValue,
        at: store.coordinate,
        territory: store.territory
      )
      rows.append(row)
      ids.append(store.id.rawValue)
      amounts.append(record.values[workload].number ?? 0)
    }
    let planned = ids.indices.filter { position in
      scenarios.allSatisfy { $0[ids[position]] != nil }
    }
    let names = Set(scenarios.flatMap(\.values)).sorted()
    return NewPlanList(
      name: "Q2",
      madeBy: Self.boss,
      madeAt: moment,
      level: level,
      fingerprint: fingerprint,
      // In no order, as a planner may have them.
      stores: planned.reversed().map { rows[$0] },
      measure: "workload",
      amounts: planned.reversed().map { amounts[$0] },
      territories: names,
      scenarios: try scenarios.enumerated().map { number, scenario in
        NewPlanList.Scenario(
          name: "\(number)",
          metrics: #"{"after":{"worst":\#(number)}}"#,
          territories: try planned.reversed().map { position in
            Int32(try #require(names.firstIndex(of: scenario[ids[position]] ?? "")))
          },
          fences: fences
        )
      }
    )
  }

  /// Stores a plan that is approved.
  func approved(_ territories: [String: String], fences: [Fence] = []) throws -> Int64 {
    let plan = try #require(try database.storePlans(list([territories], fences: fences)).first)
    for action in [TerritoryPlan.Action.propose, .approve] {
      _ = try database.act(on: plan, by: Self.boss, at: moment) { _ in PlanStep(action) }
    }
    return plan
  }

  /// Applies a plan; new and moved stores are located by its fences' boxes.
  @discardableResult
  func apply(
    _ plan: Int64,
    owners: TerritoryPlan.OwnerPolicy = .territory,
    at time: Date = moment,
    allowsChanges: Bool = false
  ) throws -> TerritoryPlan.Changes {
    let fences = try database.fences(ofPlan: plan)
    return try database.apply(
      PlanApplication(
        plan: plan,
        by: Self.boss,
        at: time,
        owners: owners,
        reps: Self.reps,
        allowsChanges: allowsChanges
      )
    ) { places in
      places.map { place in
        fences.first { fence in
          fence.area.polygons.contains { polygon in
            let x = polygon.exterior.map(\.longitude)
            return (x.min() ?? 0) <= place.longitude && place.longitude <= (x.max() ?? 0)
          }
        }?.territory
      }
    }
  }

  @discardableResult
  func rollBack(
    _ plan: Int64,
    isForced: Bool = false
  ) throws -> TerritoryPlan.Changes {
    try database.rollBack(
      plan: plan,
      by: Self.boss,
      at: moment + 86_400,
      note: "",
      isForced: isForced
    )
  }

  /// Every value that a plan may change, row ids and index included, as text.
  func dump() throws -> [String] {
    let queries = [
      "SELECT * FROM stores ORDER BY fid", "SELECT * FROM fences ORDER BY fid",
      "SELECT * FROM assignments ORDER BY fid", "SELECT * FROM rtree_fences_geom ORDER BY id",
      "SELECT * FROM rtree_stores_geom ORDER BY id",
      """
      SELECT table_name, min_x, min_y, max_x, max_y FROM gpkg_contents
      WHERE table_name IN ('stores', 'fences', 'assignments')
      """,
    ]
    return try queries.flatMap { sql in
      try database.read { database in
        try Row.fetchAll(database, sql: sql).map { row in
          row.databaseValues.map(\.description).joined(separator: "|")
        }
      }
    }
  }

  /// Territory and owner of every store: `s0 n r1`.
  func hands() throws -> [String] {
    try database.all(.stores).map { record in
      let store = try #require(Store(record))
      return "\(store.id) \(store.territory ?? "-") \(store.owner?.rawValue ?? "-")"
    }
  }

  /// Changes the file as another program would.
  func edit(_ sql: String) throws {
    try database.write { try $0.execute(sql: sql) }
  }
}
