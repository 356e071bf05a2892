import Foundation
import LeadlineGeometry
import LeadlineModel

/// The rep left sooner than a visit takes, or only passed by.
///
/// - The stated visit is shorter than `shortestDwellSeconds`: ratio s / h with h the rep's own share of
///   such visits, drawn to ``RepRulesPolicy/honestShortShare``; at most `shortDwellRatio`, as drop-offs are
///   honest.
/// - The stated visit is shorter than ``RepRulesPolicy/momentarySeconds``: weighed as ``Recurrence`` against
///   those who forgot to check in and do both when leaving, at most
///   ``RepRulesPolicy/greatestBriefRatio``; nothing where half of the rep's visits are so.
/// - The phone moved: it stated ``RepRulesPolicy/walkingMetresPerSecond`` or more with a fix of 50 m or
///   better, taken as the rep checked in, as its provider or time tells; weighed as ``Recurrence``, one such
///   fix may be a receiver's fault.
/// - The track stood nowhere for five minutes in a row, neither where the fix is, nor where it was itself at
///   the time, nor at the store; see ``TrackDwell``. Of true visits ``RepRulesPolicy/honestBriefShare`` are so
///   short, evenly from one minute on; of false ones ``RepRulesPolicy/falsePassingShare`` are shorter
///   than three minutes. How many such the rep has is weighed as ``Recurrence`` against that share of
///   all; at most ``RepRulesPolicy/greatestBriefRatio``.
/// - The track passed by: within a quarter of an hour before and after, it came to the store, had no gap
///   above three minutes, and moved on at that speed from fix to fix whenever it was there, beyond the
///   errors of the fixes. One who stopped at any time in that half hour is clear, so that a wrong clock
///   accuses nobody; so is one whose track has a gap.
///
/// The last two stand against ``RepRulesPolicy/honestPassingShare`` of true visits.
struct ShortDwellAudit: AuditRule {
  static let facts = RuleFacts(
    .shortDwell,
    .time,
    version: 5,
    evidence: [
      ("dwell", "s"), ("speed", "m/s"), ("least speed of the track", "m/s"),
      ("dwell by the track", "s"),
    ],
    excuse: "the store was closed, or the rep only dropped something off"
  )
  /// A longer gap of the track hides a stop, seconds.
  private static let gapSeconds = 180.0

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let policy = context.policy.repRules
    let verification = context.policy.verification
    var stated = 0
    var short = 0
    var moving = 0
    var momentary = 0
    for checkIn in dossier.checkIns {
      let row = context.data.checkIns[checkIn]
      let dwell = row.leftAt - row.time
      if dwell >= 0 { stated += 1 }
      if isShort(dwell) { short += 1 }
      if isMomentary(dwell) { momentary += 1 }
      if isMoving(row) { moving += 1 }
    }
    let shortShare = (Double(short) + 20 * policy.honestShortShare) / (Double(stated) + 20)
    let shortRatio = min(verification.shortDwellRatio, log(policy.falseShortShare / shortShare))
    let movingRatio =
      moving == 0
      ? 0
      : Recurrence(
        falseShare: policy.falsePassingShare,
        chance: 0,
        trials: dossier.checkIns.count,
        quirk: policy.honestPassingShare
      ).ratio(moving, policy, priorPresence: verification.priorPresence)

    // Of whom it is a habit, it tells nothing.
    let momentaryRatio =
      momentary == 0 || 2 * momentary > stated
      ? 0
      : min(
        policy.greatestBriefRatio,
        Recurrence(
          falseShare: policy.falseMomentaryShare,
          chance: policy.honestMomentaryShare,
          trials: stated,
          quirk: policy.honestPassingShare
        ).ratio(momentary, policy, priorPresence: verification.priorPresence)
      )

    let windows =
      context.tracks[dossier.rep].map {
        TrackDwell.windows($0, around: context.data.checkIns[dossier.checkIns])
      } ?? []
    let brief = BriefVisits(dossier, context, windows)
    for checkIn in dossier.checkIns {
      let row = context.data.checkIns[checkIn]
      let dwell = row.leftAt - row.time
      var ratio = isShort(dwell) ? shortRatio : 0
      let (seconds, briefRatio) = brief.ratio(checkIn)
      ratio = max(ratio, briefRatio)
      if isMoving(row) { ratio = max(ratio, movingRatio) }
      if isMomentary(dwell) { ratio = max(ratio, momentaryRatio) }
      let store = Int(row.store)
      let fixes = windows.isEmpty ? 0..<0 : windows[checkIn - dossier.checkIns.lowerBound]
      var speed = passingSpeed(checkIn, context.storePlaces[store], fixes)
      if speed >= policy.passingMetresPerSecond {
        // The store may be elsewhere than stored: one who stopped there was there.
        speed = min(speed, passingSpeed(checkIn, context.believedPlace(checkIn), fixes))
      }
      if speed >= policy.passingMetresPerSecond {
        ratio = max(ratio, log(policy.falsePassingShare / policy.honestPassingShare))
      }
      guard ratio >= min(policy.leastRatio, verification.shortDwellRatio), ratio > 0 else {
        continue
      }
      marks.beginFinding()
      marks.mark(
        checkIn,
        ratio: min(ratio, policy.greatestRatio),
        (dwell, Double(row.speedMetresPerSecond), speed, seconds)
      )
    }
  }

  /// Leaving before arriving is a wrong clock, not a short visit; NaN is neither.
  private func isShort(_ dwell: Double) -> Bool {
    dwell >= 0 && dwell < context.policy.verification.shortestDwellSeconds
  }

  private func isMomentary(_ dwell: Double) -> Bool {
    dwell >= 0 && dwell < context.policy.repRules.momentarySeconds
  }

  private func isMoving(_ row: CheckInRow) -> Bool {
    Double(row.speedMetresPerSecond) >= context.policy.repRules.walkingMetresPerSecond
      && row.hasPosition && !(row.accuracyMetres > 50) && row.provider != .cached
      && !(abs(row.fixTime - row.time) > 30) && row.tellsAge
  }

  /// The least speed at which the track went while at the store; NaN when that can't be said.
  ///
  /// - Parameters:
  ///   - checkIn: Position of the check-in.
  ///   - place: Where its store is.
  ///   - fixes: The positions of the track's fixes around it.
  /// - Returns: Metres per second.
  private func passingSpeed(
    _ checkIn: Int,
    _ place: StorePlace,
    _ fixes: Range<Int>
  ) -> Double {
    let row = context.data.checkIns[checkIn]
    guard fixes.count > 4, let track = context.tracks[Int(row.rep)] else { return .nan }
    let verification = context.policy.verification
    let store = context.asTracked(place.coordinate, checkIn)
    // Planes are costly to make, and most stores are where they are stored.
    let scale =
      store == context.storePlaces[Int(row.store)].coordinate
      ? context.places.scales[Int(row.store)] : LocalScale(store)
    let claimed =
      row.hasPosition ? scale.offset(to: row.coordinate) : LocalOffset(east: 0, north: 0)
    // Within the premises and twice what the store's position may be off; of geocodes, 4 % are off
    // by more than 250 m.
    let around =
      verification.premisesRadiusMetres + 2 * (place.radiusMetres ?? 105)
    var least = Double.infinity
    var before: (place: LocalOffset, time: Double, radius: Double)?
    var isCovered = (before: false, after: false)
    for position in fixes {
      let stated = track.radiusMetres(at: position)
      let radius = stated.isNaN ? verification.unknownAccuracyMetres : Double(stated)
      if radius > 100 { continue }
      let here = scale.offset(to: track.coordinate(at: position))
      let time = track.time(at: position)
      if let before {
        let seconds = time - before.time
        // A stop where the fix claims to be clears as well: the store may be there.
        let toStore = min(here.metres - radius, before.place.metres - before.radius)
        let toFix = min(
          (here - claimed).metres - radius,
          (before.place - claimed).metres - before.radius
        )
        let isThere = toStore < around || toFix < verification.premisesRadiusMetres
        let isNear = before.time <= row.time + Self.gapSeconds && time >= row.time - Self.gapSeconds
        if seconds > Self.gapSeconds && (isThere || isNear) { return .nan }
        if isThere && seconds >= 5 {
          let way = (here - before.place).metres - radius - before.radius
          least = min(least, max(0, way) / seconds)
        }
      }
      if time <= row.time { isCovered.before = true } else { isCovered.after = true }
      before = (here, time, radius)
    }
    guard isCovered.before && isCovered.after && least.isFinite else { return .nan }
    return least
  }
}
