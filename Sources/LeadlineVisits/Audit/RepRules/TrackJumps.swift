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
/// wake up. So a single jump tells only of check-ins around which the track stands still to the last
/// digit, or states one and the same accuracy, and ``singleFactor`` times less.
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

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  /// The check-ins between jumps, by time.
  ///
  /// - Complexity: O(*n*) in the number of the track's fixes.
  func find(_ dossier: RepDossier) -> [Jumped] {
    guard let track = context.tracks[dossier.rep], !dossier.checkIns.isEmpty else { return [] }
    let breaks = TrackBreaks(track, context.policy).breaks
    guard !breaks.isEmpty else { return [] }
    let policy = context.policy.repRules
    var found: [Jumped] = []
    for checkIn in dossier.checkIns {
      let row = context.data.checkIns[checkIn]
      guard row.hasPosition else { continue }
      let day = LocalDay.of(row)
      func isOfDay(_ time: Double) -> Bool {
        LocalDay.of(time, longitude: row.longitude) == day
      }
      let before = breaks.last {
        $0.after <= row.time + Self.slackSeconds && isOfDay($0.after)
      }
      let after = breaks.first {
        $0.before >= row.time - Self.slackSeconds && $0.before >= (before?.after ?? -.infinity)
          && isOfDay($0.before)
      }
      guard let jump = before ?? after, isOnTrack(row, track) else { continue }
      let jumps = before == nil || after == nil ? 1 : 2
      guard jumps == 2 || isFrozen(track, at: row.time) else { continue }
      let larger = [before, after].compactMap { $0 }.max { $0.metres < $1.metres } ?? jump
      let ratio =
        log(policy.falseJumpShare / policy.honestJumpShare)
        - (jumps == 2 ? 0 : log(Self.singleFactor))
      guard ratio >= policy.leastRatio else { continue }
      found.append(
        Jumped(
          checkIn: checkIn,
          ratio: min(ratio, policy.greatestRatio),
          metres: larger.metres,
          seconds: larger.after - larger.before,
          jumps: jumps
        )
      )
    }
    return found
  }

  /// Whether the track around a time gives one place to the last digit, or one and the same accuracy.
  private func isFrozen(_ track: Track, at time: Double) -> Bool {
    let fixes = track.positions(from: time - Self.frozenSeconds, through: time + Self.frozenSeconds)
    var (places, radii) = (0, 0)
    for fix in fixes.dropFirst() {
      places = track.coordinate(at: fix) == track.coordinate(at: fix - 1) ? places + 1 : 0
      radii = track.radiusMetres(at: fix) == track.radiusMetres(at: fix - 1) ? radii + 1 : 0
      if places >= Self.frozenPlaces || radii >= Self.frozenRadii { return true }
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
