import Foundation
import LeadlineGeometry
import LeadlineModel

/// The rep's track falls silent before check-ins and comes back after them.
///
/// One who wants to be elsewhere unseen switches the tracking off before leaving the round and on
/// again when back. A silence with check-ins in it lasts from the fix before to the fix after them;
/// where the day has no fix before, or none after, from the first of them, or to the last.
///
/// Phones are silent for honest reasons too, so this is the phone's word against its own habit:
///
/// - A track that often has no fix for ten minutes is one written by distance, or by a phone that saves
///   battery: then silence says nothing.
/// - One silence of ``RepRulesPolicy/silentSeconds`` says at most
///   ``RepRulesPolicy/greatestSilentRatio``, one of half that one less.
/// - The number of days with a long one is weighed as ``Recurrence`` against
///   ``RepRulesPolicy/honestSilentDayShare``, or against what the days with shorter ones let expect:
///   outages grow rarer with their length, so a third of those.
struct TrackSilentAudit: AuditRule {
  static let facts = RuleFacts(
    .trackSilent,
    .device,
    evidence: [("silence", "s"), ("days with one as long", ""), ("days", "")],
    excuse: "the phone saved battery or was switched off for a reason of its own"
  )
  /// A track that is silent for so long is not one of a fix a minute or so, seconds.
  private static let pauseSeconds = 600.0
  /// The share of check-ins in pauses from which on a track tells nothing by being silent.
  private static let greatestPauseShare = 0.3

  /// The check-ins of one day between two fixes.
  private struct Silence {
    var checkIns: Range<Int>
    var seconds: Double
    var day: Int
  }

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    guard !dossier.checkIns.isEmpty, let track = context.tracks[dossier.rep], track.count > 1 else {
      return
    }
    let policy = context.policy.repRules
    let silences = silences(dossier.checkIns, track)
    var pausing = 0
    var days = (long: 0, short: 0, last: Int.min, lastShort: Int.min)
    for silence in silences {
      let isLong = silence.seconds >= policy.silentSeconds
      if !isLong { pausing += silence.checkIns.count }
      if isLong && silence.day != days.last {
        days.long += 1
        days.last = silence.day
      } else if !isLong && silence.day != days.lastShort {
        days.short += 1
        days.lastShort = silence.day
      }
    }
    let isUsual =
      Double(pausing) > Self.greatestPauseShare * Double(dossier.checkIns.count)
    guard !isUsual, !silences.isEmpty else { return }

    let all = self.days(dossier.checkIns, track)
    let usual = max(policy.honestSilentDayShare, Double(days.short) / Double(3 * all))
    let repeated =
      days.long == 0
      ? 0
      : Recurrence(
        falseShare: policy.falseSilentShare,
        chance: min(1, usual),
        trials: all,
        quirk: policy.honestSilentDayShare / 3
      ).ratio(days.long, policy, priorPresence: context.policy.verification.priorPresence)
    let single = min(policy.greatestSilentRatio, log(policy.falseSilentShare / usual))
    for silence in silences {
      let ratio =
        silence.seconds >= policy.silentSeconds
        ? max(single, repeated)
        : silence.seconds >= policy.silentSeconds / 2 ? single - 1 : 0
      guard ratio > 0 else { continue }
      marks.beginFinding()
      for checkIn in silence.checkIns {
        marks.mark(
          checkIn,
          ratio: ratio,
          (silence.seconds, Double(days.long), Double(all), .nan)
        )
      }
    }
  }

  /// The silences of more than a pause with check-ins in them, by time.
  private func silences(_ checkIns: Range<Int>, _ track: Track) -> [Silence] {
    let data = context.data
    let longitude = track.coordinate(at: 0).longitude
    var found: [Silence] = []
    var first = checkIns.lowerBound
    var next = 0
    while first < checkIns.upperBound {
      let time = data.checkIns[first].time
      next = track.firstPosition(after: time, from: next)
      let day = LocalDay.of(time, longitude: longitude)
      let end = next < track.count ? track.time(at: next) : .infinity
      var after = first + 1
      while after < checkIns.upperBound, data.checkIns[after].time < end,
        LocalDay.of(data.checkIns[after].time, longitude: longitude) == day
      {
        after += 1
      }
      // Where the day has no fix on one side, nobody knows when the phone was put away.
      var start: Double?
      if next > 0, LocalDay.of(track.time(at: next - 1), longitude: longitude) == day {
        start = track.time(at: next - 1)
      }
      let isSeenAfter = next < track.count && LocalDay.of(end, longitude: longitude) == day
      if start != nil || isSeenAfter {
        let seconds =
          (isSeenAfter ? end : data.checkIns[after - 1].time) - (start ?? time)
        if seconds > Self.pauseSeconds {
          found.append(Silence(checkIns: first..<after, seconds: seconds, day: day))
        }
      }
      first = after
    }
    return found
  }

  /// The number of days with check-ins.
  private func days(_ checkIns: Range<Int>, _ track: Track) -> Int {
    let longitude = track.coordinate(at: 0).longitude
    var count = 0
    var last = Int.min
    for checkIn in checkIns {
      let day = LocalDay.of(context.data.checkIns[checkIn].time, longitude: longitude)
      if day != last { count += 1 }
      last = day
    }
    return count
  }
}
