import LeadlineModel

/// The check-in has no position.
enum NoPositionRule: VerificationRule {
  static let facts = RuleFacts(.noPosition, .geometry, evidence: [])

  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing? {
    evidence.row.hasPosition ? nil : Weighing()
  }
}
