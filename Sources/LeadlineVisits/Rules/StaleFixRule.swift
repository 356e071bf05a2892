import LeadlineModel

/// The fix is not of the time of the check-in: it says where the rep was then, and the longer ago
/// that is, the less it says about now.
enum StaleFixRule: VerificationRule {
  static let facts = RuleFacts(.staleFix, .time, evidence: [("age", "s")])

  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing? {
    guard let seconds = evidence.position?.staleSeconds else { return nil }
    return Weighing(0, seconds)
  }
}
