import Foundation
import LeadlineModel

/// The fix is farther from the store than the errors of both explain.
enum TooFarRule: VerificationRule {
  static let facts = RuleFacts(
    .tooFar,
    .geometry,
    evidence: [("distance", "m"), ("accuracy", "m")],
    excuse: "the store's position is wrong, or the store has moved"
  )

  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing? {
    guard let position = evidence.position else { return nil }
    let ratio = -log(position.likelihoodRatio)
    guard ratio >= policy.distanceRatio else { return nil }
    return Weighing(ratio, position.distanceMetres, Double(position.accuracyMetres))
  }
}
