import Foundation
import LeadlineGeometry
import LeadlineModel
package import LeadlineVisits

/// A finding in words, as files and the database have it.
package struct FindingText: Sendable {
  /// The rule's code.
  package var rule: String
  /// `high`, `medium`, `low` or `excuse`.
  package var severity: String
  /// The rep's id.
  package var rep: String
  /// The ids of the check-ins, joined by `|`.
  package var checkIns: String
  /// The ids of the stores, each once, joined by `|`.
  package var stores: String
  /// The numbers: `ratio=5.2; distance=530 m`.
  package var evidence: String

  /// Puts a finding into words.
  init(_ finding: Audit.Finding, rep: Int, _ audit: Audit) {
    let data = audit.context.data
    let strongest = finding.strongest
    rule = finding.facts.reason.rawValue
    severity = Self.severity(finding, audit.context.policy.verification)
    self.rep = data.repIDs.text(rep)
    checkIns = finding.marks.map { data.checkInID(Int($0.checkIn)) }.joined(separator: "|")
    var seen: Set<Int32> = []
    stores = finding.marks.map { data.checkIns[Int($0.checkIn)].store }
      .filter { seen.insert($0).inserted }
      .map { data.storeIDs.text(Int($0)) }
      .joined(separator: "|")
    var parts: [String] = []
    if !finding.facts.reason.excuses {
      parts.append("ratio=" + Self.text(Double(strongest.logLikelihoodRatio)))
    }
    let (first, second, third, fourth) = strongest.evidence
    for ((name, unit), value) in zip(finding.facts.evidence, [first, second, third, fourth])
    where value.isFinite {
      parts.append("\(name)=\(Self.text(value))\(unit.isEmpty ? "" : " " + unit)")
    }
    if strongest.other >= 0 {
      parts.append("other check-in=\(data.checkInID(Int(strongest.other)))")
    }
    evidence = parts.joined(separator: "; ")
  }

  private static func severity(
    _ finding: Audit.Finding,
    _ policy: VerificationPolicy
  ) -> String {
    guard !finding.facts.reason.excuses else { return "excuse" }
    let ratio = Double(finding.strongest.logLikelihoodRatio)
    if ratio >= policy.contradictedRatio { return "high" }
    return ratio >= policy.suspiciousRatio ? "medium" : "low"
  }

  /// A number with at most three decimals.
  private static func text(_ number: Double) -> String {
    var bytes: [UInt8] = []
    DecimalWriter.appendShortest((number * 1000).rounded() / 1000, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Audit {
  /// All findings in words, by rep, first check-in and rule.
  package func forEachFinding(_ body: (FindingText) throws -> Void) rethrows {
    for rep in context.data.reps.indices {
      for finding in findings(ofRep: rep) { try body(FindingText(finding, rep: rep, self)) }
    }
  }
}
