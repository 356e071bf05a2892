import LeadlineModel

/// The coordinates have so few decimals that a receiver can't have given them; weak by itself.
///
/// It sees the numbers as stored: a conversion from another datum hides the rounding.
enum RoundedCoordinatesRule: VerificationRule {
  static let reason = Reason.roundedCoordinates
  static let family = RuleFamily.device

  static func finding(in context: RuleContext) -> Finding? {
    guard let decimals = context.position?.roundedDecimals else { return nil }
    return Finding(
      reason: reason,
      logLikelihoodRatio: context.policy.roundedRatio,
      evidence: [.init("decimals", Double(decimals))],
      excuse: "the app or the network's positioning service rounds all its coordinates"
    )
  }
}
