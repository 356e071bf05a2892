public import Foundation

/// Whose a store was and is, and in which territory it lay, from when to when.
///
/// It rests on what was recorded: assignments by fences and plans record territories, plans record
/// owners. What an import changed has no time; it shows as ``present`` that differs from the last
/// interval.
public struct StoreHistory: Hashable, Sendable {
  /// A time in which neither changed.
  public struct Interval: Hashable, Sendable {
    /// When it began; nil for as far back as anything is known.
    public var from: Date?
    /// When it ended, that moment excluded; nil if it has not.
    public var until: Date?
    /// The territory; nil for none.
    public var territory: String?
    /// The owner; nil for the public pool.
    public var owner: ID<Rep>?
    /// The plan that brought it about; nil where that was none.
    public var plan: Int64?

    /// Makes an interval.
    package init(
      from: Date?,
      until: Date?,
      territory: String?,
      owner: ID<Rep>?,
      plan: Int64?
    ) {
      self.from = from
      self.until = until
      self.territory = territory
      self.owner = owner
      self.plan = plan
    }

    /// Whether it shares a moment with a period, or holds a moment if both are the same.
    public func overlaps(from start: Date, until end: Date) -> Bool {
      (until.map { start < $0 } ?? true) && (from.map { $0 < end || $0 == start } ?? true)
    }
  }

  /// A recorded change of territory or owner.
  package struct Move: Hashable, Sendable {
    /// When.
    package var at: Date
    /// Who or what had it.
    package var from: String?
    /// Who or what has it.
    package var to: String?
    /// The plan that changed it; nil where that was none.
    package var plan: Int64?

    /// Makes a change.
    package init(at: Date, from: String?, to: String?, plan: Int64?) {
      self.at = at
      self.from = from
      self.to = to
      self.plan = plan
    }
  }

  /// The store.
  public var store: ID<Store>
  /// The intervals, from the first on, without gaps.
  public var intervals: [Interval]
  /// What the store has at present; nil if the store is gone.
  public var present: Interval?

  /// Whether the store has just what was recorded last.
  public var isUpToDate: Bool {
    guard let present, let last = intervals.last else { return true }
    return Self.areSame(present.territory, last.territory) && present.owner == last.owner
  }

  /// Joins the changes of territory and owner, each in the order in which they were recorded.
  ///
  /// - Complexity: O(*n* log *n*) in the changes.
  package init(
    of store: ID<Store>,
    territories: [Move],
    owners: [Move],
    present: Interval?
  ) {
    self.store = store
    self.present = present
    var territory = territories.first.map(\.from) ?? present?.territory
    var owner = owners.first.map(\.from) ?? present?.owner?.rawValue
    intervals = []
    // Stable, so that changes of one moment keep their order.
    let moves = (territories.map { ($0, true) } + owners.map { ($0, false) }).enumerated().sorted {
      ($0.element.0.at, $0.offset) < ($1.element.0.at, $1.offset)
    }
    var start: Date?
    var plan: Int64?
    for (_, (move, isTerritory)) in moves {
      if move.at != start {
        intervals.append(
          Interval(
            from: start,
            until: move.at,
            territory: territory,
            owner: owner.map { ID($0) },
            plan: plan
          )
        )
        plan = nil
      }
      if isTerritory { territory = move.to } else { owner = move.to }
      plan = move.plan ?? plan
      start = move.at
    }
    intervals.append(
      Interval(
        from: start,
        until: nil,
        territory: territory,
        owner: owner.map { ID($0) },
        plan: plan
      )
    )
  }

  private static func areSame(_ left: String?, _ right: String?) -> Bool {
    left.map { ID<Store>($0) } == right.map { ID<Store>($0) }
  }
}
