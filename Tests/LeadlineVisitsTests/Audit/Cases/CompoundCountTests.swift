import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct CompoundCountTests {
  /// The probabilities of the sums 0, 1, …, by adding up all numbers of incidents one by one.
  private func bruteForce(_ count: CompoundCount, _ weights: [Double], through: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: through + 1)
    var ofNumber = [1.0] + [Double](repeating: 0, count: through)
    for number in 0...through {
      let k = count.shape
      // The definition of the negative binomial distribution, by the gamma function.
      let logarithm =
        lgamma(k + Double(number)) - lgamma(k) - lgamma(Double(number) + 1)
        + k * log(k / (k + count.mean)) + Double(number) * log(count.mean / (k + count.mean))
      for sum in 0...through { sums[sum] += exp(logarithm) * ofNumber[sum] }
      var next = [Double](repeating: 0, count: through + 1)
      for sum in 0...through {
        for (step, weight) in weights.enumerated() where sum + step + 1 <= through {
          next[sum + step + 1] += ofNumber[sum] * weight
        }
      }
      ofNumber = next
    }
    return sums
  }

  @Test func tailsAreThoseOfTheDefinition() {
    forEverySeed(0..<20) { seed, generator in
      let count = CompoundCount(
        mean: generator.double(in: 0.05...6),
        shape: generator.double(in: 0.3...4)
      )
      var weights = (0..<5).map { _ in generator.double(in: 0...1) }
      let whole = weights.reduce(0, +)
      weights = weights.map { $0 / whole }
      let sums = bruteForce(count, weights, through: 200)
      for steps in [0, 1, 2, 7, 20, 60] {
        // The sums end somewhere, and what is left of 1 has no digits in the far tail.
        let direct = sums[steps...].reduce(0, +)
        let expected = direct < 1e-6 ? direct : 1 - sums[..<steps].reduce(0, +)
        let tail = count.tail(atLeast: steps, weights: weights)
        #expect(abs(tail / expected - 1) < 1e-4, "seed \(seed), \(steps) steps")
      }
    }
  }

  @Test func oneStepAnIncidentCountsIncidents() {
    let count = CompoundCount(mean: 2, shape: 1)
    // Shape 1 is geometric: P(N >= n) = (2 / 3)^n, in the far tail too.
    for steps in [1, 5, 40, 400] {
      let tail = count.tail(atLeast: steps, weights: [1])
      #expect(abs(tail / pow(2.0 / 3, Double(steps)) - 1) < 1e-9)
    }
    #expect(count.quantile(0.5) == 1)
    #expect(count.quantile(0.95) == 7)
  }

  @Test func attainedLevelIsTheGreatestTailAdmitted() {
    let count = CompoundCount(mean: 2, shape: 1)
    #expect(abs(count.attained(0.5, weights: [1]) - 4.0 / 9) < 1e-12)
    #expect(abs(count.attained(0.4445, weights: [1]) - 4.0 / 9) < 1e-12)
    #expect(abs(count.attained(0.4444, weights: [1]) - 8.0 / 27) < 1e-12)
    #expect(count.attained(1, weights: [1]) == 1)
  }
}
