import Foundation
import LeadlineModel

/// What one check-in is judged by, beside its fix.
struct Evidence {
  /// The strongest ratio of each family.
  var strongest = FamilyRatios()
  /// The same of the reasons that also tell of the visits before and after.
  var telling = FamilyRatios()
  /// Whether such a reason is given.
  var isMarked = false
  /// Whether the position can't vouch for the rep.
  var isDiscredited = false

  /// How much likelier a fix is of one who was there, as far as it can be believed; 1 without a
  /// fix.
  func presenceRatio(_ position: PositionEvidence?) -> Double {
    guard let position else { return 1 }
    var ratio = position.likelihoodRatio
    if isDiscredited { ratio = min(1, ratio) }
    // What speaks against the place in any way, speaks against it here too.
    if strongest[.geometry] > 0 { ratio = min(ratio, exp(-strongest[.geometry])) }
    return ratio
  }

  /// Judges by the strongest ratios, by the position, and by whether the position can be believed.
  ///
  /// - Parameters:
  ///   - position: What the fix says; nil without one.
  ///   - company: What the visits before and after say against this one, as a logarithm of a ratio.
  ///   - policy: Priors and thresholds.
  ///   - model: How a distance is weighed.
  /// - Returns: The judgement, in which nothing counts as raised.
  func judgement(
    _ position: PositionEvidence?,
    company: Double = 0,
    _ policy: VerificationPolicy,
    _ model: PresenceModel
  ) -> Judgement {
    let sum = strongest.sum + company
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
    let ratio = presenceRatio(position)
    let others = strongest.sum(without: .geometry) + company
    // Against most nothing speaks.
    let odds = policy.priorPresence * ratio * (others == 0 ? 1 : exp(-others))
    let presence = odds / (odds + 1 - policy.priorPresence)
    return Judgement(
      verdict: incriminating
        ?? unaccused(
          sum: sum,
          presence: presence,
          isVerified: model.verifying.isReached(by: ratio),
          canBeVerified: position.canVerify,
          policy
        ),
      score: sum,
      presence: presence
    )
  }

  /// The verdict of a check-in against which nothing of weight speaks.
  private func unaccused(
    sum: Double,
    presence: Double,
    isVerified: Bool,
    canBeVerified: Bool,
    _ policy: VerificationPolicy
  ) -> Verdict {
    // A fix that could not have verified the visit anywhere does not make it plausible either.
    guard canBeVerified else { return .unverifiable }
    if presence >= policy.verifiedPresence && isVerified && sum < policy.unverifiedRatio {
      return .verified
    }
    return presence >= policy.plausiblePresence ? .plausible : .unverifiable
  }
}
