import Foundation
import LeadlineGeometry
import LeadlineModel

/// The rep's track around the time of the check-in was elsewhere.
///
/// The fix before, the fix after and the place between them each say where the rep was, with an
/// uncertainty that grows with the time to the fix at the rep's speed; the one most favourable to
/// the rep counts, so that a single spike accuses nobody. A sparse track says nothing.
///
/// Where the track stays in one place from two minutes before to two minutes after, without a gap, that
/// place counts alone: one who stands there has not been at the store between two fixes. A single fix
/// off it, between two on it, may be a spike or a quick errand: its place counts too.
enum OffTrackRule: VerificationRule {
  static let facts = RuleFacts(
    .offTrack,
    .geometry,
    evidence: [("distance of the track", "m"), ("time to the track's fix", "s")],
    excuse: "the rep left the tracked phone or vehicle behind, or the time claimed is wrong"
  )
  static let discreditsPosition = true

  /// Where a track saw the rep.
  struct Sighting {
    var place: ECEF
    var radiusMetres: Double
    var seconds: Double
    var speed: Double

    /// Of the place at the time asked for, per axis, square metres.
    var variance: Double {
      let drift = speed * seconds
      return PresenceModel.variance(radiusMetres: radiusMetres) + drift * drift
    }
  }

  static func weigh(_ evidence: CheckInEvidence, _ policy: VerificationPolicy) -> Weighing? {
    guard let store = evidence.store, let track = evidence.track, track.count > 0 else {
      return nil
    }
    let place = ECEF(store.coordinate)
    let storeRadius = FixQuality.usable(store.radiusMetres)
    var best: (ratio: Double, metres: Double, seconds: Double, place: ECEF)?
    forEachSighting(of: track, at: evidence.row.time, policy) { sighting in
      let metres = sighting.place.chordSquared(to: place).squareRoot()
      let ratio = evidence.model.likelihoodRatio(
        distanceMetres: metres,
        fixVariance: sighting.variance,
        storeRadiusMetres: storeRadius
      )
      if best.map({ ratio > $0.ratio }) ?? true {
        best = (ratio, metres, sighting.seconds, sighting.place)
      }
    }
    guard let best, -log(best.ratio) >= policy.distanceRatio else { return nil }
    // Where the fix agrees with the track, their distance from the store is one fact, and the fix's:
    // whether the store or the datum is wrong is asked there.
    if agrees(evidence.row, evidence.position, with: best.place) { return nil }
    return Weighing(-log(best.ratio), best.metres, best.seconds)
  }

  /// A fix this near to the track, beside twice its own radius, agrees with it, metres.
  private static let agreementMetres = 100.0
  /// Whether a check-in's fix is where the track was.
  static func agrees(_ row: CheckInRow, _ position: PositionEvidence?, with place: ECEF) -> Bool {
    guard row.hasPosition, let position else { return false }
    let fix = ECEF(Coordinate(uncheckedLongitude: row.longitude, latitude: row.latitude))
    let reach = agreementMetres + 2 * Double(position.accuracyMetres)
    return fix.chordSquared(to: place) <= reach * reach
  }

  /// Gives all that a track says of where the rep was at a time.
  static func forEachSighting(
    of track: Track,
    at time: Double,
    _ policy: VerificationPolicy,
    _ body: (Sighting) -> Void
  ) {
    let next = track.firstPosition(after: time)
    let standing = standing(track, time, next, policy)
    forEachSighting(of: track, at: time, before: next, standing, policy, body)
  }

  /// The same, given the position of the first fix later than the time, and where the rep stood then.
  static func forEachSighting(
    of track: Track,
    at time: Double,
    before next: Int,
    _ standing: (stay: Sighting, spike: Sighting?)?,
    _ policy: VerificationPolicy,
    _ body: (Sighting) -> Void
  ) {
    if let standing {
      body(standing.stay)
      if let spike = standing.spike { body(spike) }
      return
    }
    var before: Track.Fix?
    var after: Track.Fix?
    if next > 0 { before = within(policy, track.fix(at: next - 1), time) }
    if next < track.count { after = within(policy, track.fix(at: next), time) }
    if let before { body(sighting(before, time, policy)) }
    if let after { body(sighting(after, time, policy)) }
    if let before, let after { body(between(before, after, time, policy)) }
  }

  /// How far a stay reaches to both sides of the check-in at least, and how far it is looked for.
  private static let staySeconds = (least: 120.0, most: 300.0)
  /// In a longer gap the rep may have gone and come back.
  private static let stayGapSeconds = 120.0
  /// The least 68 % radius of the places in a stay, metres.
  ///
  /// Source: the median over stays in GeoLife; people move inside.
  private static let stayRadiusMetres = 27.0

  /// Where the rep stood around a time; nil for one who moved, or whose track has a gap.
  static func stay(_ track: Track, _ time: Double, _ policy: VerificationPolicy) -> Sighting? {
    standing(track, time, track.firstPosition(after: time), policy)?.stay
  }

  /// Where the rep stood around a time, and where a single fix saw him meanwhile.
  ///
  /// - Parameters:
  ///   - track: The rep's.
  ///   - time: Seconds since 2001-01-01 00:00 UTC.
  ///   - next: The position of the first fix later than that.
  ///   - policy: What is taken of a fix that states no accuracy.
  /// - Returns: Nil for one who moved, or whose track has a gap.
  static func standing(
    _ track: Track,
    _ time: Double,
    _ next: Int,
    _ policy: VerificationPolicy
  ) -> (stay: Sighting, spike: Sighting?)? {
    guard next > 0, next < track.count else { return nil }
    var first = next - 1
    while first > 0 && track.time(at: first) > time - staySeconds.least {
      first -= 1
    }
    var last = next
    while last < track.count - 1 && track.time(at: last) < time + staySeconds.least {
      last += 1
    }
    let times = (track.time(at: first), track.time(at: last))
    guard time - times.0 >= staySeconds.least, times.1 - time >= staySeconds.least,
      time - times.0 <= staySeconds.most, times.1 - time <= staySeconds.most
    else { return nil }
    var radius = stayRadiusMetres
    var sum = ECEF(x: 0, y: 0, z: 0)
    var count = 0.0
    var before = times.0
    let anchor = track.fix(at: first).place
    var spike: Track.Fix?
    for position in first...last {
      let fix = track.fix(at: position)
      if fix.time - before > stayGapSeconds { return nil }
      before = fix.time
      let own = self.radius(fix, policy)
      let reach = 4 * max(radius, own)
      if fix.place.chordSquared(to: anchor) > reach * reach {
        // A second one, or one at the end, tells of a way.
        if spike != nil || position == last { return nil }
        spike = fix
        continue
      }
      radius = max(radius, own)
      sum = ECEF(x: sum.x + fix.place.x, y: sum.y + fix.place.y, z: sum.z + fix.place.z)
      count += 1
    }
    let stay = Sighting(
      place: ECEF(x: sum.x / count, y: sum.y / count, z: sum.z / count),
      radiusMetres: radius,
      seconds: 0,
      speed: 0
    )
    return (
      stay,
      spike.map {
        Sighting(place: $0.place, radiusMetres: self.radius($0, policy), seconds: 0, speed: 0)
      }
    )
  }

  /// What one fix says of a time near to its own.
  private static func sighting(
    _ fix: Track.Fix,
    _ time: Double,
    _ policy: VerificationPolicy
  ) -> Sighting {
    Sighting(
      place: fix.place,
      radiusMetres: radius(fix, policy),
      seconds: abs(time - fix.time),
      speed: policy.driftMetresPerSecond
    )
  }

  private static func within(
    _ policy: VerificationPolicy,
    _ fix: Track.Fix,
    _ time: Double
  ) -> Track.Fix? {
    abs(time - fix.time) <= policy.trackReachSeconds ? fix : nil
  }

  private static func radius(_ fix: Track.Fix, _ policy: VerificationPolicy) -> Double {
    max(fix.radiusMetres ?? policy.unknownAccuracyMetres, policy.leastFixAccuracyMetres)
  }

  /// Where the rep was between two fixes, going straight and evenly; the rep may have gone there
  /// faster than the two tell, but not slower.
  private static func between(
    _ before: Track.Fix,
    _ after: Track.Fix,
    _ time: Double,
    _ policy: VerificationPolicy
  ) -> Sighting {
    // `after` is later than the time and `before` is not, so the gap is never 0.
    let gap = after.time - before.time
    let share = (time - before.time) / gap
    let from = before.place
    let to = after.place
    let place = ECEF(
      x: from.x + share * (to.x - from.x),
      y: from.y + share * (to.y - from.y),
      z: from.z + share * (to.z - from.z)
    )
    return Sighting(
      place: place,
      radiusMetres: max(radius(before, policy), radius(after, policy)),
      seconds: min(time - before.time, after.time - time),
      speed: max(policy.driftMetresPerSecond, from.chordSquared(to: to).squareRoot() / gap)
    )
  }
}
