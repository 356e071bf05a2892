import Foundation
import LeadlineGeometry

/// What a rep's own track says about where the rep was.
enum Sighting: Sendable {
  /// Near the place at that time.
  case near
  /// Too far from it to have been there.
  case away
  /// The track does not tell.
  case unseen
}

extension AuditContext {
  /// How long before and after a time a fix of the track is looked for, seconds.
  private static let reachSeconds = 600.0
  /// What counts as being at a place, metres.
  private static let nearMetres = 250.0
  /// No rep is faster in town, metres per second.
  private static let greatestSpeed = 30.0
  /// The 68 % radius of a fix that states none, metres.
  private static let usualRadiusMetres = 50.0

  /// Whether a rep's own track saw the rep at a place.
  ///
  /// `away` needs a fix from which the place can't be reached in time, at three times its error.
  ///
  /// - Complexity: O(log *n*) in the number of the track's fixes.
  func sighting(ofRep rep: Int, at time: Double, longitude: Double, latitude: Double) -> Sighting {
    guard let track = tracks[rep], !longitude.isNaN else { return .unseen }
    let next = track.firstPosition(after: time)
    var sighting = Sighting.unseen
    for position in [next - 1, next] where position >= 0 && position < track.count {
      let seconds = abs(track.time(at: position) - time)
      guard seconds <= Self.reachSeconds else { continue }
      let place = track.coordinate(at: position)
      let stated = Double(track.radiusMetres(at: position))
      let radius = stated.isNaN ? Self.usualRadiusMetres : stated
      let near = Self.nearMetres + 2 * radius
      if FlatDistance.areSurelyWithin(
        near,
        place.longitude,
        place.latitude,
        longitude,
        latitude
      ) {
        return .near
      }
      let metres = FlatDistance.metres(place.longitude, place.latitude, longitude, latitude)
      if metres <= near { return .near }
      if metres > Self.nearMetres + 3 * radius + Self.greatestSpeed * seconds { sighting = .away }
    }
    return sighting
  }

  /// Whether a rep's own track saw the rep at the store of a check-in.
  func sightingAtStore(_ checkIn: Int) -> Sighting {
    let row = data.checkIns[checkIn]
    let store = asTracked(storePlaces[Int(row.store)].coordinate, checkIn)
    return sighting(
      ofRep: Int(row.rep),
      at: row.time,
      longitude: store.longitude,
      latitude: store.latitude
    )
  }

  /// Whether two check-ins are one visit that two reps made together, as one of them says.
  func areAccompanied(_ first: CheckInRow, _ second: CheckInRow) -> Bool {
    (first.companion == second.rep || second.companion == first.rep)
      && abs(first.time - second.time) <= policy.links.accompaniedSeconds
  }
}
