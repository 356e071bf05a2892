import LeadlineModel

/// The coordinates have so few decimals that a receiver can't have given them; weak by itself.
///
/// It sees the numbers as stored: a conversion from another datum hides the rounding.
enum RoundedCoordinatesRule: VerificationRule {
  static let facts = RuleFacts(
    .roundedCoordinates,
    .repetition,
    version: 2,
    evidence: [("decimals", "")],
    excuse: "the app or the network's positioning service rounds all its coordinates"
  )

  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing? {
    guard let decimals = evidence.position?.roundedDecimals else { return nil }
    return Weighing(policy.roundedRatio, Double(decimals))
  }
}
