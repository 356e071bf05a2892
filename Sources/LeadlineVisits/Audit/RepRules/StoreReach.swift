import Foundation
import LeadlineGeometry
import LeadlineModel

/// Whether a fix is farther from its store than all but few true ones are.
///
/// A store is where the rep finds it on other days, if three or more agree; else where others find it;
/// else at its pin. It is far where the distance exceeds the premises, 2.45 deviations of what errs
/// like a Gaussian (19 in 20 are nearer), and the distance that 2 % of geocodes exceed.
struct StoreReach {
  /// How many other days tell where the rep finds a store.
  private static let leastDays = 3
  /// Fixes on other days within this of their median agree, metres.
  private static let agreementMetres = 100.0
  /// Deviations within which 95 % of a round two-dimensional Gaussian are.
  private static let deviations = 2.45
  /// So far the plane is off by less than a hundredth, metres.
  private static let planeMetres = 1_000.0
  /// The standard normal deviate that 2 % exceed.
  private static let geocodeDeviate = 2.05

  private let context: AuditContext
  private let dossier: RepDossier

  init(_ context: AuditContext, _ dossier: RepDossier) {
    self.context = context
    self.dossier = dossier
  }

  /// Whether a fix is so near to the stored position, where the store is, that any plane says so; most
  /// are.
  func isSurelyNear(_ checkIn: Int) -> Bool {
    guard let position = context.positions[checkIn] else { return true }
    return position.isAtRecord && position.moved == nil
      && position.distanceMetres <= min(Self.planeMetres, 0.99 * leastReach(position))
  }

  /// How far the fix of a check-in is from its store, metres; nil where the store is near, or the
  /// audit believes it to be where the fix is.
  func farMetres(_ checkIn: Int) -> Double? {
    guard !isSurelyNear(checkIn), let position = context.positions[checkIn], position.moved == nil
    else { return nil }
    let verification = context.policy.verification
    let row = context.data.checkIns[checkIn]
    let scale = LocalScale(position.coordinate)
    let store = context.believedPlace(checkIn)
    let toStore = scale.offset(to: store.coordinate).metres
    if toStore <= leastReach(position) { return nil }
    if let usual = usual(row, scale) {
      let metres = usual.metres
      return metres > reach(position, context.policy.places.consensusMetres) ? metres : nil
    }
    if let radius = store.radiusMetres { return toStore > reach(position, radius) ? toStore : nil }
    let geocode =
      verification.geocodeMedianMetres
      * exp(Self.geocodeDeviate * verification.geocodeLogDeviation)
    return toStore > leastReach(position) + geocode ? toStore : nil
  }

  /// How far from a place that errs by a 68 % radius a fix may be, metres.
  private func reach(_ position: PositionEvidence, _ radius: Double) -> Double {
    let variance = PresenceModel.variance(radiusMetres: Double(position.accuracyMetres))
    return context.policy.verification.premisesRadiusMetres + Self.deviations
      * (variance + PresenceModel.variance(radiusMetres: radius)).squareRoot()
  }

  private func leastReach(_ position: PositionEvidence) -> Double { reach(position, 0) }

  /// Where the rep finds the store on other days.
  private func usual(_ row: CheckInRow, _ scale: LocalScale) -> LocalOffset? {
    let visits = dossier.checkIns(atStore: row.store, context.data)
    // One of them is that of the row itself.
    guard visits.count > Self.leastDays else { return nil }
    let day = LocalDay.of(row.time, longitude: scale.origin.longitude)
    var places: [LocalOffset] = []
    places.reserveCapacity(visits.count)
    for other in visits {
      guard let position = context.positions[other], position.staleSeconds == nil,
        Double(position.accuracyMetres) <= context.policy.places.witnessAccuracyMetres,
        LocalDay.of(context.data.checkIns[other].time, longitude: scale.origin.longitude) != day
      else { continue }
      places.append(scale.offset(to: position.coordinate))
    }
    guard places.count >= Self.leastDays else { return nil }
    let east = places.map(\.east).sorted()[places.count / 2]
    let north = places.map(\.north).sorted()[places.count / 2]
    let median = LocalOffset(east: east, north: north)
    let agreeing = places.count { ($0 - median).metres <= Self.agreementMetres }
    return agreeing >= Self.leastDays && 3 * agreeing >= 2 * places.count ? median : nil
  }
}
