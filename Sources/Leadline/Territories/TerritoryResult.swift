import Foundation
package import LeadlineDatabase
package import LeadlineGeometry
package import LeadlineModel
package import LeadlineTerritories

/// What came of a run: the scenarios, of which one is chosen.
package struct TerritoryResult: Sendable {
  /// What was planned for.
  package let input: TerritoryInput
  /// The figures of the present plan; nil where stores have none.
  package let before: PlanMetrics?
  /// The fences of the present plan; empty where stores have none.
  package let areasBefore: [MultiPolygon?]
  /// The scenarios, by rising budget.
  package let scenarios: [TerritoryScenario]
  /// The one that was asked for.
  package let chosen: Int
  /// The levels above the territories, the coarsest first.
  package let levels: [TerritoryLevel]

  /// Keeps the scenarios as drafts in the database that they are about.
  ///
  /// - Parameters:
  ///   - database: The database.
  ///   - name: The name of the run.
  ///   - maker: Who made it.
  ///   - rows: The row of each store.
  ///   - fingerprint: What all stores were.
  /// - Returns: The numbers of the plans.
  /// - Throws: ``LeadlineModel/PlanError``, ``LeadlineDatabase/StorageError``.
  package func store(
    in database: LeadDatabase,
    name: String,
    by maker: String?,
    rows: [Int64],
    fingerprint: StoresFingerprint
  ) throws -> [Int64] {
    let list = NewPlanList(
      name: name,
      madeBy: maker.map { ID($0) },
      madeAt: input.request.now,
      fingerprint: fingerprint,
      stores: rows,
      measure: input.problem.measures[0].name,
      amounts: input.problem.measures[0].amounts,
      territories: input.problem.territories.map(\.id),
      scenarios: try scenarios.map { scenario in
        let summary = TerritorySummary(scenario, before: before, of: input)
        return NewPlanList.Scenario(
          name: scenario.plan.name,
          parameters: try summary.parametersJSON(),
          metrics: try summary.figuresJSON(),
          territories: scenario.plan.labels,
          fences: scenario.fences
        )
      }
    )
    return try database.storePlans(list)
  }
}
