import LeadlineModel

/// The phone said that an app made the position up.
enum MockLocationRule: VerificationRule {
  static let reason = Reason.mockLocation
  static let family = RuleFamily.device
  static let discreditsPosition = true

  static func finding(in context: RuleContext) -> Finding? {
    guard context.checkIn.mock == true, context.checkIn.coordinate != nil else { return nil }
    return Finding(
      reason: reason,
      logLikelihoodRatio: context.policy.mockRatio,
      evidence: [.init("mock", 1)],
      excuse: "the position came from an accessory, such as a car or an external receiver"
    )
  }
}
