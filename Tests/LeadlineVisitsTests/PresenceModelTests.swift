import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct PresenceModelTests {
  private let model = PresenceModel(VerificationPolicy())
  private static let distances: [Double] = [
    0, 1e-3, 0.1, 1, 3, 10, 20, 40, 60, 80, 100, 130, 170, 220, 280, 350, 450, 600, 800, 1_100,
    1_500,
    2e3, 3e3, 4e3, 6e3, 8e3, 1.2e4, 2e4, 5e4, 1e5, 1e6, 5e6, 2e7,
  ]

  @Test func ratioNeverRisesWithDistance() {
    forEverySeed(0..<300) { seed, generator in
      let radius = pow(10, generator.double(in: -1...6))
      let store: Double? =
        seed % 3 == 0 ? nil : seed % 3 == 1 ? 0 : pow(10, generator.double(in: 0...6))
      var policy = VerificationPolicy()
      policy.absentMedianMetres = pow(10, generator.double(in: 2...5))
      policy.fixTailFactor = generator.double(in: 1...20)
      policy.storeTailFactor = generator.double(in: 1...20)
      policy.geocodeLogDeviation = generator.double(in: 0.65...1.8)
      policy.multipathMetres = generator.double(in: 1...300)
      let model = PresenceModel(policy)
      var last = Double.infinity
      var distances = Self.distances
      for _ in 0..<100 { distances.append(pow(10, generator.double(in: -3...7.3))) }
      for distance in distances.sorted() {
        let ratio = model.likelihoodRatio(
          distanceMetres: distance,
          fixVariance: PresenceModel.variance(radiusMetres: radius),
          storeRadiusMetres: store
        )
        #expect(ratio.isFinite && ratio > 0, "seed \(seed) at \(distance)")
        // One part in 1e12 for rounding.
        #expect(ratio <= last * (1 + 1e-12), "seed \(seed): rises at \(distance)")
        last = ratio
      }
    }
  }

  @Test func hugeRadiusSaysNothing() {
    for distance in Self.distances {
      let ratio = model.likelihoodRatio(
        distanceMetres: distance,
        fixVariance: PresenceModel.variance(radiusMetres: 1e6),
        storeRadiusMetres: nil
      )
      #expect(abs(log(ratio)) < 0.01)
    }
  }

  @Test func noDistanceProvesMoreThanWorthlessFixesAllow() {
    let ratio = model.likelihoodRatio(
      distanceMetres: 2e7,
      fixVariance: PresenceModel.variance(radiusMetres: 3),
      storeRadiusMetres: 0
    )
    #expect(ratio >= 0.001 && ratio < 0.001_01)
  }

  /// Both densities, times the circle's length, must come to 1 over all distances: Λ(x) a(x)
  /// is the density there, so that the integral of Λ a is 1 for a model that is one.
  @Test(arguments: [(3.0, nil), (30, nil), (300, nil), (10, 5), (100, 300)] as [(Double, Double?)])
  func densityThereIntegratesToOne(radius: Double, store: Double?) {
    let scale = 3_000 / 3.0.squareRoot()
    var sum = 0.0
    let steps = 20_000
    let low = log(1e-3)
    let width = (log(1e9) - low) / Double(steps)
    for step in 0..<steps {
      let distance = exp(low + (Double(step) + 0.5) * width)
      let elsewhere = scale * distance / pow(distance * distance + scale * scale, 1.5)
      let ratio = model.likelihoodRatio(
        distanceMetres: distance,
        fixVariance: PresenceModel.variance(radiusMetres: radius),
        storeRadiusMetres: store
      )
      sum += ratio * elsewhere * distance * width
    }
    #expect(abs(sum - 1) < 1e-4)
  }

  @Test func geocodeMixtureHasTheQuantilesOfItsLogNormal() {
    // P(distance < r) of the mixture and of the log-normal that it stands for; five Gaussians
    // come within 3 %.
    var policy = VerificationPolicy()
    policy.premisesRadiusMetres = 1e-3
    policy.multipathMetres = 1e-3
    policy.worthlessFixShare = 1e-12
    let model = PresenceModel(policy)
    let scale = policy.absentMedianMetres / 3.0.squareRoot()
    var cumulative = 0.0
    var checks = [(27.0, 0.5), (27 * exp(1.02), 0.8413), (27 * exp(2.04), 0.9772)][...]
    let width = 0.001
    for step in 0..<14_000 {
      let distance = exp(-4 + (Double(step) + 0.5) * width)
      if let (radius, share) = checks.first, distance > radius {
        #expect(abs(cumulative - share) < 0.03, "at \(radius)")
        checks.removeFirst()
      }
      let elsewhere = scale * distance / pow(distance * distance + scale * scale, 1.5)
      cumulative +=
        model.likelihoodRatio(distanceMetres: distance, fixVariance: 1e-4, storeRadiusMetres: nil)
        * elsewhere * distance * width
    }
    #expect(checks.isEmpty)
  }
}
