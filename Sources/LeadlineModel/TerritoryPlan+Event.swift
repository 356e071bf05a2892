public import Foundation

extension TerritoryPlan {
  /// One thing that was done to a plan; events are added, never changed.
  public struct Event: Hashable, Sendable {
    /// Its number; later events have greater ones.
    public var id: Int64
    /// The plan.
    public var plan: Int64
    /// What was done.
    public var action: Action
    /// The state of the plan after it.
    public var state: State
    /// Who did it; nil when nobody was named.
    public var by: ID<Rep>?
    /// When.
    public var at: Date
    /// Why; the reason of a challenge for one.
    public var note: String
    /// The effective date that was set.
    public var effective: Date?
    /// The challenge that it is about.
    public var challenge: Int64?
    /// The plan that came into force or was rolled back, where this one changed because of it.
    public var cause: Int64?

    /// Makes an event.
    package init(
      id: Int64,
      plan: Int64,
      action: Action,
      state: State,
      by: ID<Rep>?,
      at: Date,
      note: String = "",
      effective: Date? = nil,
      challenge: Int64? = nil,
      cause: Int64? = nil
    ) {
      self.id = id
      self.plan = plan
      self.action = action
      self.state = state
      self.by = by
      self.at = at
      self.note = note
      self.effective = effective
      self.challenge = challenge
      self.cause = cause
    }
  }

  /// What someone says against a store's place in a plan.
  public struct Challenge: Hashable, Sendable {
    /// Its number.
    public var id: Int64
    /// The plan.
    public var plan: Int64
    /// The store.
    public var store: ID<Store>
    /// The territory that the store has in the plan; nil when the plan leaves it as it is.
    public var territory: String?
    /// The territory that the challenger wants it to have.
    public var wish: String
    /// Who challenges.
    public var by: ID<Rep>
    /// When.
    public var at: Date
    /// Why.
    public var reason: String
    /// What was decided last; nil while it is open.
    public var decision: Decision?

    /// What was decided about a challenge.
    public struct Decision: Hashable, Sendable {
      /// Whether the store goes where the challenger wishes.
      public var isAccepted: Bool
      /// Who decided.
      public var by: ID<Rep>
      /// When.
      public var at: Date
      /// Why.
      public var note: String

      /// Makes a decision.
      package init(isAccepted: Bool, by: ID<Rep>, at: Date, note: String) {
        self.isAccepted = isAccepted
        self.by = by
        self.at = at
        self.note = note
      }
    }

    /// Makes a challenge.
    package init(
      id: Int64,
      plan: Int64,
      store: ID<Store>,
      territory: String?,
      wish: String,
      by: ID<Rep>,
      at: Date,
      reason: String,
      decision: Decision?
    ) {
      self.id = id
      self.plan = plan
      self.store = store
      self.territory = territory
      self.wish = wish
      self.by = by
      self.at = at
      self.reason = reason
      self.decision = decision
    }
  }
}
