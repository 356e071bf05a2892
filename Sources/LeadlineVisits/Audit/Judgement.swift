import Foundation
package import LeadlineModel

/// What is concluded about one check-in.
package struct Judgement: Sendable {
  /// The conclusion.
  package var verdict: Verdict
  /// The sum over families of the strongest ratio in each: what speaks against the visit.
  package var score: Double
  /// The part of the score that one mark is worth only because the rep has many like it, see
  /// ``Propensity``; 0 for most.
  package var raised = 0.0
  /// The probability that the rep was at the store; NaN without a fix.
  ///
  /// In an audit by the share of false check-ins that the data show, see ``FalseShare``; the verdict
  /// is by the policy's prior alone.
  package var presence: Double

  /// Judges check-ins by their marks.
  ///
  /// - Parameters:
  ///   - checkIns: Positions of the check-ins.
  ///   - marks: The marks of these check-ins, by check-in.
  ///   - context: What is known.
  ///   - model: What is assumed of how often reps' visits are marked.
  /// - Returns: One judgement for each check-in, in their order.
  static func judge(
    _ checkIns: Range<Int>,
    _ marks: [Mark],
    _ context: AuditContext,
    _ model: PropensityModel
  ) -> [Judgement] {
    let propensity = Propensity(checkIns, marks, context.data, model)
    let isDiscrediting = AuditRules.areDiscrediting
    var judgements: [Judgement] = []
    judgements.reserveCapacity(checkIns.count)
    var next = 0
    for checkIn in checkIns {
      var strongest = FamilyRatios()
      var isDiscredited = false
      let first = next
      while next < marks.count, Int(marks[next].checkIn) == checkIn {
        let rule = Int(marks[next].rule)
        strongest.add(Double(marks[next].logLikelihoodRatio), to: model.families[rule])
        isDiscredited = isDiscredited || isDiscrediting[rule]
        next += 1
      }
      let sum = strongest.sum
      if let raise = propensity.raise(marks[first..<next], strongest, model.families) {
        strongest.add(raise.ratio, to: raise.family)
      }
      var judgement = judge(
        strongest,
        isDiscredited,
        context.positions[checkIn],
        context.policy.verification
      )
      judgement.raised = strongest.sum - sum
      judgements.append(judgement)
    }
    return judgements
  }

  /// Judges by the strongest ratios, by the position, and by whether the position can be believed.
  static func judge(
    _ strongest: FamilyRatios,
    _ isDiscredited: Bool,
    _ position: PositionEvidence?,
    _ policy: VerificationPolicy
  ) -> Judgement {
    let sum = strongest.sum
    let incriminating: Verdict? =
      sum >= policy.contradictedRatio
      ? .contradicted : sum >= policy.suspiciousRatio ? .suspicious : nil
    guard let position else {
      return Judgement(
        verdict: incriminating ?? .unverifiable,
        score: sum,
        presence: .nan
      )
    }
    var ratio = position.likelihoodRatio
    if isDiscredited { ratio = min(1, ratio) }
    // What speaks against the place in any way, speaks against it here too.
    if strongest[.geometry] > 0 { ratio = min(ratio, exp(-strongest[.geometry])) }
    let odds = policy.priorPresence * ratio * exp(-strongest.sum(without: .geometry))
    let presence = odds / (odds + 1 - policy.priorPresence)
    return Judgement(
      verdict: incriminating
        ?? unaccused(
          sum: sum,
          presence: presence,
          support: log(ratio),
          greatestSupport: log(position.greatestRatio),
          policy
        ),
      score: sum,
      presence: presence
    )
  }

  /// The verdict of a check-in against which nothing of weight speaks.
  private static func unaccused(
    sum: Double,
    presence: Double,
    support: Double,
    greatestSupport: Double,
    _ policy: VerificationPolicy
  ) -> Verdict {
    // A fix that could not have verified the visit anywhere does not make it plausible either.
    if greatestSupport < policy.verifyingRatio { return .unverifiable }
    if presence >= policy.verifiedPresence && support >= policy.verifyingRatio
      && sum < policy.unverifiedRatio
    {
      return .verified
    }
    return presence >= policy.plausiblePresence ? .plausible : .unverifiable
  }
}
