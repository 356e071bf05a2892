import LeadlineModel

/// The check-in reached the server long after the time it claims; weak, as phones work offline.
enum LateEntryRule: VerificationRule {
  static let facts = RuleFacts(
    .lateEntry,
    .time,
    evidence: [("delay", "s")],
    excuse: "the phone had no network and sent the check-in later"
  )

  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing? {
    let delay = evidence.row.submittedAt - evidence.row.time
    // Not so for NaN: a check-in that does not say when it was sent is not late.
    guard delay > policy.lateAfterSeconds else { return nil }
    return Weighing(policy.lateRatio, delay)
  }
}
