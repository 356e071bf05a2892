import Foundation
import LeadlineModel

/// The rep left sooner than a visit takes.
enum ShortDwellRule: VerificationRule {
  static let reason = Reason.shortDwell
  static let family = RuleFamily.time

  static func finding(in context: RuleContext) -> Finding? {
    guard let left = context.checkIn.leftAt else { return nil }
    let dwell = left.timeIntervalSince(context.checkIn.time)
    // Leaving before arriving is a wrong clock, not a short visit.
    guard dwell >= 0 && dwell < context.policy.shortestDwellSeconds else { return nil }
    return Finding(
      reason: reason,
      logLikelihoodRatio: context.policy.shortDwellRatio,
      evidence: [.init("dwell", dwell, unit: "s")],
      excuse: "the store was closed, or the rep only dropped something off"
    )
  }
}
