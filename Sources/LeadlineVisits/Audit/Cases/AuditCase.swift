package import LeadlineModel

/// A rep whose check-ins are worth a look.
package struct AuditCase: Sendable {
  /// 1 for the case to look at first.
  package var rank: Int
  /// The rep's numbers; `score`, `qValue`, `checkIns` and `flagged` are columns of `cases.csv`.
  package var statistics: RepStatistics
  /// The reasons that accuse, the weightiest first.
  package var reasons: [Reason]
  /// What speaks for the rep.
  package var counterEvidence: CounterEvidence
  /// Whether the report shows it: one of the first of the policy, or an accused rep.
  package var isShown: Bool
}

/// What speaks for a rep.
package struct CounterEvidence: Sendable {
  /// The check-ins that are verified.
  package var verified = 0
  /// The check-ins that are plausible.
  package var plausible = 0
  /// How many check-ins each excusing reason marks, in the order of `Reason`.
  package var excuses: [(reason: Reason, checkIns: Int)] = []
  /// The flagged check-ins that some reason excuses as well.
  package var excusedFlagged = 0
  /// The check-ins with a photo that nothing speaks against.
  package var cleanPhotos = 0
  /// The check-ins with a photo.
  package var photos = 0
  /// The orders that name the rep.
  package var orders = 0
  /// The flagged check-ins at whose store an order was placed within a day.
  package var flaggedWithOrder = 0
  /// The check-ins with a colleague along.
  package var accompanied = 0
}
