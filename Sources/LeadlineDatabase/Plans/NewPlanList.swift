package import Foundation
package import LeadlineModel

/// Plans to be stored as drafts: the scenarios of one run, which share the stores that they were
/// computed from.
package struct NewPlanList: Sendable {
  /// One scenario.
  package struct Scenario: Sendable {
    /// What tells it from the others of the list; `2 %` for one.
    package var name: String
    /// What it was computed with, a JSON object.
    package var parameters: String
    /// Its figures, a JSON object; `plan compare` shows the numbers in it side by side.
    package var metrics: String
    /// The territory of each of ``NewPlanList/stores``: a position in ``NewPlanList/territories``.
    package var territories: [Int32]
    /// The fences of the territories, each id once.
    ///
    /// A plan without fences leaves those of the database as they are.
    package var fences: [Fence]

    /// Makes a scenario.
    package init(
      name: String,
      parameters: String = "{}",
      metrics: String = "{}",
      territories: [Int32],
      fences: [Fence]
    ) {
      self.name = name
      self.parameters = parameters
      self.metrics = metrics
      self.territories = territories
      self.fences = fences
    }
  }

  /// Its name for people.
  package var name: String
  /// Who made it; nil when nobody was named.
  package var madeBy: ID<Rep>?
  /// When it was made, within the years 1…9999.
  package var madeAt: Date
  /// The level of its territories: the one that sets `territory` of the stores.
  ///
  /// Fences of other levels may be among those of a scenario; each level that they have is replaced.
  package var level: String
  /// All stores of the database that have a place, as they were read, also those that were then
  /// left out.
  package var fingerprint: StoresFingerprint
  /// The rows of the stores that the plans assign, each once and in any order.
  ///
  /// They are numbered as by ``LeadDatabase/forEachStoredRecord(_:fields:_:)``. Stores that are not
  /// among them keep the territory that they have.
  package var stores: [Int64]
  /// What `amounts` are; `workload` for one.
  package var measure: String
  /// The first measure of each of `stores`; finite.
  package var amounts: [Double]
  /// The names of the territories, each once.
  package var territories: [String]
  /// The plans; at least one.
  package var scenarios: [Scenario]

  /// Makes a list.
  ///
  /// - Precondition: `amounts` and the territories of every scenario have one entry per store, finite
  ///   numbers and positions in `territories`.
  package init(
    name: String,
    madeBy: ID<Rep>?,
    madeAt: Date,
    level: String = Fence.defaultLevel,
    fingerprint: StoresFingerprint,
    stores: [Int64],
    measure: String,
    amounts: [Double],
    territories: [String],
    scenarios: [Scenario]
  ) {
    precondition(amounts.count == stores.count, "every store has one amount")
    precondition(amounts.allSatisfy(\.isFinite), "amounts are numbers")
    precondition(!scenarios.isEmpty, "a list has plans")
    for scenario in scenarios {
      precondition(scenario.territories.count == stores.count, "every store has one territory")
      precondition(
        scenario.territories.allSatisfy { territories.indices.contains(Int($0)) },
        "every territory is a position in the names"
      )
    }
    self.name = name
    self.madeBy = madeBy
    self.madeAt = madeAt
    self.level = level
    self.fingerprint = fingerprint
    self.stores = stores
    self.measure = measure
    self.amounts = amounts
    self.territories = territories
    self.scenarios = scenarios
  }
}
