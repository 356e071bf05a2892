import Foundation
import LeadlineModel

/// The fix is farther from the store than the errors of both explain.
enum TooFarRule: VerificationRule {
  static let reason = Reason.tooFar
  static let family = RuleFamily.geometry

  static func finding(in context: RuleContext) -> Finding? {
    guard let position = context.position else { return nil }
    let ratio = -log(position.likelihoodRatio)
    guard ratio >= context.policy.distanceRatio else { return nil }
    return Finding(
      reason: reason,
      logLikelihoodRatio: ratio,
      evidence: [
        .init("distance", position.distanceMetres, unit: "m"),
        .init("accuracy", position.accuracyMetres, unit: "m"),
      ],
      excuse: "the store's position is wrong, or the store has moved"
    )
  }
}
