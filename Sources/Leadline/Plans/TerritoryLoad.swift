public import LeadlineDatabase
import LeadlineModel

/// What a plan does to one territory.
public struct TerritoryLoad: Hashable, Sendable {
  /// The territory; nil for the stores without one.
  public var territory: String?
  /// Its stores before the plan.
  public var storesBefore = 0
  /// Its stores in the plan.
  public var storesAfter = 0
  /// The stores that it gets.
  public var gained = 0
  /// The stores that it gives.
  public var lost = 0
  /// The amount of its stores before the plan, in the plan's measure.
  public var amountBefore = 0.0
  /// The amount of its stores in the plan.
  public var amountAfter = 0.0
  /// The amount of the stores that it gets.
  public var gainedAmount = 0.0
  /// The amount of the stores that it gives.
  public var lostAmount = 0.0

  /// Sums a plan up, territory by territory: stores without one first, then by the bytes of the names.
  ///
  /// - Complexity: O(stores).
  package static func loads(of table: PlanTable) -> [TerritoryLoad] {
    // Behind those of the names, the one of stores without territory.
    var loads = (table.names + [nil]).map { TerritoryLoad(territory: $0) }
    for store in 0..<table.count {
      let from = table.from[store] < 0 ? table.names.count : Int(table.from[store])
      let to = table.to[store] < 0 ? table.names.count : Int(table.to[store])
      let amount = table.amounts[store]
      loads[from].storesBefore += 1
      loads[from].amountBefore += amount
      loads[to].storesAfter += 1
      loads[to].amountAfter += amount
      guard from != to else { continue }
      loads[from].lost += 1
      loads[from].lostAmount += amount
      loads[to].gained += 1
      loads[to].gainedAmount += amount
    }
    return loads.filter { $0.storesBefore + $0.storesAfter > 0 }.sorted { left, right in
      (left.territory ?? "").utf8.lexicographicallyPrecedes((right.territory ?? "").utf8)
    }
  }
}

extension LeadDatabase {
  /// What a plan does to its territories, accepted challenges included: stores without a territory
  /// first, then by the bytes of the names.
  ///
  /// - Throws: ``LeadlineModel/PlanError/unknownPlan(_:)``; ``StorageError``.
  public func territoryLoads(ofPlan plan: Int64) throws -> [TerritoryLoad] {
    TerritoryLoad.loads(of: try planTable(plan))
  }
}
