package import LeadlineModel

/// One case of a report.
package struct CasePage: Sendable {
  /// 1 for the case to look at first.
  package var rank: Int
  /// The rep's id.
  package var repID: String
  /// The rep's name; empty where unknown.
  package var repName = ""
  /// False visits expected, weighted with how sure it is.
  package var score = 0.0
  /// The least false discovery rate at which the rep is accused.
  package var qValue = 1.0
  /// Whether the rep is accused, or only worth a look.
  package var isAccused = false
  /// The number of check-ins with each verdict, in the order of `Verdict.allCases`.
  package var verdicts: [Int] = Verdict.allCases.map { _ in 0 }
  /// The flagged check-ins that are expected to be false.
  package var falseVisits = 0.0
  /// The flagged check-ins expected of an honest rep with like customers, phones and check-ins.
  package var expectedFlagged = 0.0
  /// The check-ins that are flagged only because the rep has many marks of the same kind.
  package var raised = 0
  /// The days with a flagged check-in, each store counted once.
  package var incidents = 0
  /// The incidents expected of such an honest rep.
  package var expectedIncidents = 0.0
  /// What 95 in 100 such honest reps stay at or below, incidents.
  package var usualIncidents = 0
  /// What was found; the weightiest first, then what excuses.
  package var findings: [FindingRow] = []
  /// The findings left out at the end of the list.
  package var moreFindings = 0
  /// What speaks for the rep.
  package var counter = Counter()
  /// The days in question, the weightiest first.
  package var days: [CaseDay] = []

  /// Makes a case of which only the rep is known.
  package init(rank: Int, repID: String) {
    self.rank = rank
    self.repID = repID
  }

  /// The number of check-ins.
  package var checkIns: Int { verdicts.reduce(0, +) }
  /// The number of check-ins that are suspicious or contradicted.
  package var flagged: Int {
    zip(Verdict.allCases, verdicts).reduce(0) { $0 + ($1.0.isAccusing ? $1.1 : 0) }
  }

  /// What speaks for a rep.
  package struct Counter: Sendable {
    /// How many check-ins each excusing reason marks.
    package var excuses: [(reason: Reason, checkIns: Int)] = []
    /// The flagged check-ins that some reason excuses as well.
    package var excusedFlagged = 0
    /// The check-ins with a photo.
    package var photos = 0
    /// The check-ins with a photo that nothing speaks against.
    package var cleanPhotos = 0
    /// The orders that name the rep.
    package var orders = 0
    /// The flagged check-ins at whose store an order was placed within a day.
    package var flaggedWithOrder = 0
    /// The check-ins with a colleague along.
    package var accompanied = 0

    /// Makes one of which nothing is known.
    package init() {}
  }

  /// One finding, or several of one rule, weight and kind put together.
  package struct FindingRow: Sendable {
    /// The weight of a finding.
    package enum Severity: Sendable, CaseIterable {
      case low
      case medium
      case high
    }

    /// The reason's code.
    package var reason: Reason
    /// How much the weightiest weighs.
    package var severity: Severity
    /// The findings put together.
    package var findings: Int
    /// The ids of some of the check-ins, the weightiest first.
    package var checkInIDs: [String]
    /// The number of check-ins.
    package var checkIns: Int
    /// The number of stores.
    package var stores: Int
    /// The strongest logarithm of a likelihood ratio; 0 for reasons that excuse.
    package var logLikelihoodRatio: Double
    /// The numbers of the weightiest.
    package var evidence: [Finding.Evidence]

    /// Makes a row.
    package init(
      reason: Reason,
      severity: Severity,
      findings: Int,
      checkInIDs: [String],
      checkIns: Int,
      stores: Int,
      logLikelihoodRatio: Double,
      evidence: [Finding.Evidence]
    ) {
      self.reason = reason
      self.severity = severity
      self.findings = findings
      self.checkInIDs = checkInIDs
      self.checkIns = checkIns
      self.stores = stores
      self.logLikelihoodRatio = logLikelihoodRatio
      self.evidence = evidence
    }
  }
}
