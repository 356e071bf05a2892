import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct RatioBoundTests {
  private static let factors: [Double] = [
    0.5, 0.999_999, 1 - 1e-9, 1 - 1e-12, 1, 1 + 1e-12, 1 + 1e-9, 1.000_001, 2,
  ]
  private static let bounds: [Double] = [
    -1_000, -740, -700, -1, -1e-300, 0, 1e-300, 1, 3, 700, 709.7, 1_000,
  ]
  private static let extremes: [Double] = [
    0, -0.0, -1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, .nan,
  ]

  /// Ratios at and around a bound, to the last digit and where its logarithm is first asked for.
  private func ratios(around logarithm: Double) -> [Double] {
    let bound = exp(logarithm)
    var ratios: [Double] = []
    for factor in Self.factors {
      var (below, above) = (bound * factor, bound * factor)
      for _ in 0..<4 {
        ratios += [below, above]
        (below, above) = (below.nextDown, above.nextUp)
      }
    }
    return ratios
  }

  private func expectThatOfTheLogarithm(_ logarithm: Double, _ ratio: Double) {
    #expect(
      RatioBound(logarithm: logarithm).isReached(by: ratio) == (log(ratio) >= logarithm),
      "\(ratio) against \(logarithm)"
    )
  }

  @Test func boundIsReachedWhereTheLogarithmIsNoLess() {
    forEverySeed(0..<200) { _, generator in
      let logarithm = generator.double(in: -20...20)
      for ratio in ratios(around: logarithm) { expectThatOfTheLogarithm(logarithm, ratio) }
    }
  }

  @Test(arguments: bounds)
  func boundsFarOutAndNearNoneAreKeptToo(_ logarithm: Double) {
    for ratio in ratios(around: logarithm) + Self.extremes {
      expectThatOfTheLogarithm(logarithm, ratio)
    }
  }

  @Test func boundOfOneIsReachedByOneAndByNothingLess() {
    let bound = RatioBound(logarithm: 0)
    #expect(bound.isReached(by: 1))
    #expect(!bound.isReached(by: 1.0.nextDown))
    #expect(bound.isReached(by: .infinity))
    #expect(!bound.isReached(by: 0))
    #expect(!bound.isReached(by: .nan))
  }
}
