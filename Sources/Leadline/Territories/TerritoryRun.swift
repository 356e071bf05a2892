import LeadlineFences
import LeadlineGeometry
import LeadlineModel
import LeadlineTerritories

/// Makes the plans of a run, and what is written of them.
package struct TerritoryRun {
  private let input: TerritoryInput
  private let planner: TerritoryPlanner

  /// Prepares a run.
  ///
  /// - Throws: ``TerritoryInputError``.
  package init(_ input: TerritoryInput) throws {
    self.input = input
    var options = TerritoryPlanner.Options()
    options.isContiguous = input.request.isContiguous
    options.baseShare = input.request.homeShare
    options.seed = input.request.seed
    options.threads = input.request.threads
    // A territory that ends has a share until then.
    var problem = input.problem
    if let ending = input.change?.ending { problem.territories[ending].capacity = 1 }
    do {
      planner = try TerritoryPlanner(
        problem: problem,
        longitudes: input.longitudes,
        latitudes: input.latitudes,
        options: options
      )
    } catch {
      throw TerritoryInputError.unusable(TerritoryInput.sentence(error, input.ids))
    }
  }

  /// Plans.
  ///
  /// - Parameters:
  ///   - budgets: The budgets of the scenarios for rebalancing, rising, nil for no limit; the one asked
  ///     for is among them.
  ///   - progress: Told how far the work has come, 0 to 1.
  /// - Returns: The scenarios; one for a new plan.
  /// - Throws: ``LeadlineTerritories/FenceDrawingError``, ``TerritoryInputError``,
  ///   ``LeadlineFences/FenceError``.
  package func result(
    budgets: [Double?],
    progress: (Double) -> Void
  ) throws -> TerritoryResult {
    let isRebalancing = input.hasPresent
    var levels: [TerritoryLevel] = []
    var plans: [PlannedTerritories]
    if let change = input.change {
      do {
        plans = [try planner.adapt(to: change)]
      } catch {
        throw TerritoryInputError.badChange(TerritoryInput.sentence(error, input.ids))
      }
    } else if isRebalancing {
      guard input.request.levels.isEmpty else {
        throw TerritoryInputError.badLevels(
          "--level is for new plans; leave it out, or make a new plan with --new"
        )
      }
      plans = planner.scenarios(budgets: budgets) { progress($0 * 0.6) }
    } else {
      let counts = try TerritoryLevel.counts(input)
      let plan = planner.newPlan(levels: counts) { progress($0 * 0.6) }
      plans = [plan.plan]
      levels = TerritoryLevel.levels(input, areas: plan.areas)
    }
    var scenarios: [TerritoryScenario] = []
    for (number, plan) in plans.enumerated() {
      scenarios.append(try scenario(plan, levels: levels))
      progress(0.6 + 0.4 * Double(number + 1) / Double(plans.count))
    }
    let asked = plans.firstIndex { $0.budget == input.request.maxMoved }
    return TerritoryResult(
      input: input,
      before: isRebalancing ? metrics(input.problem.present) : nil,
      areasBefore: isRebalancing ? try drawing(input.problem.present).areas : [],
      scenarios: scenarios,
      chosen: asked ?? plans.count - 1,
      levels: levels
    )
  }

  private func scenario(
    _ plan: PlannedTerritories,
    levels: [TerritoryLevel]
  ) throws -> TerritoryScenario {
    let drawing = try drawing(plan.labels)
    guard drawing.areas.contains(where: { $0 != nil }) || input.region == nil else {
      throw TerritoryInputError.unusable(
        "no store lies in the region; name the region that the stores are in, and check its datum"
      )
    }
    var fences: [Fence] = []
    for (territory, area) in drawing.areas.enumerated() {
      guard let area else { continue }
      let id = input.problem.territories[territory].id
      fences.append(Fence(id: ID(id), name: input.reps[territory]?.name, territory: id, area: area))
    }
    for level in levels {
      // Borders of territories are shared to the bit, so their union has none of its own.
      for (area, id) in level.areaIDs.enumerated() {
        let parts = drawing.areas.indices.filter { level.areas[$0] == area }
          .compactMap { drawing.areas[$0] }
        guard !parts.isEmpty else { continue }
        let united = try FenceUnion.union(of: parts)
        fences.append(Fence(id: ID(id), territory: id, level: level.name, area: united))
      }
    }
    return TerritoryScenario(
      plan: plan,
      metrics: metrics(plan.labels),
      areas: drawing.areas,
      fences: fences,
      exceptions: drawing.exceptions,
      moves: TerritoryScenario.Moves(input: input, labels: plan.labels)
    )
  }

  private func drawing(_ labels: [Int32]) throws -> FenceDrawing {
    try FenceDrawing(
      FenceCustomers(
        longitudes: input.longitudes,
        latitudes: input.latitudes,
        territories: labels,
        isHeld: input.problem.pins.map { $0 >= 0 }
      ),
      territoryCount: input.problem.territories.count,
      region: input.region
    )
  }

  private func metrics(_ labels: [Int32]) -> PlanMetrics {
    PlanMetrics(
      problem: input.problem,
      labels: labels,
      longitudes: input.longitudes,
      latitudes: input.latitudes,
      homes: input.reps.map { $0?.home },
      pieces: planner.pieces(of: labels)
    )
  }
}
