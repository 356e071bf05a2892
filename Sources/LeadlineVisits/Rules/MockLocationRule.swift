import LeadlineModel

/// The phone said that an app made the position up.
enum MockLocationRule: VerificationRule {
  static let facts = RuleFacts(
    .mockLocation,
    .device,
    version: 2,
    evidence: [],
    excuse: "the position came from an accessory, such as a car or an external receiver"
  )
  static let discreditsPosition = true

  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing? {
    guard evidence.row.mock == true, evidence.row.hasPosition else { return nil }
    return Weighing(policy.mockRatio)
  }
}
