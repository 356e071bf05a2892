import LeadlineGeometry
import LeadlineModel

/// How much a fix is worth, wherever the store is.
struct FixQuality: Sendable {
  /// The 68 % radius taken for the fix, stated or by its provider, metres.
  var accuracyMetres: Double
  /// Seconds between the fix and the check-in when that is too long; NaN for a fresh fix.
  var staleSeconds: Double
  /// The decimals of coarsely rounded coordinates; -1 when there are more than a person types.
  var roundedDecimals: Int
  /// Of the fix when it was taken, per axis, square metres.
  var freshVariance: Double
  /// As ``freshVariance``, with what its age and the rounding of its coordinates add.
  var variance: Double

  /// Metres per degree of latitude, the greatest of the ellipsoid.
  private static let metresPerDegree = 111_694.0

  /// Reads the quality off a check-in that has a fix.
  init(_ checkIn: CheckInRow, _ policy: VerificationPolicy) {
    accuracyMetres = Self.accuracy(checkIn, policy)
    staleSeconds = Self.staleSeconds(checkIn, policy)
    // As claimed: a conversion from another datum would hide the rounding.
    roundedDecimals = Self.roundedDecimals(
      checkIn.longitude,
      checkIn.latitude,
      upTo: policy.roundedDecimals
    )
    freshVariance = PresenceModel.variance(radiusMetres: accuracyMetres)
    variance = freshVariance
    if !staleSeconds.isNaN {
      // Counted from the threshold on, so that a second more or less changes little.
      let drift = policy.driftMetresPerSecond * (staleSeconds - policy.staleAfterSeconds)
      variance += drift * drift
    }
    if roundedDecimals >= 0 {
      let step = Self.metresPerDegree / Self.powersOf10[roundedDecimals]
      variance += step * step / 12
    }
  }

  /// The radius if it can be one; negative, infinite and NaN are as good as none.
  static func usable(_ radiusMetres: Double?) -> Double? {
    guard let radiusMetres, radiusMetres >= 0, radiusMetres.isFinite else { return nil }
    return radiusMetres
  }

  /// The 68 % radius taken for a fix, stated or by its provider, metres.
  static func accuracy(_ checkIn: CheckInRow, _ policy: VerificationPolicy) -> Double {
    if let stated = usable(Double(checkIn.accuracyMetres)) {
      return max(stated, policy.leastFixAccuracyMetres)
    }
    switch checkIn.provider {
    case .gps: return policy.gpsAccuracyMetres
    case .network: return policy.networkAccuracyMetres
    case .fused: return policy.fusedAccuracyMetres
    case .cached, nil: return policy.unknownAccuracyMetres
    }
  }

  /// Seconds between a fix and its check-in when that is too long; NaN for a fresh fix.
  static func staleSeconds(_ checkIn: CheckInRow, _ policy: VerificationPolicy) -> Double {
    let age: Double
    if !checkIn.fixTime.isNaN {
      age = abs(checkIn.time - checkIn.fixTime)
    } else if checkIn.provider == .cached {
      age = policy.cachedFixAgeSeconds
    } else {
      return .nan
    }
    return age > policy.staleAfterSeconds ? age : .nan
  }

  /// The least number of decimals, up to a limit, that both numbers fit in; -1 for more.
  private static func roundedDecimals(
    _ longitude: Double,
    _ latitude: Double,
    upTo limit: Int
  ) -> Int {
    // 180e7 has an ulp of 2e-7: beyond 7 decimals the test would see rounding everywhere.
    let limit = min(limit, 7)
    func fit(_ decimals: Int) -> Bool {
      let factor = powersOf10[decimals]
      return isWhole(longitude * factor) && isWhole(latitude * factor)
    }
    guard limit >= 0, fit(limit) else { return -1 }
    var decimals = limit
    while decimals > 0 && fit(decimals - 1) { decimals -= 1 }
    return decimals
  }

  private static func isWhole(_ number: Double) -> Bool {
    // Adding and taking away 1.5 · 2⁵² rounds to a whole number, with no call.
    abs(number - ((number + wholeNumbers) - wholeNumbers)) < 1e-6
  }

  private static let wholeNumbers = 6_755_399_441_055_744.0

  private static let powersOf10: InlineArray<8, Double> = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7]
}
