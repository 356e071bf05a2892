import Foundation

/// How much a sign that recurs says against each check-in that shows it.
///
/// The number k of a cheater's check-ins with the sign has no scale: P(k) = 1 / (k (k + 1)). So a
/// false check-in is one of k with probability `falseShare` / (k (k + 1)). With the honest, it is
/// either chance, by which each of the rep's check-ins shows the sign independently of the others,
/// or a quirk of phone or app, which needs its first time and then goes on with
/// ``RepRulesPolicy/quirkContinues``.
struct Recurrence {
  /// The share of false check-ins that show the sign.
  var falseShare: Double
  /// The probability that a true check-in shows it by chance.
  var chance: Double
  /// How many check-ins could have shown it.
  var trials: Int
  /// The probability that a true check-in shows it by a quirk.
  var quirk: Double

  /// The logarithm of the ratio for each of some check-ins with the sign, at most the policy's.
  ///
  /// Where chance alone gives e of the k, a share e / k of them is true whoever made the others, and
  /// the ratio takes no more than that to odds of (k - e) / e from those of the prior.
  ///
  /// - Parameters:
  ///   - count: How many, 1 or more.
  ///   - policy: The rules' policy.
  ///   - priorPresence: The probability that a check-in is true.
  /// - Returns: Below 0 for what is more usual among the honest.
  ///
  /// - Complexity: O(`count`).
  func ratio(_ count: Int, _ policy: RepRulesPolicy, priorPresence: Double) -> Double {
    let number = Double(count)
    let guilty = falseShare / (number * (number + 1))
    let honest =
      chance * Self.poissonTail(atLeast: count - 1, mean: Double(max(0, trials - 1)) * chance)
      + quirk * pow(policy.quirkContinues, number - 1)
    let innocent = Double(trials) * chance
    guard number > innocent else { return min(0, log(guilty / honest)) }
    let pooled = (number - innocent) / innocent * priorPresence / (1 - priorPresence)
    return min(policy.greatestRatio, min(log(guilty / honest), log(pooled)))
  }

  /// The probability that a Poisson variable reaches a number.
  static func poissonTail(atLeast count: Int, mean: Double) -> Double {
    guard count > 0 else { return 1 }
    guard mean > 0 else { return 0 }
    // Above the mean the tail is summed from its own end, lest 1 - (1 - tiny) be noise.
    let logFirst = Double(count) * log(mean) - mean - lgamma(Double(count) + 1)
    if Double(count) > mean {
      var term = exp(logFirst)
      var sum = term
      var next = Double(count) + 1
      while term > sum * 1e-12 {
        term *= mean / next
        sum += term
        next += 1
      }
      return min(1, sum)
    }
    var below = 0.0
    var term = exp(logFirst)
    for lower in stride(from: count, to: 0, by: -1) {
      term *= Double(lower) / mean
      below += term
    }
    return max(0, 1 - below)
  }
}
