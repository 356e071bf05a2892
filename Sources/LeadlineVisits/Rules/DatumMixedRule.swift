import LeadlineModel

/// The distance is that between two datums: read in the other one, the fix is at the store.
enum DatumMixedRule: VerificationRule {
  static let facts = RuleFacts(
    .datumMixed,
    .geometry,
    evidence: [("distance", "m"), ("distance in the other datum", "m")]
  )

  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing? {
    guard let position = evidence.position, let reading = position.reading else { return nil }
    return Weighing(0, position.claimedDistanceMetres, reading.distanceMetres)
  }
}
