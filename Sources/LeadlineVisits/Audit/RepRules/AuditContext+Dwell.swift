import LeadlineGeometry
import LeadlineModel

extension AuditContext {
  /// How long a track stood at the store of a check-in in a row, in a visit that the check-in can be of.
  ///
  /// The store is where it is believed to be without the rep, or where the rep's other visits find it.
  ///
  /// - Parameters:
  ///   - checkIn: Position of the check-in.
  ///   - track: The track of its rep.
  /// - Returns: Seconds; 0 where the track does not tell.
  ///
  /// - Complexity: O(log *n* + *k*) for *k* fixes in half an hour.
  func secondsAtStore(_ checkIn: Int, _ track: Track) -> Double {
    let time = data.checkIns[checkIn].time
    let dwell = TrackDwell(track, policy.verification)
    let plane = TrackPlane(self, checkIn)
    var longest = 0.0
    for place in [believedPlace(checkIn).coordinate, places.ownPlace(checkIn)] {
      guard let place else { continue }
      let seconds = dwell.seconds(
        at: plane.asClaimed(place),
        reach: TrackDwell.placeMetres,
        around: time,
        near: time - 60...time + 300
      )
      if seconds > longest { longest = seconds }
    }
    return longest
  }
}
