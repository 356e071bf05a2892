import Foundation
import LeadlineGeometry
import LeadlineModel

/// What the fix of a check-in says about the store, worked out once for all rules.
struct PositionEvidence: Sendable {
  /// From the fix as given to the store, metres.
  var distanceMetres: Double
  /// The 68 % radius taken for the fix, stated or by its provider, metres.
  var accuracyMetres: Double
  /// Seconds between the fix and the check-in when that is too long; nil for a fresh fix.
  var staleSeconds: Double?
  /// The decimals of coarsely rounded coordinates; nil when there are more than a person types.
  var roundedDecimals: Int?
  /// Λ of the fix, of its best reading when datums may be mixed.
  var likelihoodRatio: Double
  /// Λ of a fix as uncertain as this one at the very position of the store.
  var greatestRatio: Double
  /// As ``greatestRatio``, were the fix fresh and its coordinates not rounded.
  var greatestFreshRatio: Double
  /// The reading in another datum that explains the distance; nil when none is needed.
  var reading: (datum: Datum, distanceMetres: Double)?

  /// Metres per degree of latitude, the greatest of the ellipsoid.
  private static let metresPerDegree = 111_694.0

  init(
    _ checkIn: CheckInRow,
    at coordinate: Coordinate,
    store: StorePlace,
    policy: VerificationPolicy,
    model: PresenceModel,
    readings: CheckInVerifier.ShiftedReadings?
  ) {
    let distance = Geodesic.distance(store.coordinate, coordinate).metres
    let accuracy = Self.accuracy(checkIn, policy)
    let stale = Self.staleSeconds(checkIn, policy)
    let decimals = Self.roundedDecimals(coordinate, upTo: policy.roundedDecimals)
    let storeRadius = Self.usable(store.radiusMetres)

    let freshVariance = PresenceModel.variance(radiusMetres: accuracy)
    var variance = freshVariance
    if let stale {
      // Counted from the threshold on, so that a second more or less changes little.
      let drift = policy.driftMetresPerSecond * (stale - policy.staleAfterSeconds)
      variance += drift * drift
    }
    if let decimals {
      let step = Self.metresPerDegree / Self.power(of10: decimals)
      variance += step * step / 12
    }
    func ratio(_ metres: Double, _ variance: Double) -> Double {
      model.likelihoodRatio(
        distanceMetres: metres,
        fixVariance: variance,
        storeRadiusMetres: storeRadius
      )
    }
    distanceMetres = distance
    accuracyMetres = accuracy
    staleSeconds = stale
    roundedDecimals = decimals
    likelihoodRatio = ratio(distance, variance)
    greatestRatio = ratio(0, variance)
    greatestFreshRatio = variance == freshVariance ? greatestRatio : ratio(0, freshVariance)

    guard let readings, likelihoodRatio < 1 else { return }
    let needed = exp(policy.verifyingRatio)
    for shifted in readings(coordinate) {
      let metres = Geodesic.distance(store.coordinate, shifted.coordinate).metres
      let shiftedRatio = ratio(metres, variance)
      let weighed = policy.datumMixShare * shiftedRatio
      // Only a reading that would by itself verify the visit is a coincidence too good to be one.
      if shiftedRatio >= needed && weighed > likelihoodRatio {
        likelihoodRatio = weighed
        reading = (shifted.datum, metres)
      }
    }
  }

  /// The radius if it can be one; negative, infinite and NaN are as good as none.
  static func usable(_ radiusMetres: Double?) -> Double? {
    guard let radiusMetres, radiusMetres >= 0, radiusMetres.isFinite else { return nil }
    return radiusMetres
  }

  private static func accuracy(_ checkIn: CheckInRow, _ policy: VerificationPolicy) -> Double {
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

  private static func staleSeconds(_ checkIn: CheckInRow, _ policy: VerificationPolicy) -> Double? {
    let age: Double
    if !checkIn.fixTime.isNaN {
      age = abs(checkIn.time - checkIn.fixTime)
    } else if checkIn.provider == .cached {
      age = policy.cachedFixAgeSeconds
    } else {
      return nil
    }
    return age > policy.staleAfterSeconds ? age : nil
  }

  /// The least number of decimals, up to a limit, that both coordinates fit in.
  private static func roundedDecimals(_ coordinate: Coordinate, upTo limit: Int) -> Int? {
    // 180e7 has an ulp of 2e-7: beyond 7 decimals the test would see rounding everywhere.
    let limit = min(limit, 7)
    guard limit >= 0, fits(coordinate, decimals: limit) else { return nil }
    var decimals = limit
    while decimals > 0 && fits(coordinate, decimals: decimals - 1) { decimals -= 1 }
    return decimals
  }

  private static func fits(_ coordinate: Coordinate, decimals: Int) -> Bool {
    let factor = power(of10: decimals)
    func fits(_ degrees: Double) -> Bool {
      let scaled = degrees * factor
      return abs(scaled - scaled.rounded()) < 1e-6
    }
    return fits(coordinate.longitude) && fits(coordinate.latitude)
  }

  private static func power(of10 exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<exponent { power *= 10 }
    return power
  }
}
