import LeadlineModel

/// The check-in has no position.
enum NoPositionRule: VerificationRule {
  static let reason = Reason.noPosition
  static let family = RuleFamily.geometry

  static func finding(in context: RuleContext) -> Finding? {
    guard context.checkIn.coordinate == nil else { return nil }
    return Finding(reason: reason, evidence: [])
  }
}
