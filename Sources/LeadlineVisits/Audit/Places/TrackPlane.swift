import Foundation
import LeadlineGeometry
import LeadlineModel

/// The plane around a store's stored position, for places of a track in the datum of its rep's app.
struct TrackPlane {
  private let origin: ECEF
  private let scale: LocalScale
  private let sines: (longitude: Double, latitude: Double)
  private let cosines: (longitude: Double, latitude: Double)
  /// From a place as claimed to where it is.
  private let shift: LocalOffset

  init(_ context: AuditContext, _ checkIn: Int) {
    let position = Int(context.data.checkIns[checkIn].store)
    let store = context.storePlaces[position].coordinate
    let (longitude, latitude) = (store.longitude * .pi / 180, store.latitude * .pi / 180)
    origin = context.storeCentres[position]
    scale = context.places.scales[position]
    sines = (sin(longitude), sin(latitude))
    cosines = (cos(longitude), cos(latitude))
    let code = context.trackDatum(checkIn)
    shift =
      code == 0
      ? LocalOffset(east: 0, north: 0)
      : scale.offset(to: SourceDatums.unshifted(code, store))
  }

  /// Metres from the stored position to a place of the track.
  func offset(to place: ECEF) -> LocalOffset {
    let (x, y, z) = (place.x - origin.x, place.y - origin.y, place.z - origin.z)
    let out = cosines.longitude * x + sines.longitude * y
    return LocalOffset(
      east: cosines.longitude * y - sines.longitude * x,
      north: cosines.latitude * z - sines.latitude * out
    ) + shift
  }

  /// A place as the track would have it in its own datum.
  func asClaimed(_ place: Coordinate) -> Coordinate {
    scale.place(at: scale.offset(to: place) - shift)
  }

  /// A place of the track where it really is.
  func unshifted(_ place: ECEF) -> Coordinate { scale.place(at: offset(to: place)) }

  /// A place of the track in the track's own datum.
  func coordinate(of place: ECEF) -> Coordinate { scale.place(at: offset(to: place) - shift) }
}

extension AuditContext {
  /// A place as the track of the rep of a check-in would have it.
  func asTracked(_ place: Coordinate, _ checkIn: Int) -> Coordinate {
    trackDatum(checkIn) == 0 ? place : TrackPlane(self, checkIn).asClaimed(place)
  }

  /// How much likelier what a track says of a time is if the rep was at the store then; the sighting that
  /// speaks best for the rep counts, 1 without any.
  func trackRatio(_ checkIn: Int, at time: Double, _ track: Track, _ plane: TrackPlane) -> Double {
    var best: Double?
    OffTrackRule.forEachSighting(of: track, at: time, policy.verification) { sighting in
      let ratio = ratio(of: sighting, checkIn, plane)
      best = max(ratio, best ?? ratio)
    }
    return best ?? 1
  }

  /// How much likelier one sighting is if the rep was at the store then.
  func ratio(of sighting: OffTrackRule.Sighting, _ checkIn: Int, _ plane: TrackPlane) -> Double {
    places.likelihoodRatio(
      of: plane.offset(to: sighting.place),
      variance: sighting.variance,
      at: checkIn
    )
  }

  /// Whether a track was at the store of a check-in at a time.
  ///
  /// Only what tells one street from the next counts: a sighting as exact as a witness's fix, or a stay
  /// around the time or begun just then. One who drove by was somewhere within hundreds of metres between
  /// two fixes, and that would be at every store of the quarter.
  func isAtStore(_ checkIn: Int, at time: Double, _ track: Track) -> Bool {
    let plane = TrackPlane(self, checkIn)
    let needed = exp(policy.verification.verifyingRatio)
    let coarsest = PresenceModel.variance(radiusMetres: policy.places.witnessAccuracyMetres)
    func isThere(_ sighting: OffTrackRule.Sighting) -> Bool {
      sighting.variance <= coarsest
        && places.likelihoodRatio(
          of: plane.offset(to: sighting.place),
          variance: sighting.variance,
          at: checkIn
        ) >= needed
    }
    var isSeen = false
    OffTrackRule.forEachSighting(of: track, at: time, policy.verification) { sighting in
      isSeen = isSeen || isThere(sighting)
    }
    if isSeen { return true }
    let later = time + Self.arrivalSeconds
    return OffTrackRule.stay(track, later, policy.verification).map(isThere) ?? false
  }

  /// A stay that begins as the rep checks in is known this much later, seconds; see
  /// ``OffTrackRule/stay(_:_:_:)``.
  private static let arrivalSeconds = 120.0
}
