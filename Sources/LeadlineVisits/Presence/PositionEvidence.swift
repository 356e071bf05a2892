import Foundation
import LeadlineGeometry
import LeadlineModel

/// What the fix of a check-in says about the store, worked out once for all rules.
///
/// There may be a million of them, so they are kept small: NaN and -1 stand for what is missing.
struct PositionEvidence: Sendable {
  /// Where the fix is, in WGS 84; another datum that its source turned out to be in is undone.
  var coordinate: Coordinate
  /// From the believed place of the store to the fix, metres; exact to 1e-8 m.
  var distanceMetres: Double
  /// Λ of the fix, of its best reading when datums may be mixed.
  var likelihoodRatio: Double
  /// Of the fix per axis, with what its age and the rounding of its coordinates add, square metres.
  let variance: Double
  /// From the believed place of the store to the fix, metres east.
  var eastMetres: Float
  /// From the believed place of the store to the fix, metres north.
  var northMetres: Float
  /// The 68 % radius taken for the fix, stated or by its provider, metres.
  var accuracyMetres: Float
  /// Λ of the fix where the rep's own other visits speak against it, else infinite.
  var ownRatio = Float.infinity
  private var staleness: Float
  private var readingDistance: Float = .nan
  private var claimedDistance: Float = .nan
  private var pinDistance: Float = .nan
  /// Whether the store is believed to be where its record says.
  var isAtRecord = true
  /// Whether a fix as uncertain as this one verifies a visit at the very position of the store.
  let canVerify: Bool
  /// As ``canVerify``, were the fix fresh and its coordinates not rounded.
  let couldVerifyFresh: Bool
  private var decimals: Int8
  private var readingCode: UInt8 = 0
  private var reps: UInt8 = 0
  private var days: UInt8 = 0

  /// Seconds between the fix and the check-in when that is too long; nil for a fresh fix.
  var staleSeconds: Double? { staleness.isNaN ? nil : Double(staleness) }

  /// The decimals of coarsely rounded coordinates; nil when there are more than a person types.
  var roundedDecimals: Int? { decimals < 0 ? nil : Int(decimals) }

  /// Whether the coordinates are rounded to a kilometre or more, so that all of a quarter are in one place.
  var isOfAGrid: Bool { 0...2 ~= decimals }

  /// The reading in another datum that explains the distance; nil when none is needed.
  var reading: (datum: Datum, distanceMetres: Double)? {
    switch readingCode {
    case 1: (.gcj02, Double(readingDistance))
    case 2: (.bd09, Double(readingDistance))
    default: nil
    }
  }

  /// The distance before another datum was undone, metres.
  var claimedDistanceMetres: Double {
    claimedDistance.isNaN ? distanceMetres : Double(claimedDistance)
  }

  /// Why the store is not where its record says: how far its recorded position is from the fix, metres,
  /// how many other reps' fixes say so, and on how many other days the rep was there; nil when the
  /// record does.
  var moved: (pinMetres: Double, reps: Int, days: Int)? {
    pinDistance.isNaN ? nil : (Double(pinDistance), Int(reps), Int(days))
  }

  init(
    _ quality: FixQuality,
    at coordinate: Coordinate,
    store: StorePlace,
    centre: ECEF,
    scale: LocalScale,
    policy: VerificationPolicy,
    model: PresenceModel,
    readings: CheckInVerifier.ShiftedReadings?
  ) {
    func metres(to place: Coordinate) -> Double {
      Geodesic.distance(store.coordinate, place, ecef: centre, ECEF(place)).metres
    }
    let distance = metres(to: coordinate)
    let offset = scale.offset(to: coordinate)
    let storeRadius = FixQuality.usable(store.radiusMetres)
    func ratio(_ metres: Double, _ variance: Double) -> Double {
      model.likelihoodRatio(
        distanceMetres: metres,
        fixVariance: variance,
        storeRadiusMetres: storeRadius
      )
    }
    self.coordinate = coordinate
    distanceMetres = distance
    eastMetres = Float(offset.east)
    northMetres = Float(offset.north)
    accuracyMetres = Float(quality.accuracyMetres)
    variance = quality.variance
    staleness = Float(quality.staleSeconds)
    decimals = Int8(quality.roundedDecimals)
    likelihoodRatio = ratio(distance, quality.variance)
    // Λ never rises with the distance, so that most need not be weighed again.
    let canVerify =
      model.verifying.isSurelyReached(by: likelihoodRatio)
      || model.verifying.isReached(by: ratio(0, quality.variance))
    self.canVerify = canVerify
    couldVerifyFresh =
      quality.variance == quality.freshVariance
      ? canVerify : model.verifying.isReached(by: ratio(0, quality.freshVariance))

    guard let readings, likelihoodRatio < 1 else { return }
    let needed = exp(policy.verifyingRatio)
    for shifted in readings(coordinate) {
      let metres = metres(to: shifted.coordinate)
      let shiftedRatio = ratio(metres, quality.variance)
      let weighed = policy.datumMixShare * shiftedRatio
      // Only a reading that would by itself verify the visit is a coincidence too good to be one.
      if shiftedRatio >= needed && weighed > likelihoodRatio {
        likelihoodRatio = weighed
        read(in: shifted.datum, metres)
      }
    }
  }

  /// Notes that the fix and the store's position are now read in the datum of their source.
  ///
  /// - Parameters:
  ///   - datum: The datum of the fix, or of the store's position.
  ///   - claimedMetres: The distance by the numbers as they came.
  mutating func correct(from datum: Datum, claimedMetres: Double) {
    claimedDistance = Float(claimedMetres)
    read(in: datum, distanceMetres)
  }

  /// Notes that the store is believed to be elsewhere than its record says, or may be.
  mutating func note(pinDistance: Double, reps: Int, days: Int) {
    self.pinDistance = Float(pinDistance)
    self.reps = UInt8(clamping: reps)
    self.days = UInt8(clamping: days)
  }

  /// Notes the datum that the numbers are in.
  ///
  /// - Parameters:
  ///   - datum: The datum; of others than GCJ-02 and BD-09 nothing is noted.
  ///   - metres: The distance in it.
  private mutating func read(in datum: Datum, _ metres: Double) {
    switch datum {
    case .gcj02: readingCode = 1
    case .bd09: readingCode = 2
    case .wgs84, .epsg: return
    }
    readingDistance = Float(metres)
  }
}
