import LeadlineModel

/// A colleague checks in for the rep.
///
/// Two traces:
/// - The visit was made on a colleague's device (60 % of whose check-ins are the colleague's) within
///   `deviceSwitchSeconds` (15 min) of one of the colleague's own. Fraud: 7 of 10 proxy visits.
///   Honest: 5 of 100 visits of reps who borrow a phone on the way, ln(0.7/0.05) = 2.6; each further
///   day adds 0.6, since batteries are not flat every day. The rep's own track elsewhere adds 2.
/// - The phone was beside a colleague's (`togetherMetres`, `togetherSeconds`) while the rep's own
///   track was elsewhere: somebody carries two phones. Honest only when a track is wrong or another's: 3.5.
///
/// What excuses: the colleague came along, by either's word; the rep's own track was at the store; a
/// check-in of the colleague at the very same store, which a joint visit with one phone explains
/// (`borrowedDeviceRatio`); a device that nobody owns. Only the visits of the absent rep are marked.
struct ProxyCheckInRule: AuditRule {
  static let facts = RuleFacts(
    .proxyCheckIn,
    .collusion,
    evidence: [("apart_s", "s"), ("days", ""), ("fixes_apart_m", "m"), ("own_track_away", "")],
    excuse: "the rep went with the colleague, or borrowed the colleague's phone on the way"
  )

  private let context: AuditContext
  private let use: DeviceUse
  private let together: TogetherPairs

  init(_ context: AuditContext) {
    self.context = context
    use = DeviceUse(context)
    together = TogetherPairs(context)
  }

  /// A visit that a colleague may have made.
  private struct Suspect {
    var checkIn: Int
    var other: Int
    var ratio: Double
    var isAway: Bool
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    var suspects = borrowed(dossier)
    // One colleague after the other; each is a finding.
    let rows = context.data.checkIns
    suspects += besides(dossier)
    suspects.sort { (rows[$0.other].rep, $0.checkIn) < (rows[$1.other].rep, $1.checkIn) }
    let policy = context.policy.links
    var first = 0
    while first < suspects.count {
      var end = first
      var days = 0
      var lastDay: Int?
      let colleague = rows[suspects[first].other].rep
      while end < suspects.count, rows[suspects[end].other].rep == colleague {
        let day = context.day(rows[suspects[end].checkIn])
        if day != lastDay && suspects[end].ratio >= policy.proxyRatio { days += 1 }
        lastDay = day
        end += 1
      }
      marks.beginFinding()
      for suspect in suspects[first..<end] {
        var ratio = suspect.ratio
        if ratio >= policy.proxyRatio { ratio += policy.proxyDayRatio * Double(max(0, days - 1)) }
        let (own, other) = (rows[suspect.checkIn], rows[suspect.other])
        marks.mark(
          suspect.checkIn,
          ratio: min(ratio, policy.greatestProxyRatio),
          (
            abs(own.time - other.time), Double(days), FlatDistance.metres(own, other),
            suspect.isAway ? 1 : 0
          ),
          other: suspect.other
        )
      }
      first = end
    }
  }

  /// Visits on a colleague's device within minutes of the colleague's own.
  private func borrowed(_ dossier: RepDossier) -> [Suspect] {
    let rows = context.data.checkIns
    let policy = context.policy.links
    var suspects: [Suspect] = []
    for checkIn in dossier.checkIns {
      let row = rows[checkIn]
      guard let lender = use.lender(of: row),
        let other = nearest(to: checkIn, by: lender),
        !context.areAccompanied(row, rows[other]), row.companion != lender
      else { continue }
      let sighting = context.sightingAtStore(row)
      if sighting == .near { continue }
      var ratio = policy.proxyRatio
      if sighting == .away {
        ratio += policy.proxyAwayRatio
      } else if rows[other].store == row.store {
        ratio = policy.borrowedDeviceRatio
      }
      suspects.append(
        Suspect(checkIn: checkIn, other: other, ratio: ratio, isAway: sighting == .away)
      )
    }
    return suspects
  }

  /// The check-in of a colleague on the same device nearest in time, if it is within minutes.
  private func nearest(to checkIn: Int, by colleague: Int32) -> Int? {
    let rows = context.data.checkIns
    let row = rows[checkIn]
    let reach = context.policy.links.deviceSwitchSeconds
    let all = use.checkIns(with: row.device)
    var low = all.startIndex
    var high = all.endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if rows[Int(all[middle])].time < row.time - reach { low = middle + 1 } else { high = middle }
    }
    var best: Int?
    for position in all[low...] {
      let other = rows[Int(position)]
      if other.time > row.time + reach { break }
      guard other.rep == colleague else { continue }
      let isNearer = best.map { abs(other.time - row.time) < abs(rows[$0].time - row.time) }
      if isNearer ?? true { best = Int(position) }
    }
    return best
  }

  /// Visits with a phone beside a colleague's while the own track is elsewhere.
  private func besides(_ dossier: RepDossier) -> [Suspect] {
    let rows = context.data.checkIns
    var suspects: [Suspect] = []
    for pair in together.pairs(of: dossier.checkIns) {
      let checkIn = Int(pair.checkIn)
      if suspects.last?.checkIn == checkIn { continue }
      let row = rows[checkIn]
      guard use.lender(of: row) == nil, context.sightingAtStore(row) != .near,
        context.sighting(
          ofRep: dossier.rep,
          at: row.time,
          longitude: row.longitude,
          latitude: row.latitude
        ) == .away
      else { continue }
      suspects.append(
        Suspect(
          checkIn: checkIn,
          other: Int(pair.other),
          ratio: context.policy.links.togetherAwayRatio,
          isAway: true
        )
      )
    }
    return suspects
  }
}
