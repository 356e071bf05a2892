import Foundation
package import LeadlineDatabase
import LeadlineLeads
package import LeadlineModel

/// Who may do what to plans of territories, and whose territory is whose.
struct PlanStaff {
  /// What someone has a say in.
  enum Authority {
    /// In everything: a manager.
    case everything
    /// In what concerns these reps: a supervisor, and the own team.
    case team(Set<ID<Rep>>)
    /// In the own stores: a rep.
    case own(ID<Rep>)

    /// Whether it reaches one of some reps.
    func reaches(_ reps: [ID<Rep>]) -> Bool {
      switch self {
      case .everything: true
      case .team(let team): reps.contains(where: team.contains)
      case .own(let rep): reps.contains(rep)
      }
    }
  }

  private struct Member {
    let rep: Rep
    let isActive: Bool
  }

  private let members: [ID<Rep>: Member]
  private let tree: OrgTree
  /// The reps of each territory, by their ids.
  private let holders: [ID<Territory>: [ID<Rep>]]

  /// What the ids of territories are of: names that are told apart by their bytes.
  private enum Territory {}

  /// The active reps with the territory of each, by the bytes of their ids.
  let holdings: [(territory: String, rep: ID<Rep>)]

  /// Reads who works at a moment.
  init(_ database: LeadDatabase, at now: Date) throws {
    let schema = RecordSchema.of(.reps)
    let positions = ["territory", "active_from", "active_to"].map { schema.position(of: $0) }
    var members: [ID<Rep>: Member] = [:]
    var holders: [ID<Territory>: [ID<Rep>]] = [:]
    var holdings: [(territory: String, rep: ID<Rep>)] = []
    // In the order of the ids.
    try database.forEachRecord(.reps, withAttributes: false) { record in
      guard let rep = Rep(record) else { return }
      let values = positions.map { $0.map { record.values[$0] } ?? .null }
      let territory = values[0].text ?? rep.id.rawValue
      let hasBegun = values[1].time.map { $0 <= now } ?? true
      let isActive = hasBegun && (values[2].time.map { now < $0 } ?? true)
      members[rep.id] = Member(rep: rep, isActive: isActive)
      holders[ID(territory), default: []].append(rep.id)
      if isActive { holdings.append((territory, rep.id)) }
    }
    self.members = members
    self.holders = holders
    self.holdings = holdings
    tree = OrgTree(members.values.map(\.rep).sorted { $0.id < $1.id })
  }

  /// Whose territory it is, also of those who have left.
  func holders(of territory: String?) -> [ID<Rep>] {
    territory.flatMap { holders[ID($0)] } ?? []
  }

  /// What someone has a say in; in a database without reps, everyone in everything.
  ///
  /// - Throws: ``LeadlineModel/PlanError`` for someone who is not there, or not any more.
  func authority(of id: ID<Rep>) throws(PlanError) -> Authority {
    if members.isEmpty { return .everything }
    guard let member = members[id], let view = tree.view(of: id) else { throw .unknownRep(id) }
    guard member.isActive else { throw .inactiveRep(id) }
    switch (member.rep.role, view) {
    case (.manager, _), (_, .everything): return .everything
    case (.supervisor, .ownedBy(let team)): return .team(team)
    case (.rep, _): return .own(id)
    }
  }

  /// The team of a supervisor; nil for someone who is none now.
  func team(of id: ID<Rep>) -> Set<ID<Rep>>? {
    if case .team(let team)? = try? authority(of: id) { return team }
    return nil
  }
}

extension LeadDatabase {
  /// The territory of each rep, also of those who have left, by the bytes of the reps' ids.
  ///
  /// - Throws: ``StorageError``.
  package func territoryHolders() throws -> [(territory: String, rep: ID<Rep>)] {
    let position = RecordSchema.of(.reps).position(of: "territory")
    var holders: [(territory: String, rep: ID<Rep>)] = []
    try forEachRecord(.reps, withAttributes: false) { record in
      guard let rep = Rep(record) else { return }
      let territory = position.flatMap { record.values[$0].text }
      holders.append((territory ?? rep.id.rawValue, rep.id))
    }
    return holders
  }
}
