import LeadlineModel

/// The fix is not of the time of the check-in: it says where the rep was then, and the longer ago
/// that is, the less it says about now.
enum StaleFixRule: VerificationRule {
  static let reason = Reason.staleFix
  static let family = RuleFamily.time

  static func finding(in context: RuleContext) -> Finding? {
    guard let seconds = context.position?.staleSeconds else { return nil }
    return Finding(reason: reason, evidence: [.init("age", seconds, unit: "s")])
  }
}
