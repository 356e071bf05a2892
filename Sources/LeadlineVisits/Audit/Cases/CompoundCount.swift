import Foundation

/// A number of incidents that is a gamma mixture of Poisson numbers (a negative binomial one).
///
/// For the sum of their weights, see ``CompoundSums``.
///
/// Source: H. H. Panjer, "Recursive evaluation of a family of compound distributions", ASTIN Bulletin
/// 12 (1981), https://doi.org/10.1017/S0515036100006796: with q = mean / (mean + shape),
/// P(N = n) = (q + (shape - 1) q / n) P(N = n - 1). All terms are positive, so that even the far tail
/// has the full relative precision.
struct CompoundCount: Sendable {
  /// The mean number of incidents, above 0.
  let mean: Double
  /// The shape of the gamma distribution, above 0.
  let shape: Double

  /// The factor of Panjer's recursion.
  var ratio: Double { mean / (mean + shape) }

  /// P(N = 0).
  var atZero: Double { exp(-shape * log1p(mean / shape)) }

  /// The probabilities of a number of incidents, and of at most `limit`, which is no smaller.
  func probability(of number: Int, andThrough limit: Int) -> (own: Double, through: Double) {
    var probability = atZero
    var own = probability
    var sum = probability
    var count = 1
    while count <= limit {
      probability *= ratio * (1 + (shape - 1) / Double(count))
      sum += probability
      if count == number { own = probability }
      count += 1
    }
    return (own, sum)
  }

  /// The least number that at least a share of reps stay at or below.
  func quantile(_ share: Double) -> Int {
    var probability = atZero
    var sum = probability
    var count = 0
    while sum < share && count < 100_000 {
      count += 1
      probability *= ratio * (1 + (shape - 1) / Double(count))
      sum += probability
    }
    return count
  }
}
