import Foundation
import LeadlineModel

/// What is assumed of how often visits of honest reps, and of others, bear marks of a rule.
///
/// The number of marked among a rep's visits is binomial. For an honest rep its share is gamma
/// distributed about what is usual for the reason, or, for a few, anything; for a rep who fakes
/// visits there is a share of false ones besides. Both shares are summed over on grids that are even
/// in their logarithms.
struct PropensityModel: Sendable {
  /// The stories weighed for one rule.
  struct Weighing: Sendable {
    /// The logarithm of how much likelier the numbers are if visits are faked.
    var factor: Double
    /// The share of marked visits that are false, if visits are faked.
    var falseShare: Double
  }

  /// The priors.
  let policy: PropensityPolicy
  /// The family of each rule.
  let families: [RuleFamily]
  /// The logarithm of the odds of a false check-in before its evidence.
  private let priorLogOdds: Double
  private let rare: Grid
  private let common: Grid
  private let isCommon: [Bool]
  /// Whether nothing follows from the number of a rule's marks.
  let isHabitual: [Bool]
  /// Whether a rule's marks tell nothing of the visits before and after.
  let isShared: [Bool]

  init(_ policy: AuditPolicy) {
    self.policy = policy.propensity
    families = AuditRules.all.map { $0.facts.family }
    let prior = policy.verification.priorPresence
    priorLogOdds = log((1 - prior) / prior)
    rare = Grid(policy.propensity.rareShare, policy.propensity.shape, policy.propensity)
    common = Grid(policy.propensity.commonShare, policy.propensity.shape, policy.propensity)
    isCommon = AuditRules.all.map {
      policy.propensity.commonReasons.contains($0.facts.reason.rawValue)
    }
    isHabitual = AuditRules.all.map {
      policy.propensity.habitualReasons.contains($0.facts.reason.rawValue)
    }
    isShared = AuditRules.all.map {
      policy.propensity.sharedReasons.contains($0.facts.reason.rawValue)
    }
  }

  /// Weighs the stories.
  ///
  /// - Parameters:
  ///   - rule: Position of the rule.
  ///   - marked: The visits with its mark; need not be whole.
  ///   - visits: All visits.
  /// - Returns: What follows if the rep fakes visits, and how much likelier that makes the numbers.
  func weigh(_ rule: Int, marked: Double, of visits: Double) -> Weighing {
    (isCommon[rule] ? common : rare).weigh(marked: marked, of: visits)
  }

  /// Weighs the stories where the usual share was measured.
  ///
  /// - Parameters:
  ///   - marked: The visits with the mark; need not be whole.
  ///   - visits: All visits.
  ///   - usual: The mean share of honest reps' visits that are marked.
  ///   - shape: Of the gamma distribution by which they differ in it.
  /// - Returns: What follows if the rep fakes visits, and how much likelier that makes the numbers.
  func weigh(marked: Double, of visits: Double, usual: Double, shape: Double) -> Weighing {
    Grid(usual, shape, policy).weigh(marked: marked, of: visits)
  }

  /// What a rule's weighing says, as a logarithm, of whether the rep fakes visits in whatever way; never
  /// below 0: who doesn't do it in this way, may in another.
  func support(_ weighing: Weighing) -> Double {
    max(0, log(1 - policy.waysShown + policy.waysShown * exp(min(weighing.factor, 50))))
  }

  /// What a mark is worth on the scale of the rules' ratios: as much as makes the odds of a false visit
  /// what they are for a marked visit of this rep.
  func worth(_ weighing: Weighing, support: Double) -> Double {
    let factor = weighing.factor + support
    let prior = log(policy.cheats * policy.waysShown / (1 - policy.cheats * policy.waysShown))
    let doesSo = 1 / (1 + exp(-(prior + factor)))
    let share = min(doesSo * weighing.falseShare, 1 - 1e-9)
    guard share > 0 else { return 0 }
    return max(0, min(policy.greatestRatio, log(share / (1 - share)) - priorLogOdds))
  }

  /// The shares that are summed over.
  private struct Grid: Sendable {
    /// One possibility: a share of visits marked, how much of it is false, and its weight.
    private struct Point {
      var logMarked: Double
      var logUnmarked: Double
      var falsePart: Double
      var logWeight: Double

      init(honest: Double, false share: Double, weight: Double) {
        let marked = 1 - (1 - honest) * (1 - share)
        logMarked = log(marked)
        logUnmarked = log(1 - marked)
        falsePart = share / marked
        logWeight = log(weight)
      }
    }

    private let honest: [Point]
    private let faking: [Point]

    private static let steps = 20
    /// The greatest share of visits that is believed to be faked.
    private static let greatestFalse = 0.8

    init(_ usual: Double, _ shape: Double, _ policy: PropensityPolicy) {
      // From a fiftieth of what is usual, below which nothing is told apart, into the tail.
      let shares = Self.even(usual / 50, min(0.9, usual * 40)).map { share in
        (share, pow(share / usual, shape) * exp(-shape * share / usual))
      }
      let whole = shares.reduce(0) { $0 + $1.1 }
      let habits = (0..<Self.steps).map { (Double($0) + 0.5) / Double(Self.steps) }
      honest =
        shares.map {
          Point(honest: $0.0, false: 0, weight: (1 - policy.habits) * $0.1 / whole)
        }
        + habits.map {
          Point(honest: $0, false: 0, weight: policy.habits / Double(Self.steps))
        }
      let faked = Self.even(0.01, Self.greatestFalse).map { share in
        (share, share * pow(1 - share, policy.faithfulness - 1))
      }
      let all = faked.reduce(0) { $0 + $1.1 }
      faking = shares.flatMap { own in
        faked.map { Point(honest: own.0, false: $0.0, weight: own.1 / whole * $0.1 / all) }
      }
    }

    private static func even(_ least: Double, _ greatest: Double) -> [Double] {
      (0..<steps).map {
        least * pow(greatest / least, (Double($0) + 0.5) / Double(steps))
      }
    }

    func weigh(marked: Double, of visits: Double) -> Weighing {
      let honest = Self.sum(honest, marked, visits)
      let faking = Self.sum(faking, marked, visits)
      return Weighing(factor: faking.log - honest.log, falseShare: faking.falsePart)
    }

    /// The logarithm of the likelihood, and the mean part that is false.
    private static func sum(
      _ points: [Point],
      _ marked: Double,
      _ visits: Double
    ) -> (log: Double, falsePart: Double) {
      func logarithm(_ point: Point) -> Double {
        point.logWeight + marked * point.logMarked + (visits - marked) * point.logUnmarked
      }
      var greatest = -Double.infinity
      for point in points { greatest = max(greatest, logarithm(point)) }
      var sum = 0.0
      var falsePart = 0.0
      for point in points {
        let own = exp(logarithm(point) - greatest)
        sum += own
        falsePart += own * point.falsePart
      }
      return (greatest + log(sum), falsePart / sum)
    }
  }
}
