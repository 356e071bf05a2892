import Foundation

/// A number of incidents that is a gamma mixture of Poisson numbers (a negative binomial one), and the
/// sum of their weights on a lattice.
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

  private var ratio: Double { mean / (mean + shape) }

  /// P(N = 0).
  private var atZero: Double { exp(-shape * log1p(mean / shape)) }

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

  /// The probability that the weights add up to at least a number of lattice steps.
  ///
  /// - Parameters:
  ///   - steps: The sum asked for.
  ///   - weights: The probabilities that one incident weighs 1, 2, … steps.
  /// - Returns: Above 0, at most 1.
  ///
  /// - Complexity: O(*steps* · *weights*).
  func tail(atLeast steps: Int, weights: [Double]) -> Double {
    guard steps > 0 else { return 1 }
    var sums = Sums(self, weights)
    for _ in 1..<steps { sums.advance() }
    var tail = 0.0
    // The terms fall like a geometric series once they are beyond the mean.
    for _ in 0..<100_000 {
      sums.advance()
      tail += sums.last
      if sums.last <= 1e-12 * tail && sums.position > 2 * steps { break }
    }
    return min(1, max(tail, .leastNormalMagnitude))
  }

  /// The greatest of the tail's probabilities that a level admits, which is the probability that an
  /// honest rep gets under the level by chance.
  func attained(_ level: Double, weights: [Double]) -> Double {
    // Below, the sum of probabilities up to 1 says nothing any more.
    guard level < 1 else { return 1 }
    guard level > 1e-10 else { return level }
    var sums = Sums(self, weights)
    var rest = 1 - sums.last
    var steps = 1
    while rest > level && steps < 1_000_000 {
      sums.advance()
      rest -= sums.last
      steps += 1
    }
    return min(level, max(0, rest))
  }

  /// The probabilities of the sums, one after the other.
  private struct Sums {
    private let shape: Double
    private let ratio: Double
    private let weights: [Double]
    private var probabilities: [Double]

    init(_ count: CompoundCount, _ weights: [Double]) {
      shape = count.shape
      ratio = count.ratio
      self.weights = weights
      probabilities = [count.atZero]
    }

    var position: Int { probabilities.count - 1 }
    var last: Double { probabilities[position] }

    mutating func advance() {
      let next = probabilities.count
      var sum = 0.0
      for step in 1...max(1, min(next, weights.count)) where step <= weights.count {
        let factor = 1 + (shape - 1) * Double(step) / Double(next)
        sum += factor * weights[step - 1] * probabilities[next - step]
      }
      probabilities.append(ratio * sum)
    }
  }
}
