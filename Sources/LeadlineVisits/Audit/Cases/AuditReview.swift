/// What is made of an audit: numbers of each rep, findings, cases, errors to expect, and a sample.
package struct AuditReview: Sendable {
  /// The numbers of each rep, by position.
  package var statistics: [RepStatistics]
  /// The findings of each rep, by position: the rows of `findings.csv`.
  package var findings: [RepFindings]
  /// The reps with a flagged check-in, the weightiest first: the rows of `cases.csv`.
  package var cases: [AuditCase]
  /// How many mistakes are to be expected.
  package var errors: ErrorStatement
  /// The check-ins to check again: the rows of `sample.csv`.
  package var sample: BackCheckSample

  /// The findings of a case: those that accuse, the weightiest first, then those that excuse.
  package func findings(of entry: AuditCase) -> [AuditFinding] {
    findings[entry.statistics.rep].weightiest
  }
}

/// How many of the accusations are expected to be wrong.
package struct ErrorStatement: Hashable, Sendable {
  /// The check-ins that are suspicious or contradicted.
  package var flaggedCheckIns = 0
  /// Those of them that are expected to be true visits.
  package var expectedFalseFlags = 0.0
  /// The reps whose q-value is at or below the policy's rate.
  package var accusedReps = 0
  /// Those of them that are expected to be honest.
  package var expectedFalseAccusations = 0.0
  /// The false discovery rate that accused reps were chosen by.
  package var falseDiscoveryRate = 0.05
}
