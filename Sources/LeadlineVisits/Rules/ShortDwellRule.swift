import LeadlineModel

/// The rep left sooner than a visit takes.
enum ShortDwellRule: VerificationRule {
  static let facts = RuleFacts(
    .shortDwell,
    .time,
    evidence: [("dwell", "s")],
    excuse: "the store was closed, or the rep only dropped something off"
  )

  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing? {
    let dwell = evidence.row.leftAt - evidence.row.time
    // Leaving before arriving is a wrong clock, not a short visit; NaN is neither.
    guard dwell >= 0 && dwell < policy.shortestDwellSeconds else { return nil }
    return Weighing(policy.shortDwellRatio, dwell)
  }
}
