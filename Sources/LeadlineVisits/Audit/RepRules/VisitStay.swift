import LeadlineGeometry
import LeadlineModel

/// Whether a track shows a visit: the rep came to a place, checked in soon after, stayed some minutes and
/// left.
///
/// It does not tell which store was visited, but that one was: who claims visits from home, from a café
/// or in passing neither comes just before the check-in nor goes when the visit is over.
struct VisitStay {
  /// A fix this near to the place is there, beside 2 of its 68 % radii, metres: the next customer may be
  /// next door.
  private static let reachMetres = 30.0
  /// One checks in within this time of coming, seconds.
  private static let arrivalSeconds = 420.0
  /// A visit lasts so long, seconds.
  private static let lengths = 180.0...10_800.0
  /// The stated end of the visit agrees with the track's within this, seconds.
  private static let endSeconds = 300.0
  /// A longer gap of the track hides a departure, seconds.
  private static let gapSeconds = 180.0

  private let track: Track
  private let policy: VerificationPolicy

  init(_ track: Track, _ policy: VerificationPolicy) {
    self.track = track
    self.policy = policy
  }

  /// The visit to a place that the track shows.
  ///
  /// - Parameters:
  ///   - place: Where, in the datum of the track.
  ///   - row: The check-in.
  /// - Returns: From when to when; nil as well where the track does not tell.
  ///
  /// - Complexity: O(log *n* + *k*) for *k* fixes of the visit.
  func visit(to place: Coordinate, _ row: CheckInRow) -> ClosedRange<Double>? {
    let scale = LocalScale(place)
    let next = track.firstPosition(after: row.time)
    guard let arrival = lastThere(from: next - 1, step: -1, scale, row.time),
      let departure = lastThere(from: next, step: 1, scale, row.time),
      row.time - arrival <= Self.arrivalSeconds, Self.lengths.contains(departure - arrival),
      !(abs(departure - row.leftAt) > Self.endSeconds)
    else { return nil }
    return arrival...departure
  }

  /// Whether a rep who is at a place stays there from one time to a later one.
  func isStay(at place: Coordinate, from start: Double, to end: Double) -> Bool {
    let first = track.firstPosition(after: start)
    guard let last = lastThere(from: first, step: 1, LocalScale(place), start) else { return false }
    return last >= end
  }

  /// The time of the last fix there before two away; nil where the track does not tell.
  private func lastThere(from start: Int, step: Int, _ scale: LocalScale, _ time: Double)
    -> Double?
  {
    var position = start
    var last = time
    var before = time
    var away = 0
    while position >= 0 && position < track.count {
      let now = track.time(at: position)
      guard abs(now - before) <= Self.gapSeconds, abs(now - time) <= Self.lengths.upperBound else {
        return nil
      }
      before = now
      let stated = track.radiusMetres(at: position)
      let radius = stated.isNaN ? policy.unknownAccuracyMetres : Double(stated)
      let metres = scale.offset(to: track.coordinate(at: position)).metres
      if metres <= Self.reachMetres + 2 * radius {
        last = now
        away = 0
      } else {
        away += 1
        if away == 2 { return last }
      }
      position += step
    }
    return nil
  }
}

extension AuditContext {
  /// Whether the track shows a visit to a place where a rep checked in, and the rep claims no visit to a
  /// store that is elsewhere in the same time: who does so sits there for another reason.
  ///
  /// - Parameters:
  ///   - checkIn: Position of the check-in.
  ///   - place: Where the rep was, in the datum of the track.
  ///   - track: The rep's.
  /// - Returns: False as well where the track does not tell.
  func showsVisit(_ checkIn: Int, to place: Coordinate, _ track: Track) -> Bool {
    let row = data.checkIns[checkIn]
    guard let visit = VisitStay(track, policy.verification).visit(to: place, row) else {
      return false
    }
    let spot = TrackPlane(self, checkIn).unshifted(ECEF(place))
    func isElsewhere(_ other: Int) -> Bool {
      let row = data.checkIns[other]
      let store = places.place(of: Int(row.store), without: Int(row.rep), at: row.time).place
      return Geodesic.distance(store.coordinate, spot).metres > policy.places.farMetres
    }
    func claimsElsewhere(_ others: some Sequence<Int>) -> Bool {
      for other in others {
        let claim = data.checkIns[other]
        guard claim.rep == row.rep, visit.contains(claim.time) else { return false }
        if claim.store != row.store && isElsewhere(other) { return true }
      }
      return false
    }
    return !claimsElsewhere((0..<checkIn).reversed())
      && !claimsElsewhere((checkIn + 1)..<data.checkIns.count)
  }
}
