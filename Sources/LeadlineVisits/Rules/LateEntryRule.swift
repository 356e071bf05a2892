import Foundation
import LeadlineModel

/// The check-in reached the server long after the time it claims; weak, as phones work offline.
enum LateEntryRule: VerificationRule {
  static let reason = Reason.lateEntry
  static let family = RuleFamily.time

  static func finding(in context: RuleContext) -> Finding? {
    guard let submitted = context.checkIn.submittedAt else { return nil }
    let delay = submitted.timeIntervalSince(context.checkIn.time)
    guard delay > context.policy.lateAfterSeconds else { return nil }
    return Finding(
      reason: reason,
      logLikelihoodRatio: context.policy.lateRatio,
      evidence: [.init("delay", delay, unit: "s")],
      excuse: "the phone had no network and sent the check-in later"
    )
  }
}
