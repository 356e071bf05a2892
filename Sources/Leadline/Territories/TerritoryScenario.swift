package import LeadlineGeometry
package import LeadlineModel
package import LeadlineTerritories

/// A plan with all that is written of it.
package struct TerritoryScenario: Sendable {
  /// The plan.
  package let plan: PlannedTerritories
  /// Its figures.
  package let metrics: PlanMetrics
  /// The area of each territory; nil for one without stores.
  package let areas: [MultiPolygon?]
  /// The fences of its territories, and of the levels above.
  package let fences: [Fence]
  /// The stores that do not lie in the fence of their territory, and why.
  package let exceptions: [FenceException]
  /// What moved.
  package let moves: Moves

  /// The stores that a plan takes from one territory and gives to another.
  package struct Moves: Hashable, Sendable {
    /// The number of stores.
    package let stores: Int
    /// What they have of the first measure.
    package let amount: Double
    /// Its share of the first measure of all stores, new ones included, as budgets count it.
    package let share: Double
    /// The stores that had no territory.
    package let assigned: Int

    init(input: TerritoryInput, labels: [Int32]) {
      let amounts = input.problem.measures[0].amounts
      var stores = 0
      var amount = 0.0
      var total = 0.0
      for (store, label) in labels.enumerated() {
        total += amounts[store]
        guard input.hasMoved(store, to: label) else { continue }
        stores += 1
        amount += amounts[store]
      }
      self.stores = stores
      self.amount = amount
      share = total > 0 ? amount / total : 0
      assigned = input.from.count { $0 < 0 }
    }
  }
}

extension TerritoryInput {
  /// Whether a store had another territory than the plan gives it.
  package func hasMoved(_ store: Int, to label: Int32) -> Bool {
    // Its territory may not be in the plan, or the present plan may be left out of account.
    from[store] >= 0 && slotsOfNames[Int(from[store])] != label
  }
}
