package import Foundation
package import LeadlineDatabase
import LeadlineGeometry
package import LeadlineModel
package import LeadlineVisits

/// An audit, what is made of it, and what was decided before.
package struct AuditResult: Sendable {
  /// What the rules found.
  package let audit: Audit
  /// Findings, cases and sample.
  package let review: AuditReview
  /// When it was made.
  package let madeAt: Date
  /// What was decided about findings of earlier audits.
  private let decided: [ID<StoredFinding>: CaseVerdict]

  /// Reviews an audit.
  ///
  /// - Parameters:
  ///   - audit: The audit.
  ///   - madeAt: The time of the audit.
  ///   - decided: What was decided about findings of earlier audits.
  package init(
    _ audit: Audit,
    at madeAt: Date,
    decided: [ID<StoredFinding>: CaseVerdict] = [:]
  ) {
    self.audit = audit
    self.madeAt = madeAt
    self.decided = decided
    review = audit.review()
  }

  var data: AuditData { audit.context.data }

  /// A finding in words.
  func text(_ finding: AuditFinding) -> StoredFinding {
    StoredFinding(
      rule: finding.reason.rawValue,
      severity: finding.severity.rawValue,
      rep: ID(data.repIDs.text(finding.rep)),
      checkIns: review.findings[finding.rep].checkIns(of: finding).map { data.checkInID(Int($0)) }
        .joined(separator: "|"),
      stores: review.findings[finding.rep].stores(of: finding).map { data.storeIDs.text(Int($0)) }
        .joined(separator: "|"),
      evidence: Self.evidence(finding)
    )
  }

  /// A case in words.
  func text(_ entry: AuditCase) -> StoredCase {
    StoredCase(
      rank: entry.rank,
      rep: ID(data.repIDs.text(entry.statistics.rep)),
      score: entry.statistics.score,
      qValue: entry.statistics.qValue,
      checkIns: entry.statistics.checkIns,
      flagged: entry.statistics.flagged,
      reasons: entry.reasons.map(\.rawValue).joined(separator: "|")
    )
  }

  /// What was decided about the same finding of an earlier audit; nil if nothing was.
  func decision(on finding: AuditFinding) -> CaseVerdict? {
    decided.isEmpty ? nil : decided[text(finding).key]
  }

  /// What was decided about all findings of a case that accuse; nil if they were not all decided
  /// alike.
  func decision(on entry: AuditCase) -> CaseVerdict? {
    guard !decided.isEmpty else { return nil }
    return LeadDatabase.common(review.findings(of: entry).map { text($0) }, decided)
  }

  private static func evidence(_ finding: AuditFinding) -> String {
    var parts: [String] = []
    if !finding.reason.excuses { parts.append("ratio=" + number(finding.logLikelihoodRatio)) }
    for evidence in finding.evidence where evidence.value.isFinite {
      let unit = evidence.unit.isEmpty ? "" : " " + evidence.unit
      parts.append("\(evidence.name)=\(number(evidence.value))\(unit)")
    }
    return parts.joined(separator: "; ")
  }

  /// A number with at most three decimals.
  private static func number(_ number: Double) -> String {
    var bytes: [UInt8] = []
    DecimalWriter.appendShortest((number * 1000).rounded() / 1000, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
