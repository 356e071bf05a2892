import LeadlineModel

/// The fix is too coarse to tell: not even at the store's position would it verify the visit.
enum PoorAccuracyRule: VerificationRule {
  static let facts = RuleFacts(.poorAccuracy, .geometry, evidence: [("accuracy", "m")])

  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing? {
    guard let position = evidence.position, !position.couldVerifyFresh else { return nil }
    return Weighing(0, Double(position.accuracyMetres))
  }
}
