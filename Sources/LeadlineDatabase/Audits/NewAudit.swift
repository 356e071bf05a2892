package import Foundation
public import LeadlineModel

/// A finding in words, as files and the database have it.
public struct StoredFinding: Hashable, Sendable {
  /// The rule's code.
  public var rule: String
  /// How much it weighs: `high`, `medium` or `low`.
  public var severity: String
  /// The rep.
  public var rep: ID<Rep>
  /// The ids of the check-ins, joined by `|`.
  public var checkIns: String
  /// The ids of the stores, joined by `|`.
  public var stores: String
  /// The numbers: `ratio=5.2; distance=530 m`.
  public var evidence: String

  /// Makes a finding.
  public init(
    rule: String,
    severity: String,
    rep: ID<Rep>,
    checkIns: String,
    stores: String,
    evidence: String
  ) {
    self.rule = rule
    self.severity = severity
    self.rep = rep
    self.checkIns = checkIns
    self.stores = stores
    self.evidence = evidence
  }

  /// What makes it the same finding in another audit: rule, rep and check-ins.
  package var key: ID<StoredFinding> {
    ID([rule, rep.rawValue, checkIns].joined(separator: "\u{1f}"))
  }
}

/// A case as the database has it: a rep and what was found.
public struct StoredCase: Hashable, Sendable {
  /// 1 for the case to look at first.
  public var rank: Int
  /// The rep.
  public var rep: ID<Rep>
  /// What cases are ranked by.
  public var score: Double
  /// The least false discovery rate at which the rep is accused; nil if reps were not compared.
  public var qValue: Double?
  /// The number of the rep's check-ins.
  public var checkIns: Int
  /// How many of them are suspicious or contradicted.
  public var flagged: Int
  /// The codes of the reasons that accuse, joined by `|`.
  public var reasons: String

  /// Makes a case.
  public init(
    rank: Int,
    rep: ID<Rep>,
    score: Double,
    qValue: Double?,
    checkIns: Int,
    flagged: Int,
    reasons: String
  ) {
    self.rank = rank
    self.rep = rep
    self.score = score
    self.qValue = qValue
    self.checkIns = checkIns
    self.flagged = flagged
    self.reasons = reasons
  }
}

/// An audit to be stored.
package struct NewAudit: Sendable {
  /// When it was made.
  package var madeAt: Date
  /// The first time claimed by a check-in; nil without check-ins.
  package var from: Date?
  /// The last time claimed.
  package var through: Date?
  /// The number of check-ins.
  package var checkIns: Int
  /// How many of them are suspicious or contradicted.
  package var flagged: Int
  /// Policy, versions and counts, as JSON.
  package var summary: String
  /// The cases with their findings.
  package var cases: [(entry: StoredCase, findings: [StoredFinding])]

  /// Makes an audit.
  package init(
    madeAt: Date,
    from: Date?,
    through: Date?,
    checkIns: Int,
    flagged: Int,
    summary: String,
    cases: [(entry: StoredCase, findings: [StoredFinding])]
  ) {
    self.madeAt = madeAt
    self.from = from
    self.through = through
    self.checkIns = checkIns
    self.flagged = flagged
    self.summary = summary
    self.cases = cases
  }
}

/// The conclusion about one check-in of an audit to be stored.
package struct NewVerdict: Sendable {
  /// The number of the check-in's row.
  package var row: Int64
  /// The conclusion.
  package var verdict: Verdict
  /// What speaks against the visit.
  package var score: Double
  /// The probability that the rep was there; NaN without a fix.
  package var presence: Double
  /// Metres from the fix to the store; NaN without a fix.
  package var distanceMetres: Double
  /// The codes of the reasons, joined by `|`.
  package var reasons: String

  /// Makes a verdict.
  package init(
    row: Int64,
    verdict: Verdict,
    score: Double,
    presence: Double,
    distanceMetres: Double,
    reasons: String
  ) {
    self.row = row
    self.verdict = verdict
    self.score = score
    self.presence = presence
    self.distanceMetres = distanceMetres
    self.reasons = reasons
  }
}
