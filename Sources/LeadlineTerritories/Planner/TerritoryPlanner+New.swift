extension TerritoryPlanner {
  /// A new plan, and the areas of the levels above its territories.
  public struct NewPlan: Hashable, Sendable {
    /// The plan.
    public let plan: PlannedTerritories
    /// For each level, the coarsest first, the area of each territory.
    public let areas: [[Int32]]
  }

  /// Divides all customers anew, whatever territories they are in.
  ///
  /// Levels are solved top down: the customers are divided among the areas of the coarsest level, each
  /// of which has as many territories as its share of the capacity allows, then within each area. So
  /// the sums of an area are those of its territories.
  ///
  /// - Parameters:
  ///   - levels: The numbers of areas, rising from the coarsest level; empty for territories alone.
  ///   - progress: Told how far the work has come, 0 to 1.
  /// - Returns: The plan.
  /// - Complexity: About O(*n* log *n*) per level.
  public func newPlan(levels: [Int] = [], progress: (Double) -> Void = { _ in }) -> NewPlan {
    var fresh = atoms.problem
    fresh.present = [Int32](repeating: -1, count: fresh.count)
    let result: Division.Result
    var areas: [[Int32]] = []
    if levels.isEmpty {
      result = Division(problem: fresh, graph: graph, options: options).solve()
    } else {
      let divided = LevelDivision(problem: fresh, graph: graph, options: options).solve(
        levels: levels,
        progress: progress
      )
      result = divided.result
      areas = divided.areas
    }
    progress(1)
    return NewPlan(
      plan: PlannedTerritories(
        name: "new",
        labels: atoms.labels(of: result.labels),
        shortfalls: shortfalls(of: result.labels, in: fresh),
        optimalityGap: result.gap
      ),
      areas: areas
    )
  }
}
