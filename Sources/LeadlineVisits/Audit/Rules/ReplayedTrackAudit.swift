import Foundation
import LeadlineGeometry
import LeadlineModel

/// The track of the day, or of part of it, is that of an earlier day, shifted in time.
///
/// Two days are candidates when they cross the same lines of a grid in the same directions, three of
/// them or more with one shift of time (to 30 s). Then the later day is laid over the earlier one: a
/// fix taken on the move matches when it lies within the joint error (1.5 times the two radii, 30 to
/// 80 m) of where the earlier track was at its shifted time. The part that matches best is the one in
/// which matching fixes, less 1.5 times the others, are most.
///
/// Honest: one who goes the same round every week starts from each stop at another minute. A leg
/// matches only when the rep sets out within some six seconds of the shift, while stays differ by
/// minutes: ``RepRulesPolicy/honestLegShare`` of legs, the first one setting the shift, with each of the
/// earlier days. So L legs of at least two fixes each, a pause of three minutes between them, give
/// ln(s / (days h^(L - 1))), s being ``RepRulesPolicy/falseReplayShare``. Gaps match nothing and mismatch
/// nothing. Check-ins within the matching part are implicated alike.
///
/// The check-ins themselves tell too, and without a track: see ``ReplayedVisits``.
struct ReplayedTrackAudit: AuditRule {
  static let facts = RuleFacts(
    .replayedTrack,
    .repetition,
    evidence: [
      ("days before", ""), ("legs", ""), ("fixes that match", ""), ("share", ""),
    ],
    excuse: "one phone's track was stored for two days"
  )
  private static let shiftToleranceSeconds = 30.0
  private static let leastFixes = 8
  private static let pauseSeconds = 180.0
  /// How often a line is crossed in one direction in a day at most to be looked at.
  private static let mostCrossings = 24

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  /// The part of a day that is a copy.
  private struct Replay {
    var start: Double
    var end: Double
    var shift: Double
    var legs: Int
    var matched: Int
    var share: Double
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    examineTrack(dossier, &marks)
    var last: Double?
    for replayed in ReplayedVisits(context, dossier).find() {
      if last.map({ abs($0 - replayed.shift) > 60 }) ?? true { marks.beginFinding() }
      last = replayed.shift
      marks.mark(
        replayed.checkIn,
        ratio: replayed.ratio,
        (
          replayed.shift / 86_400, .nan, Double(replayed.checkIns),
          Double(replayed.alike) / Double(replayed.checkIns)
        ),
        other: replayed.original
      )
    }
  }

  private func examineTrack(_ dossier: RepDossier, _ marks: inout MarkList) {
    guard let track = context.tracks[dossier.rep], !track.isEmpty, !dossier.checkIns.isEmpty
    else { return }
    let tracks = DayTracks(track)
    let policy = context.policy.repRules
    var shifts: [Double] = []
    for later in tracks.days.indices.dropFirst() {
      var best: Replay?
      for earlier in 0..<later {
        guard
          let shift = commonShift(tracks, earlier, later, &shifts),
          let replay = overlay(tracks, tracks.days[earlier], tracks.days[later], shift)
        else { continue }
        if best.map({ replay.matched > $0.matched }) ?? true { best = replay }
      }
      guard let best else { continue }
      let honest = Double(later) * pow(policy.honestLegShare, Double(best.legs - 1))
      let ratio = min(policy.greatestRatio, log(policy.falseReplayShare / honest))
      if ratio >= policy.leastRatio { mark(best, ratio, dossier, &marks) }
    }
  }

  private func mark(
    _ replay: Replay,
    _ ratio: Double,
    _ dossier: RepDossier,
    _ marks: inout MarkList
  ) {
    marks.beginFinding()
    for checkIn in dossier.checkIns {
      let time = context.data.checkIns[checkIn].time
      guard time >= replay.start - 60 && time <= replay.end + 60 else { continue }
      marks.mark(
        checkIn,
        ratio: ratio,
        (replay.shift / 86_400, Double(replay.legs), Double(replay.matched), replay.share)
      )
    }
  }

  /// The shift of time that most crossings of two days have in common; nil for fewer than three.
  private func commonShift(
    _ tracks: DayTracks,
    _ earlier: Int,
    _ later: Int,
    _ shifts: inout [Double]
  ) -> Double? {
    if !shifts.isEmpty { shifts.removeAll(keepingCapacity: true) }
    let crossings = tracks.crossings
    let (firstEnd, secondEnd) = (
      tracks.days[earlier].crossings.upperBound, tracks.days[later].crossings.upperBound
    )
    var first = tracks.days[earlier].crossings.lowerBound
    var second = tracks.days[later].crossings.lowerBound
    while first < firstEnd && second < secondEnd {
      let key = crossings[second].key
      if crossings[first].key < key {
        first += 1
        continue
      }
      if crossings[first].key > key {
        second += 1
        continue
      }
      let (start, secondStart) = (first, second)
      while first < firstEnd && crossings[first].key == key { first += 1 }
      while second < secondEnd && crossings[second].key == key { second += 1 }
      // A line that a phone crosses to and fro all day, lying on it, tells nothing of a shift.
      if max(first - start, second - secondStart) <= Self.mostCrossings {
        for crossing in secondStart..<second {
          for other in start..<first {
            shifts.append(crossings[crossing].time - crossings[other].time)
          }
        }
      }
    }
    guard shifts.count >= 3 else { return nil }
    shifts.sort()
    var best = 0..<0
    var low = 0
    for high in shifts.indices {
      while shifts[high] - shifts[low] > Self.shiftToleranceSeconds { low += 1 }
      if high + 1 - low > best.count { best = low..<high + 1 }
    }
    guard best.count >= 3 else { return nil }
    return shifts[(best.lowerBound + best.upperBound) / 2]
  }

  /// Lays a day over an earlier one.
  private func overlay(
    _ tracks: DayTracks,
    _ earlier: DayTracks.Day,
    _ later: DayTracks.Day,
    _ shift: Double
  ) -> Replay? {
    let track = tracks.track
    var run = Run()
    var best: Run?
    var next = earlier.fixes.lowerBound
    for move in later.moves {
      let position = Int(tracks.moves[move])
      let time = track.time(at: position)
      while next < earlier.fixes.upperBound && track.time(at: next) < time - shift { next += 1 }
      guard
        let isMatch = matches(
          tracks,
          tracks.places[position],
          track.radiusMetres(at: position),
          time - shift,
          next,
          earlier
        )
      else { continue }
      run.add(isMatch, time, pause: Self.pauseSeconds)
      if run.score > best?.score ?? 0 { best = run }
      if run.score <= 0 { run = Run() }
    }
    guard let best, best.matched >= Self.leastFixes, best.legs >= 3 else { return nil }
    return Replay(
      start: best.start,
      end: best.end,
      shift: shift,
      legs: best.legs,
      matched: best.matched,
      share: Double(best.matched) / Double(best.all)
    )
  }

  /// Whether a place is where the earlier day's track was; nil where that has a gap.
  private func matches(
    _ tracks: DayTracks,
    _ place: LocalOffset,
    _ radius: Float,
    _ time: Double,
    _ next: Int,
    _ day: DayTracks.Day
  ) -> Bool? {
    guard next > day.fixes.lowerBound, next < day.fixes.upperBound else { return nil }
    let track = tracks.track
    let times = (track.time(at: next - 1), track.time(at: next))
    guard times.1 - times.0 <= DayTracks.gapSeconds else { return nil }
    let places = (tracks.places[next - 1], tracks.places[next])
    let share = times.1 > times.0 ? (time - times.0) / (times.1 - times.0) : 0
    let there = LocalOffset(
      east: places.0.east + share * (places.1.east - places.0.east),
      north: places.0.north + share * (places.1.north - places.0.north)
    )
    let other = track.radiusMetres(at: next)
    let unknown = context.policy.verification.gpsAccuracyMetres
    let joint =
      (radius.isNaN ? unknown : Double(radius)) + (other.isNaN ? unknown : Double(other))
    let reach = max(30, min(80, 1.5 * joint))
    return place.squaredDistance(to: there) <= reach * reach
  }

  /// A run of fixes on the move that mostly match.
  private struct Run {
    var score = 0.0
    var start = 0.0
    var end = 0.0
    var matched = 0
    var all = 0
    /// Legs with two matching fixes or more.
    var legs = 0
    private var onThisLeg = 0

    mutating func add(_ isMatch: Bool, _ time: Double, pause: Double) {
      if all == 0 { start = time }
      if time - end > pause { onThisLeg = 0 }
      all += 1
      end = time
      score += isMatch ? 1 : -1.5
      guard isMatch else { return }
      matched += 1
      onThisLeg += 1
      if onThisLeg == 2 { legs += 1 }
    }
  }
}
