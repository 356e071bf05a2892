extension TerritoryPlan {
  /// Who owns the stores whose territory a plan changes; all others keep their owner.
  public enum OwnerPolicy: String, Hashable, Sendable, CaseIterable {
    /// The rep whose territory it is then.
    ///
    /// Where that is no rep, or several of whom none owns the store, its owner stays.
    case territory
    /// Whoever owns them.
    case keep
    /// Nobody: they go to the public pool.
    case unowned
  }

  /// What applying a plan or rolling it back changed.
  public struct Changes: Hashable, Sendable {
    /// Stores that have another territory.
    public var territories = 0
    /// Stores that have another owner.
    public var owners = 0
    /// Stores with another territory whose owner stays, as no single rep has that territory.
    public var ownersWithoutRep = 0
    /// New stores that lie in no fence of the plan and keep the territory that they had.
    public var outside = 0
    /// Fences of the plan that came or, when it was rolled back, went.
    public var fences = 0
    /// Fences of before that ended or, when it was rolled back, came back.
    public var formerFences = 0
    /// The plan that was in force before, or is again.
    public var other: Int64?
    /// What had changed since the plan was made or applied, and was passed over.
    public var passedOver = PlanObstacles([])

    /// Makes changes of nothing.
    package init() {}
  }
}
