import Foundation

/// Whether signs come in bouts, on a few days one after the other, or on any day.
///
/// Two models of a rep's visits are compared. In the one, each visit shows the sign with one
/// probability; in the other, that depends on whether the visit before on that day did. All
/// probabilities are unknown and evenly spread, so that both models' likelihoods are quotients of
/// factorials. Where a visit with the sign is followed by one less often than others are, there are no
/// bouts.
struct Bouts {
  /// Of reps who make up visits, the share who do so for an afternoon, not for a visit here and there.
  static let fakingShare = 0.8
  /// Of phones that are odd, the share that are so now and then for hours; a judgement.
  static let oddShare = 0.15

  /// Visits by whether they show the sign, and whether the visit before did.
  private var counts = (first: (signs: 0.0, others: 0.0), later: (signs: 0.0, others: 0.0))
  private var last: (isSign: Bool, day: Int)?

  /// Adds the next visit.
  mutating func add(_ isSign: Bool, day: Int) {
    let isLater = last.map { $0.isSign && $0.day == day } ?? false
    switch (isLater, isSign) {
    case (false, false): counts.first.others += 1
    case (false, true): counts.first.signs += 1
    case (true, false): counts.later.others += 1
    case (true, true): counts.later.signs += 1
    }
    last = (isSign, day)
  }

  /// How much likelier the order of the signs is where so large a share of all has them in bouts, than
  /// where nobody has; 1 where there are no bouts.
  func factor(_ share: Double) -> Double {
    let (first, later) = counts
    guard later.signs * (first.signs + first.others) > first.signs * (later.signs + later.others)
    else { return 1 }
    let evidence =
      Self.logBeta(first.signs, first.others) + Self.logBeta(later.signs, later.others)
      - Self.logBeta(first.signs + later.signs, first.others + later.others)
    return 1 - share + share * exp(min(evidence, Self.greatestEvidence))
  }

  /// The shares are no longer told apart by then.
  private static let greatestEvidence = 50.0

  /// ln of the mean of p^signs (1 - p)^others over all p.
  private static func logBeta(_ signs: Double, _ others: Double) -> Double {
    lgamma(signs + 1) + lgamma(others + 1) - lgamma(signs + others + 2)
  }
}
