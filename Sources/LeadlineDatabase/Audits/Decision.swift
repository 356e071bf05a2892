public import Foundation
public import LeadlineModel

/// What a person decides about a case.
public enum CaseVerdict: String, Hashable, Sendable, CaseIterable {
  /// The visits did not happen.
  case confirmed
  /// The rep has an explanation that holds.
  case cleared
  /// It stays open.
  case undecided
}

/// One decision about a case: an event, which later ones may outdate but never change.
public struct Decision: Hashable, Sendable {
  /// Who decided.
  public var decidedBy: ID<Rep>
  /// What was decided.
  public var verdict: CaseVerdict
  /// Why.
  public var note: String
  /// When.
  public var decidedAt: Date

  /// Makes a decision.
  public init(decidedBy: ID<Rep>, verdict: CaseVerdict, note: String, decidedAt: Date) {
    self.decidedBy = decidedBy
    self.verdict = verdict
    self.note = note
    self.decidedAt = decidedAt
  }
}

/// The name of a stored case, `12-3`: the third of audit 12.
public struct CaseName: Hashable, Sendable, CustomStringConvertible {
  /// The number of the audit.
  public var audit: Int64
  /// The rank of the case in it.
  public var rank: Int

  /// Names a case.
  public init(audit: Int64, rank: Int) {
    self.audit = audit
    self.rank = rank
  }

  /// Reads a name; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy(\.isASCII) && $0.first != "+" }),
      let audit = Int64(parts[0]), let rank = Int(parts[1]), audit > 0, rank > 0
    else { return nil }
    self.init(audit: audit, rank: rank)
  }

  /// The name as commands take it.
  public var description: String { "\(audit)-\(rank)" }
}
