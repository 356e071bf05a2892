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
        let tail = CompoundSums([count], weights: weights).tails(atLeast: [steps])[0]
        #expect(abs(tail / expected - 1) < 1e-4, "seed \(seed), \(steps) steps")
      }
    }
  }

  @Test func oneStepAnIncidentCountsIncidents() {
    let count = CompoundCount(mean: 2, shape: 1)
    // Shape 1 is geometric: P(N >= n) = (2 / 3)^n, in the far tail too.
    for steps in [1, 5, 40, 400] {
      let tail = CompoundSums([count], weights: [1]).tails(atLeast: [steps])[0]
      #expect(abs(tail / pow(2.0 / 3, Double(steps)) - 1) < 1e-9)
    }
    #expect(count.quantile(0.5) == 1)
    #expect(count.quantile(0.95) == 7)
  }

  @Test func attainedLevelIsTheGreatestTailAdmitted() {
    let count = CompoundSums([CompoundCount(mean: 2, shape: 1)], weights: [1])
    #expect(abs(count.attained(0.5)[0] - 4.0 / 9) < 1e-12)
    #expect(abs(count.attained(0.4445)[0] - 4.0 / 9) < 1e-12)
    #expect(abs(count.attained(0.4444)[0] - 8.0 / 27) < 1e-12)
    #expect(count.attained(1)[0] == 1)
  }

  @Test func eachOfManyCountsHasTheSumsThatItHasAlone() {
    forEverySeed(0..<20) { seed, generator in
      let shape = generator.double(in: 0.3...4)
      let counts = (0..<11).map { _ in
        CompoundCount(mean: generator.double(in: 0.05...6), shape: shape)
      }
      let steps = counts.map { _ in Int(generator.double(in: 0...60)) }
      let weights = [0.1, 0.4, 0.3, 0.2]
      let level = generator.double(in: 0...0.5)
      let many = CompoundSums(counts, weights: weights, threads: 2)
      let alone = counts.map { CompoundSums([$0], weights: weights) }
      #expect(many.tails(atLeast: steps) == zip(alone, steps).map { $0.tails(atLeast: [$1])[0] })
      #expect(many.attained(level) == alone.map { $0.attained(level)[0] }, "seed \(seed)")
    }
  }
}
