import Foundation

/// How much likelier a distance between fix and store is when the rep was there than when not.
///
/// All errors are mixtures of round two-dimensional Gaussians, so that their sum is one again.
/// With x the square of the distance and g(x; s) = exp(-x / 2s) / 2πs:
///
/// - There: offset = fix error + store error + place on the premises. The fix has variance
///   (radius / 1.51)² per axis, and for the share `fixTailShare` a larger one; so has, for
///   `storeTailShare`, a store position that states its radius. A geocode's error e is log-normal; ln e = ln τ + ln r with r
///   Rayleigh (mean (ln 2 - γ) / 2, variance π² / 24) splits it into Gaussians of log-normal τ, of
///   which a Gauss-Hermite rule takes five. Premises of radius R add R² / 4.
/// - Elsewhere: a(x) = c / 2π (x + c²)^(3/2), the two-dimensional Cauchy density, whose median is
///   √3 c. Its tail has no scale: the next street and the next province both happen.
/// - With probability q, which grows with the radius from `worthlessFixShare` to 1, the fix says
///   nothing and follows a(x) in either case.
///
/// Hence the ratio Λ(x) = q + (1 - q) Σ wᵢ g(x; sᵢ) / a(x). It falls with distance: (ln g)' =
/// -1 / 2s and (ln a)' >= -3 / 2c², so each term falls when c² >= 3 s; c² is raised to 3 max sᵢ
/// where the radius asks for it. Λ is at least q, so no distance proves more than -ln q, and it
/// tends to 1 as the radius grows.
///
/// Source: Android's accuracy is the radius of 68 %, and for a round Gaussian
/// √(-2 ln 0.32) = 1.51 deviations.
struct PresenceModel: Sendable {
  /// One Gaussian of a mixture.
  private struct Component {
    var weight: Double
    /// Variance per axis, square metres.
    var variance: Double
  }

  /// From where on a fix verifies a visit.
  let verifying: RatioBound

  /// Deviations per 68 % radius.
  static let deviationsPerRadius = 1.51
  /// Larger radii are cut to this; half the earth's girth is 20,000 km.
  private static let greatestRadiusMetres = 1e7

  /// Nodes and weights of the five-point Gauss-Hermite rule for the standard normal density.
  ///
  /// Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions", table 25.10.
  private static let hermite: [(node: Double, weight: Double)] = [
    (-2.856_970_013_872_8, 0.011_257_411_327_721),
    (-1.355_626_179_974_3, 0.222_075_922_005_61),
    (0, 0.533_333_333_333_33),
    (1.355_626_179_974_3, 0.222_075_922_005_61),
    (2.856_970_013_872_8, 0.011_257_411_327_721),
  ]

  private let geocode: InlineArray<5, Component>
  private let absentScaleSquared: Double
  private let premisesVariance: Double
  private let multipathVariance: Double
  private let worthlessVariance: Double
  private let worthlessShare: Double
  /// Of the fix's variance as stated and of the larger one.
  private let fixShares: SIMD2<Double>
  private let fixTailFactorSquared: Double
  private let storeTailShare: Double
  private let storeTailFactorSquared: Double

  init(_ policy: VerificationPolicy) {
    verifying = RatioBound(logarithm: policy.verifyingRatio)
    let premises = policy.premisesRadiusMetres * policy.premisesRadiusMetres / 4
    absentScaleSquared = policy.absentMedianMetres * policy.absentMedianMetres / 3
    premisesVariance = premises
    multipathVariance = Self.variance(radiusMetres: policy.multipathMetres)
    worthlessVariance = Self.variance(radiusMetres: policy.worthlessFixAccuracyMetres)
    worthlessShare = policy.worthlessFixShare
    fixShares = SIMD2(1 - policy.fixTailShare, policy.fixTailShare)
    fixTailFactorSquared = policy.fixTailFactor * policy.fixTailFactor
    storeTailShare = policy.storeTailShare
    storeTailFactorSquared = policy.storeTailFactor * policy.storeTailFactor
    // Mean and variance of the logarithm of a Rayleigh variable.
    let eulerGamma = 0.577_215_664_901_533
    let mean = log(policy.geocodeMedianMetres) - (log(2) - eulerGamma) / 2
    let spread = max(
      0,
      policy.geocodeLogDeviation * policy.geocodeLogDeviation - .pi * .pi / 24
    ).squareRoot()
    geocode = InlineArray { number in
      Component(
        weight: Self.hermite[number].weight,
        variance: exp(2 * (mean + spread * Self.hermite[number].node)) + premises
      )
    }
  }

  /// The variance per axis of an error with a 68 % radius, square metres.
  static func variance(radiusMetres: Double) -> Double {
    let deviation = min(radiusMetres, greatestRadiusMetres) / deviationsPerRadius
    return deviation * deviation
  }

  /// The ratio Λ of a distance.
  ///
  /// - Parameters:
  ///   - distanceMetres: From the fix to the store, 0 or more.
  ///   - fixVariance: Of the fix per axis, square metres, above 0.
  ///   - storeRadiusMetres: 68 % radius of the store's position; nil for a geocode.
  /// - Returns: Above 0; never rises with the distance.
  ///
  /// - Complexity: O(1), at most 10 exponentials, no allocation.
  func likelihoodRatio(
    distanceMetres: Double,
    fixVariance: Double,
    storeRadiusMetres: Double?
  ) -> Double {
    let main = min(fixVariance, Self.greatestRadiusMetres * Self.greatestRadiusMetres)
    let tail = tailVariance(of: main, fixTailFactorSquared, atLeast: multipathVariance)
    let worthless =
      worthlessShare + (1 - worthlessShare) * main / (main + worthlessVariance)
    let square = distanceMetres * distanceMetres

    let fix = SIMD2(main, tail)
    let informative: Double
    if let radius = storeRadiusMetres {
      let store = Self.variance(radiusMetres: max(0, radius))
      let storeTail = tailVariance(of: store, storeTailFactorSquared, atLeast: 0)
      let elsewhere = inverseElsewhere(
        square,
        largest: max(main, tail) + max(store, storeTail) + premisesVariance
      )
      let near = fix + (store + premisesVariance)
      let far = fix + (storeTail + premisesVariance)
      informative =
        (1 - storeTailShare) * density(fading(square, near), near, elsewhere)
        + storeTailShare * density(fading(square, far), far, elsewhere)
    } else {
      let elsewhere = inverseElsewhere(
        square,
        largest: max(main, tail) + geocode[geocode.count - 1].variance
      )
      let fading = InlineArray<5, SIMD2<Double>> { self.fading(square, fix + geocode[$0].variance) }
      var sum = 0.0
      for number in geocode.indices {
        let (component, fading) = (geocode[number], fading[number])
        sum += component.weight * density(fading, fix + component.variance, elsewhere)
      }
      informative = sum
    }
    return worthless + (1 - worthless) * informative
  }

  /// One over the density elsewhere, without the factor 2π.
  ///
  /// The square of its scale c is no smaller than the proof asks for. (x + c²)^(3/2) / c =
  /// c² (1 + x / c²)^(3/2).
  private func inverseElsewhere(_ square: Double, largest variance: Double) -> Double {
    let scaleSquared = max(absentScaleSquared, 3 * variance)
    let stretch = 1 + square / scaleSquared
    return scaleSquared * stretch * stretch.squareRoot()
  }

  /// The larger variance of the errors beyond what is stated; a coarse error has no such tail, as
  /// it would reach farther than those who are elsewhere.
  private func tailVariance(
    of variance: Double,
    _ factorSquared: Double,
    atLeast least: Double
  ) -> Double {
    max(variance, min(variance * factorSquared + least, absentScaleSquared / 3))
  }

  /// By what the two components of a fix are less dense at a distance than at the very place.
  @inline(__always)
  private func fading(_ square: Double, _ variances: SIMD2<Double>) -> SIMD2<Double> {
    // Every fix is asked for the very place.
    guard square > 0 else { return SIMD2(1, 1) }
    let exponents = -square / (2 * variances)
    return SIMD2(exp(exponents[0]), exp(exponents[1]))
  }

  /// The density of a fix's two components, without the factor 2π, over the density elsewhere.
  @inline(__always)
  private func density(
    _ fading: SIMD2<Double>,
    _ variances: SIMD2<Double>,
    _ inverseElsewhere: Double
  ) -> Double {
    let parts = fixShares * fading / variances
    return (parts[0] + parts[1]) * inverseElsewhere
  }
}
