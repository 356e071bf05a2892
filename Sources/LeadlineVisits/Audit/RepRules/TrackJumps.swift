import Foundation
import LeadlineGeometry
import LeadlineModel

/// Finds check-ins made in a part of the track that the rep can't have come to, or gone from.
///
/// A position that is made up shows in the track where it begins and where it ends: the phone was at home
/// a minute ago and will be there again (``TrackBreaks``). A check-in whose own fix lies on a part of
/// the track between two jumps of one day is one of ``RepRulesPolicy/falseJumpShare`` of the false ones,
/// and of ``RepRulesPolicy/honestJumpShare`` of the true ones: a receiver that takes a wireless network
/// for one that was moved errs for minutes at a time.
///
/// One jump leaves open where what is made up ends, and honest phones show an old position when they
/// wake up. So a single jump tells little but where one of its sides is known to be the true one, as the
/// phone rested there, far from all customers, and was awake (``TrackRest``): at home, say. Then what
/// lies on the other side is made up.
///
/// - After the jump, until the next one or the end of the day: from home nobody comes to where the phone
///   seems to be but by another jump.
/// - Before the jump, for no longer than ``RepRulesPolicy/falseSessionSeconds`` S: one begins to make
///   positions up wherever one is, without any jump. Of check-ins t before it, t / S are true, so that the
///   ratio takes the odds from the prior's to (1 - t / S) / (t / S) at most.
/// - Where neither side is known, of check-ins around which the track stands still to the last digit, or
///   states one and the same accuracy, and ``singleFactor`` times less.
///
/// A check-in on the side known to be true is not accused.
struct TrackJumps {
  /// A check-in between jumps.
  struct Jumped {
    var checkIn: Int
    var ratio: Double
    /// The larger jump, metres, and how long it took, seconds.
    var metres: Double
    var seconds: Double
    /// On how many sides the track jumps: 1 or 2.
    var jumps: Int
  }

  private static let singleFactor = 3.0
  /// A track by the minute shows a jump so much later, seconds.
  private static let slackSeconds = 75.0
  /// A fix of the track tells of a check-in within this time, seconds.
  private static let besideSeconds = 180.0
  /// The fix of a check-in lies on the track within this and twice its radius, metres.
  private static let besideMetres = 100.0

  /// So far around a check-in a track may stand still, seconds.
  private static let frozenSeconds = 420.0
  /// So many fixes like the one before are a track that stands still; of consecutive fixes of GeoLife
  /// 6.7 % are equal.
  private static let frozenPlaces = 3
  /// The same for the accuracy, which phones that state full metres repeat.
  private static let frozenRadii = 6
  /// And for at least so long, seconds: a receiver that fixes by the second repeats itself for some.
  private static let leastFrozenSeconds = 150.0

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  /// The check-ins between jumps, by time.
  ///
  /// - Complexity: O(*n*) in the number of the track's fixes.
  func find(_ dossier: RepDossier) -> [Jumped] {
    guard let track = context.tracks[dossier.rep], !dossier.checkIns.isEmpty else { return [] }
    let rest = TrackRest(dossier, context.data, track)
    let breaks = TrackBreaks(track, context.policy).breaks.map {
      (jump: $0, truth: rest.trueSide(of: $0))
    }
    guard !breaks.isEmpty else { return [] }
    var found: [Jumped] = []
    for checkIn in dossier.checkIns {
      let row = context.data.checkIns[checkIn]
      guard row.hasPosition else { continue }
      let day = LocalDay.of(row)
      func isOfDay(_ time: Double) -> Bool {
        LocalDay.of(time, longitude: row.longitude) == day
      }
      var before = breaks.last {
        $0.jump.after <= row.time + Self.slackSeconds && isOfDay($0.jump.after)
      }
      var after = breaks.first {
        $0.jump.before >= row.time - Self.slackSeconds
          && $0.jump.before >= (before?.jump.after ?? -.infinity) && isOfDay($0.jump.before)
      }
      if before?.truth == .after { before = nil }
      if after?.truth == .before { after = nil }
      guard let jump = before ?? after, isOnTrack(row, track) else { continue }
      let jumps = before == nil || after == nil ? 1 : 2
      let ratio =
        jumps == 2 ? self.ratio : singleRatio(jump.jump, jump.truth, row.time, track)
      guard ratio >= context.policy.repRules.leastRatio else { continue }
      let larger =
        [before?.jump, after?.jump].compactMap { $0 }.max { $0.metres < $1.metres } ?? jump.jump
      found.append(
        Jumped(
          checkIn: checkIn,
          ratio: min(ratio, context.policy.repRules.greatestRatio),
          metres: larger.metres,
          seconds: larger.after - larger.before,
          jumps: jumps
        )
      )
    }
    return found
  }

  /// The ratio of a check-in between two jumps.
  private var ratio: Double {
    log(context.policy.repRules.falseJumpShare / context.policy.repRules.honestJumpShare)
  }

  /// The ratio of a check-in on one side of a jump, the other one maybe being the true one; 0 where the
  /// jump tells nothing.
  private func singleRatio(
    _ jump: TrackBreaks.Break,
    _ truth: TrackRest.Side?,
    _ time: Double,
    _ track: Track
  ) -> Double {
    switch truth {
    case .before: return ratio
    case .after:
      let honest = max(0, jump.before - time) / context.policy.repRules.falseSessionSeconds
      guard honest < 1 else { return 0 }
      let prior = context.policy.verification.priorPresence
      return min(ratio, log((1 - honest) / honest * prior / (1 - prior)))
    case nil: return isFrozen(track, at: time) ? ratio - log(Self.singleFactor) : 0
    }
  }

  /// Whether the track around a time gives one place to the last digit, or one and the same accuracy.
  private func isFrozen(_ track: Track, at time: Double) -> Bool {
    let fixes = track.positions(from: time - Self.frozenSeconds, through: time + Self.frozenSeconds)
    return isFrozen(fixes, track, Self.frozenPlaces) {
      track.coordinate(at: $0) == track.coordinate(at: $1)
    }
      || isFrozen(fixes, track, Self.frozenRadii) {
        track.radiusMetres(at: $0) == track.radiusMetres(at: $1)
      }
  }

  /// Whether so many of some fixes in a row, and for long enough, are each like the one before.
  private func isFrozen(
    _ fixes: Range<Int>,
    _ track: Track,
    _ least: Int,
    _ areAlike: (Int, Int) -> Bool
  ) -> Bool {
    var first = fixes.lowerBound
    for fix in fixes.dropFirst() {
      if !areAlike(fix, fix - 1) { first = fix }
      if fix - first >= least,
        track.time(at: fix) - track.time(at: first) >= Self.leastFrozenSeconds
      {
        return true
      }
    }
    return false
  }

  /// Whether the track was where the fix of a check-in is.
  private func isOnTrack(_ row: CheckInRow, _ track: Track) -> Bool {
    let accuracy = row.accuracyMetres.isNaN ? 0 : Double(row.accuracyMetres)
    let reach = Self.besideMetres + 2 * accuracy
    let scale = LocalScale(Coordinate(uncheckedLongitude: row.longitude, latitude: row.latitude))
    let fixes = track.positions(
      from: row.time - Self.besideSeconds,
      through: row.time + Self.besideSeconds
    )
    return fixes.contains { scale.offset(to: track.coordinate(at: $0)).metres <= reach }
  }
}
