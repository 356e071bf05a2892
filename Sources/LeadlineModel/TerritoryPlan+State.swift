extension TerritoryPlan {
  /// Where a plan stands in its life.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Made, and shown to nobody.
    case draft
    /// Laid before those whom it concerns, who may challenge it.
    case proposed
    /// Agreed to by all whom it concerns.
    case approved
    /// To be in force from its effective date on.
    case scheduled
    /// In force; at most one plan of a level is.
    case active
    /// Over: replaced by another, rolled back, or given up.
    case archived
  }

  /// What is done to a plan.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// It is made.
    case create
    /// It is laid before those whom it concerns.
    case propose
    /// A store's place in it is contested.
    case challenge
    /// A challenge is accepted: the store goes where the challenger wishes.
    case accept
    /// A challenge is declined.
    case decline
    /// A supervisor agrees for the own team, and others have not agreed yet.
    case endorse
    /// It is agreed to by all.
    case approve
    /// It goes back to its makers.
    case reject
    /// Its effective date is set, or set anew.
    case schedule
    /// It comes into force.
    case apply
    /// Another one came into force in its place.
    case supersede
    /// What it changed is taken back.
    case rollBack = "roll-back"
    /// It is in force again, as the one that replaced it was rolled back.
    case restore
    /// It is given up.
    case archive

    /// The states in which it may be done, and the one that it leads to; nil where that stays.
    ///
    /// The whole table of transitions: what is not here is refused.
    public var transition: (from: [State], to: State?) {
      switch self {
      case .create: ([], .draft)
      case .propose: ([.draft], .proposed)
      case .challenge, .accept, .decline, .endorse: ([.proposed], nil)
      case .approve: ([.proposed], .approved)
      case .reject: ([.proposed, .approved, .scheduled], .draft)
      case .schedule: ([.approved, .scheduled], .scheduled)
      case .apply: ([.approved, .scheduled], .active)
      case .supersede, .rollBack: ([.active], .archived)
      case .restore: ([.archived], .active)
      case .archive: ([.draft, .proposed, .approved, .scheduled], .archived)
      }
    }

    /// The state after it is done in a state; nil where it may not be done.
    public func state(from state: State) -> State? {
      let (from, to) = transition
      return from.contains(state) ? to ?? state : nil
    }
  }
}
