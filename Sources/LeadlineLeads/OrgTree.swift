public import LeadlineModel

/// Who reports to whom, and so who sees which customers.
///
/// A manager sees every customer; a supervisor those of the own team, at any depth, and the own;
/// a rep the own. Everyone sees the public pool, the customers that nobody owns, because that is
/// where leads come from.
public struct OrgTree: Sendable {
  private let reps: [ID<Rep>: Rep]
  private let team: [ID<Rep>: [ID<Rep>]]

  /// Makes the tree of a list of reps.
  ///
  /// A supervisor who is not in the list leaves the rep at the top. Where reps are named as each
  /// other's supervisors in a circle, each sees the whole circle.
  ///
  /// - Complexity: O(*n*).
  public init(_ reps: [Rep]) {
    self.reps = Dictionary(reps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    team = Dictionary(
      grouping: reps.filter { $0.supervisor != nil },
      by: { $0.supervisor ?? $0.id }
    ).mapValues { $0.map(\.id) }
  }

  /// What one rep may see.
  public enum View: Hashable, Sendable {
    /// Every customer.
    case everything
    /// The customers of these reps and the public pool.
    case ownedBy(Set<ID<Rep>>)

    /// Tells whether a customer of this owner may be seen; nil is the public pool.
    public func includes(owner: ID<Rep>?) -> Bool {
      switch self {
      case .everything: true
      case .ownedBy(let reps): owner.map(reps.contains) ?? true
      }
    }
  }

  /// Whether someone may decide about the visits of a rep: a manager, or a supervisor whose team the
  /// rep is in; nobody about the own visits.
  ///
  /// - Complexity: O(size of the team).
  public func mayJudge(_ judge: ID<Rep>, visitsOf rep: ID<Rep>) -> Bool {
    guard judge != rep, let role = reps[judge]?.role, role != .rep else { return false }
    return view(of: judge)?.includes(owner: rep) ?? false
  }

  /// What a rep may see; nil when there is no such rep.
  ///
  /// - Complexity: O(size of the team).
  public func view(of id: ID<Rep>) -> View? {
    guard let rep = reps[id] else { return nil }
    switch rep.role {
    case .manager: return .everything
    case .rep: return .ownedBy([id])
    case .supervisor:
      var seen: Set<ID<Rep>> = [id]
      var waiting = [id]
      while let next = waiting.popLast() {
        for member in team[next] ?? [] where seen.insert(member).inserted {
          waiting.append(member)
        }
      }
      return .ownedBy(seen)
    }
  }
}
