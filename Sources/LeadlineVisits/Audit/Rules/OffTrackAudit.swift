import Foundation
import LeadlineGeometry
import LeadlineModel

/// The rep's track around the time of the check-in was elsewhere, by all that is known of the store.
///
/// As ``OffTrackRule``, but where the store is, other reps' fixes tell, and the rep's own other visits
/// (``StorePositions``); and the track is read in the datum of the app. A fix that is no coarser than
/// ``PlacesPolicy/witnessAccuracyMetres`` and agrees with the track is judged by itself. What excuses:
///
/// - The track was at the store when the fix was taken, or when the check-in was sent: then the clock or
///   the time typed is wrong, not the visit. No mark.
/// - The track shows a visit to where it was, see ``TooFarAudit``.
/// - The rep took an order, see ``AuditContext/orderRelief(_:)``.
struct OffTrackAudit: AuditRule {
  static let facts = RuleFacts(
    .offTrack,
    .geometry,
    version: 3,
    evidence: OffTrackRule.facts.evidence,
    excuse: OffTrackRule.facts.excuse
  )
  /// Who is so near to the store's stored position is at the store, metres.
  private static let nearMetres = 100.0
  /// The same as a chord, which is no shorter than what it is on the plane, whatever is lost of digits.
  private static let nearChordMetres = 99.9
  /// Less than the chord by more than what the plane is off so near.
  private static let nearPlaneMetres = 99.0
  /// From this on, times are not the same, seconds.
  private static let otherSeconds = 120.0

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    guard let track = context.tracks[dossier.rep], track.count > 0 else { return }
    let policy = context.policy.verification
    // From this on a ratio says too little, by more than what is lost in reckoning.
    let open = 1.001 * exp(-policy.distanceRatio)
    var sightings: [OffTrackRule.Sighting] = []
    var next = 0
    for checkIn in dossier.checkIns {
      let row = context.data.checkIns[checkIn]
      // From check-in to check-in it is not far.
      next = track.firstPosition(after: row.time, from: next)
      let standing = OffTrackRule.standing(track, row.time, next, policy)
      if standing == nil, isPlainlyNear(checkIn, track, next) { continue }
      sightings.removeAll(keepingCapacity: true)
      OffTrackRule.forEachSighting(of: track, at: row.time, before: next, standing, policy) {
        sightings.append($0)
      }
      if sightings.isEmpty || isPlainlyNear(checkIn, sightings) { continue }
      let position = context.positions[checkIn]
      let isExact =
        position.map {
          Double($0.accuracyMetres) <= context.policy.places.witnessAccuracyMetres
        } ?? false
      // Whichever is nearest.
      if isExact && sightings.allSatisfy({ OffTrackRule.agrees(row, position, with: $0.place) }) {
        continue
      }
      let plane = TrackPlane(context, checkIn)
      var nearest: (sighting: OffTrackRule.Sighting, metres: Double)?
      for sighting in sightings {
        let metres = plane.offset(to: sighting.place).metres
        if metres < nearest?.metres ?? .infinity { nearest = (sighting, metres) }
      }
      guard let nearest, nearest.metres > Self.nearMetres else { continue }
      if isExact && OffTrackRule.agrees(row, position, with: nearest.sighting.place) { continue }
      // One sighting that leaves it open is enough, and most do.
      if sightings.contains(where: { context.ratio(of: $0, checkIn, plane) > open }) { continue }
      var ratio = -log(context.trackRatio(checkIn, at: row.time, track, plane))
      guard ratio >= policy.distanceRatio, !isAtOtherTime(checkIn, track) else { continue }
      if context.showsVisit(checkIn, to: plane.coordinate(of: nearest.sighting.place), track) {
        ratio -= TooFarAudit.visitRatio
      }
      if ratio >= policy.distanceRatio { ratio -= context.orderRelief(checkIn) }
      guard ratio >= policy.distanceRatio else { continue }
      marks.beginFinding()
      marks.mark(checkIn, ratio: ratio, (nearest.metres, nearest.sighting.seconds, .nan, .nan))
    }
  }

  /// Whether the fix before or after a check-in is near the store, which most are: a sighting by itself
  /// where the track does not stand.
  private func isPlainlyNear(_ checkIn: Int, _ track: Track, _ next: Int) -> Bool {
    guard context.trackDatum(checkIn) == 0 else { return false }
    let row = context.data.checkIns[checkIn]
    let scale = context.places.scales[Int(row.store)]
    func isNear(_ position: Int) -> Bool {
      let offset = scale.offset(to: track.coordinate(at: position))
      return abs(row.time - track.time(at: position))
        <= context.policy.verification.trackReachSeconds
        && offset.metres <= Self.nearPlaneMetres
    }
    return next > 0 && isNear(next - 1) || next < track.count && isNear(next)
  }

  /// Whether a sighting is near the store, without the plane of the track around it, which is costly.
  private func isPlainlyNear(_ checkIn: Int, _ sightings: [OffTrackRule.Sighting]) -> Bool {
    guard context.trackDatum(checkIn) == 0 else { return false }
    let store = context.storeCentres[Int(context.data.checkIns[checkIn].store)]
    let square = Self.nearChordMetres * Self.nearChordMetres
    return sightings.contains { $0.place.chordSquared(to: store) <= square }
  }

  /// Whether the track was at the store when the fix was taken or the check-in sent.
  private func isAtOtherTime(_ checkIn: Int, _ track: Track) -> Bool {
    let row = context.data.checkIns[checkIn]
    return [row.fixTime, row.submittedAt].contains { time in
      abs(time - row.time) > Self.otherSeconds && context.isAtStore(checkIn, at: time, track)
    }
  }
}
