package import LeadlineModel

/// What an audit says of one rep in numbers, beside what is expected of peers.
package struct RepStatistics: Sendable {
  /// Position of the rep.
  package var rep: Int
  /// The number of check-ins with each verdict, in the order of `Verdict.allCases`.
  package var verdicts: [Int]
  /// The check-ins that are flagged only because the rep has many marks of the same kind, see
  /// ``Propensity``, or because others before and after are, see ``VisitRuns``.
  package var raised = 0
  /// The stores with a flagged check-in.
  package var flaggedStores = 0
  /// The days with a flagged check-in at a store not counted on another day; each is one incident.
  package var incidents = 0
  /// The sum of the incidents' weights; a store with a barely suspicious check-in has weight 1.
  package var weight = 0.0
  /// The incidents expected of an honest rep with such customers, phones and as many check-ins.
  package var expectedIncidents = 0.0
  /// What 95 in 100 such honest reps stay at or below, incidents.
  package var usualIncidents = 0
  /// The weight expected of such an honest rep.
  package var expectedWeight = 0.0
  /// The flagged check-ins expected of such an honest rep.
  package var expectedFlagged = 0.0
  /// The probability that such an honest rep has this weight or more.
  package var pValue = 1.0
  /// The least false discovery rate at which the rep is accused.
  package var qValue = 1.0
  /// The flagged check-ins that are expected to be false.
  package var falseVisits = 0.0
  /// What cases are ranked by: false visits expected, times the confidence that the rep is not one
  /// of the honest.
  package var score = 0.0
  /// Whether the q-value is at or below the policy's false discovery rate.
  package var isAccused = false

  /// The number of check-ins.
  package var checkIns: Int { verdicts.reduce(0, +) }
  /// The number of check-ins that are suspicious or contradicted.
  package var flagged: Int {
    zip(Verdict.allCases, verdicts).reduce(0) { $0 + ($1.0.isAccusing ? $1.1 : 0) }
  }

  /// The number of check-ins with a verdict.
  package func count(_ verdict: Verdict) -> Int {
    Verdict.allCases.firstIndex(of: verdict).map { verdicts[$0] } ?? 0
  }

  /// Makes the statistics of a rep without check-ins.
  init(rep: Int) {
    self.rep = rep
    verdicts = Verdict.allCases.map { _ in 0 }
  }
}
