import Foundation

/// How flags come to honest reps, learnt from reps of whom some may cheat.
///
/// The incidents of a rep are Poisson with a mean that is the exposure (see ``PeerGroups``) times a
/// gamma factor of the rep: phones, streets and habits differ, and so flags of honest reps are
/// overdispersed. The factor's mean and shape come from the lower part of the reps alone, by the
/// likelihood of what is seen below a cut given that it is below: whoever is above the cut, cheat or
/// not, has no say, and the honest above it are not missed. Source for the idea: B. Efron,
/// "Large-scale simultaneous hypothesis testing: the choice of a null hypothesis", J. Am. Stat. Assoc.
/// 99 (2004), https://doi.org/10.1198/016214504000000089 (truncated maximum likelihood: section 4 of
/// his "Size, power and false discovery rates", Ann. Stat. 35 (2007)).
struct HonestReps: Sendable {
  /// A rep as it is fitted to.
  struct Sighting: Sendable {
    var incidents: Int
    /// The flagged check-ins expected by the groups' rates; above 0.
    var exposure: Double
  }

  /// Incidents per unit of exposure.
  private(set) var scale = 1.0
  /// The shape of the gamma factor.
  private(set) var shape: Double
  /// What reps are at or below the cut; the others had no say.
  private(set) var isBelowCut: [Bool]

  /// The spread of the prior of the shape, as the deviation of its logarithm: a factor of two.
  private static let shapeDeviation = 0.7
  /// The spread of the prior of the scale: groups' rates miss it by such a factor at most.
  private static let scaleDeviation = 1.5
  /// Shapes that are tried, as parts of the greatest.
  private static let shapes = (0...5).map { exp2(-Double($0) / 2) }

  /// Fits.
  ///
  /// - Complexity: O(*n*) for reps with a bounded number of incidents.
  init(_ reps: [Sighting], policy: CasePolicy) {
    let keptShare = 1 - policy.cutShare
    shape = min(policy.priorShape, policy.greatestShape)
    isBelowCut = reps.map { _ in true }
    scale = Self.firstScale(reps)
    var cuts: [Int] = []
    for _ in 0..<20 {
      let found = reps.map { rep in
        CompoundCount(mean: scale * rep.exposure, shape: shape).quantile(keptShare)
      }
      if found == cuts { break }
      cuts = found
      isBelowCut = zip(reps, cuts).map { $0.incidents <= $1 }
      fit(reps, cuts, policy)
    }
  }

  /// Incidents per exposure of the lower three quarters: a start that a quarter of cheats can't raise.
  private static func firstScale(_ reps: [Sighting]) -> Double {
    let sorted = reps.sorted {
      Double($0.incidents) * $1.exposure < Double($1.incidents) * $0.exposure
    }
    let lower = sorted.prefix(max(1, 3 * sorted.count / 4))
    let incidents = lower.reduce(0) { $0 + $1.incidents }
    let exposure = lower.reduce(0) { $0 + $1.exposure }
    guard exposure > 0 else { return 1 }
    // Half an incident keeps the scale above 0 where nothing was flagged.
    return (Double(incidents) + 0.5) / (exposure + 0.5)
  }

  private mutating func fit(_ reps: [Sighting], _ cuts: [Int], _ policy: CasePolicy) {
    // Reps with the same numbers have the same likelihood, up to a twentieth of the exposure.
    var classes: [Key: Int] = [:]
    for (rep, cut) in zip(reps, cuts) where rep.incidents <= cut {
      let key = Key(
        incidents: rep.incidents,
        cut: cut,
        exposure: Int((log(rep.exposure) * Key.stepsPerUnit).rounded())
      )
      classes[key, default: 0] += 1
    }
    let sorted = classes.map { (key: $0.key, count: $0.value) }.sorted { $0.key < $1.key }
    var best = -Double.infinity
    for part in Self.shapes {
      let shape = part * policy.greatestShape
      let prior = log(shape / policy.priorShape) / Self.shapeDeviation
      let (scale, likelihood) = Self.bestScale { scale in
        let far = log(scale) / Self.scaleDeviation
        return sorted.reduce(-(far * far + prior * prior) / 2) { sum, group in
          sum + Double(group.count) * group.key.logLikelihood(scale, shape)
        }
      }
      if likelihood > best {
        best = likelihood
        self.scale = scale
        self.shape = shape
      }
    }
  }

  /// The scale that makes a function greatest, by golden section over its logarithm.
  private static func bestScale(
    _ value: (Double) -> Double
  ) -> (scale: Double, value: Double) {
    let golden = (5.0.squareRoot() - 1) / 2
    var low = -4.0
    var high = 4.0
    var first = high - golden * (high - low)
    var second = low + golden * (high - low)
    var atFirst = value(exp(first))
    var atSecond = value(exp(second))
    for _ in 0..<12 {
      if atFirst > atSecond {
        (high, second, atSecond) = (second, first, atFirst)
        first = high - golden * (high - low)
        atFirst = value(exp(first))
      } else {
        (low, first, atFirst) = (first, second, atSecond)
        second = low + golden * (high - low)
        atSecond = value(exp(second))
      }
    }
    return atFirst > atSecond ? (exp(first), atFirst) : (exp(second), atSecond)
  }

  /// What reps with one likelihood have in common.
  private struct Key: Hashable, Comparable {
    var incidents: Int
    var cut: Int
    /// The logarithm of the exposure, in steps.
    var exposure: Int

    /// Steps of the exposure's logarithm.
    static let stepsPerUnit = 10.0

    static func < (left: Key, right: Key) -> Bool {
      (left.incidents, left.cut, left.exposure) < (right.incidents, right.cut, right.exposure)
    }

    /// ln P(N = incidents | N <= cut).
    func logLikelihood(_ scale: Double, _ shape: Double) -> Double {
      let mean = scale * exp(Double(exposure) / Self.stepsPerUnit)
      let count = CompoundCount(mean: mean, shape: shape)
      let (own, below) = count.probability(of: incidents, andThrough: cut)
      return log(max(own, .leastNormalMagnitude)) - log(max(below, .leastNormalMagnitude))
    }
  }
}
