package import LeadlineModel

/// How much a finding weighs.
package enum Severity: String, Hashable, Sendable, CaseIterable {
  /// Would not make a check-in suspicious by itself; all that excuses.
  case low
  /// Makes a check-in suspicious by itself.
  case medium
  /// Contradicts a check-in by itself.
  case high
}

/// Marks of one rule that belong together: one row of `findings.csv`.
///
/// There may be a million of them, so one owns nothing: its check-ins and stores are in a list of the
/// rep's, see ``RepFindings``.
package struct AuditFinding: Sendable {
  /// The reason's code.
  package var reason: Reason
  /// How much it weighs.
  package var severity: Severity
  /// Position of the rule in ``AuditRules/all``.
  package var rule: Int
  /// Position of the rep.
  package var rep: Int
  /// Where its check-ins are in the rep's list.
  var checkInRange: Range<Int>
  /// Where their stores are in the rep's list.
  var storeRange: Range<Int>
  /// The strongest logarithm of a likelihood ratio among its marks; 0 for reasons that excuse.
  package var logLikelihoodRatio: Double
  /// The numbers of the strongest mark, NaN where missing.
  package var numbers: (Double, Double, Double, Double)

  /// The numbers of the strongest mark, as the rule names them; those that are missing are left out.
  package var evidence: [Finding.Evidence] {
    let values = [numbers.0, numbers.1, numbers.2, numbers.3]
    return zip(AuditRules.all[rule].facts.evidence, values)
      .filter { !$0.1.isNaN }
      .map { Finding.Evidence($0.0.name, $0.1, unit: $0.0.unit) }
  }

  /// What would clear the rep, as one sentence; nil for reasons that excuse.
  package var excuse: String? { AuditRules.all[rule].facts.excuse }
}
