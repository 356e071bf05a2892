import Foundation
import LeadlineModel

/// The fix is too coarse to tell: not even at the store's position would it verify the visit.
enum PoorAccuracyRule: VerificationRule {
  static let reason = Reason.poorAccuracy
  static let family = RuleFamily.geometry

  static func finding(in context: RuleContext) -> Finding? {
    guard let position = context.position,
      log(position.greatestFreshRatio) < context.policy.verifyingRatio
    else { return nil }
    return Finding(
      reason: reason,
      evidence: [.init("accuracy", position.accuracyMetres, unit: "m")]
    )
  }
}
