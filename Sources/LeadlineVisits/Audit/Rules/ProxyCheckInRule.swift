import LeadlineGeometry
import LeadlineModel

/// A colleague checks in for the rep.
///
/// Traces:
/// - The visit was made on a colleague's device (60 % of whose check-ins are the colleague's) on a day
///   on which the colleague used it too. Who lends the phone for an hour has none, and both must meet
///   twice; so an honest loan is of a spare phone, or on a tour together, which one of them says. Fraud:
///   7 of 10 proxy visits. Honest: 5 of 100 visits of reps who borrow a phone on the way,
///   ln(0.7/0.05) = 2.6; each further day adds 0.6, since batteries are not flat every day. The rep's
///   own track elsewhere adds 2.
/// - The phone was beside a colleague's (`togetherMetres`, `togetherSeconds`) while the rep's own
///   track was elsewhere: somebody carries two phones. Honest only when a track is wrong or another's: 3.5.
/// - A colleague's track was at the place of the check-in for some minutes while the rep's own was
///   silent or elsewhere. Fraud: one in ten false visits, if colleagues are tracked. Honest: colleagues
///   whose patches touch are by accident at one corner at one time, some visits in a thousand:
///   2.6, and 0.6 for each further day with the same colleague. Three visits of a day are no accident,
///   but at best a tour of which neither says a word: 0.9.
/// - The rep's track and a colleague's are one all day, from one place to the next, each checking in
///   at own stores, and the day began at the colleague's home: one carries both phones. The same ratios.
///
/// What excuses: the colleague came along, by either's word, or is the superior; the rep's own track
/// was at the store; a check-in of the colleague at the very same store, which a joint visit
/// explains (`borrowedDeviceRatio`); a device that nobody owns. Only the visits of the absent rep are
/// marked.
struct ProxyCheckInRule: AuditRule {
  static let facts = RuleFacts(
    .proxyCheckIn,
    .collusion,
    version: 3,
    evidence: [("apart_s", "s"), ("days", ""), ("fixes_apart_m", "m"), ("own_track_away", "")],
    excuse: "the rep went with the colleague, or borrowed the colleague's phone on the way"
  )

  private let context: AuditContext
  private let use: DeviceUse
  /// Nil without tracks, as then nobody is seen elsewhere.
  private let together: TogetherPairs?
  private let company: TrackCompany
  private let mornings: Mornings

  init(_ context: AuditContext) {
    self.context = context
    use = context.devices
    let hasTracks = context.tracks.contains { $0 != nil }
    // Both have parts that one thread must do.
    (together, company) = Workers.both(threads: context.threads) {
      hasTracks ? TogetherPairs(context) : nil
    } _: {
      TrackCompany(context)
    }
    mornings = Mornings(context)
  }

  var cutCount: Int { together?.cutCount ?? 0 }

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
    suspects += tracked(dossier)
    suspects += carried(dossier)
    suspects += setOut(dossier)
    suspects = strongest(suspects)
    suspects.sort { (rows[$0.other].rep, $0.checkIn) < (rows[$1.other].rep, $1.checkIn) }
    let policy = context.policy.links
    var first = 0
    while first < suspects.count {
      var end = first
      var visits: [Int: Int] = [:]
      let colleague = rows[suspects[first].other].rep
      while end < suspects.count, rows[suspects[end].other].rep == colleague {
        if suspects[end].ratio >= policy.proxyRatio {
          visits[context.day(rows[suspects[end].checkIn]), default: 0] += 1
        }
        end += 1
      }
      marks.beginFinding()
      for suspect in suspects[first..<end] {
        var ratio = suspect.ratio
        if ratio >= policy.proxyRatio {
          ratio += policy.proxyDayRatio * Double(visits.count - 1)
          let ofTheDay = visits[context.day(rows[suspect.checkIn])] ?? 0
          if ofTheDay >= policy.leastProxyTour { ratio += policy.proxyTourRatio }
        }
        let (own, other) = (rows[suspect.checkIn], rows[suspect.other])
        marks.mark(
          suspect.checkIn,
          ratio: min(ratio, policy.greatestProxyRatio),
          (
            abs(own.time - other.time), Double(visits.count), FlatDistance.metres(own, other),
            suspect.isAway ? 1 : 0
          ),
          other: suspect.other
        )
      }
      first = end
    }
  }

  /// Of each visit the strongest suspicion: it was made by one colleague.
  private func strongest(_ suspects: [Suspect]) -> [Suspect] {
    var sorted = suspects
    sorted.sort { ($0.checkIn, -$0.ratio, $0.other) < ($1.checkIn, -$1.ratio, $1.other) }
    return sorted.indices.filter { $0 == 0 || sorted[$0].checkIn != sorted[$0 - 1].checkIn }
      .map { sorted[$0] }
  }

  /// Visits on a colleague's device on a day on which the colleague used it.
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
      let sighting = context.sightingAtStore(checkIn)
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

  /// The check-in of a colleague on the same device nearest in time, if it is of the same day.
  private func nearest(to checkIn: Int, by colleague: Int32) -> Int? {
    let rows = context.data.checkIns
    let row = rows[checkIn]
    let reach = context.policy.links.sameDaySeconds
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
    guard let together else { return [] }
    let rows = context.data.checkIns
    var suspects: [Suspect] = []
    for pair in together.pairs(of: dossier.checkIns) {
      let checkIn = Int(pair.checkIn)
      if suspects.last?.checkIn == checkIn { continue }
      let row = rows[checkIn]
      guard use.lender(of: row) == nil, context.sightingAtStore(checkIn) != .near,
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

  /// Visits at whose place a colleague's track was while the own one was not.
  private func tracked(_ dossier: RepDossier) -> [Suspect] {
    guard !company.isEmpty else { return [] }
    let rows = context.data.checkIns
    let policy = context.policy.links
    var suspects: [Suspect] = []
    for checkIn in dossier.checkIns {
      let row = rows[checkIn]
      let accuracy = Double(row.accuracyMetres)
      // A coarse fix has a town beside it.
      guard accuracy <= policy.besideMetres else { continue }
      let sighting = context.sightingAtStore(checkIn)
      guard sighting != .near else { continue }
      for colleague in company.reps(beside: row, within: policy.besideMetres) {
        guard let other = ownVisit(of: Int(colleague), beside: row),
          !mornings.isCarried(phoneOf: Int(colleague), by: dossier.rep, on: row)
        else { continue }
        suspects.append(
          Suspect(
            checkIn: checkIn,
            other: other,
            ratio: sighting == .away ? policy.togetherAwayRatio : policy.proxyRatio,
            isAway: sighting == .away
          )
        )
      }
    }
    return suspects
  }

  /// Visits on days on which the rep's phone went to the stores with a colleague's from the colleague's
  /// home on.
  private func carried(_ dossier: RepDossier) -> [Suspect] {
    let meetings = company.meetings(of: dossier.rep)
    guard !meetings.isEmpty, let track = context.tracks[dossier.rep] else { return [] }
    let rows = context.data.checkIns
    let policy = context.policy.links
    var suspects: [Suspect] = []
    var first = dossier.checkIns.lowerBound
    while first < dossier.checkIns.upperBound {
      let day = context.day(rows[first])
      var end = first + 1
      while end < dossier.checkIns.upperBound, context.day(rows[end]) == day { end += 1 }
      defer { first = end }
      let east = context.data.stores[Int(rows[first].store)].longitude
      let midnight = 86_400 * Double(day) - 240 * east
      let moments = Int(midnight / TrackCompany.stepSeconds)
      let span = moments...moments + Int(86_400 / TrackCompany.stepSeconds)
      var start = meetings.startIndex
      while start < meetings.endIndex {
        var stop = start
        let colleague = Int(meetings[start].other)
        while stop < meetings.endIndex, Int(meetings[stop].other) == colleague { stop += 1 }
        let met = meetings[start..<stop].filter { span.contains(Int($0.moment)) }
        start = stop
        guard met.count >= policy.leastCarriedMoments, let earliest = met.first,
          let latest = met.last, isOnTheWay(met, track),
          mornings.beganWith(colleague, dossier.rep, onDayOf: rows[first])
        else { continue }
        let from = Double(earliest.moment) * TrackCompany.stepSeconds - TrackCompany.stepSeconds
        let to = Double(latest.moment) * TrackCompany.stepSeconds + TrackCompany.stepSeconds
        for checkIn in first..<end where rows[checkIn].time >= from && rows[checkIn].time <= to {
          guard context.sightingAtStore(checkIn) == .near,
            let other = ownVisit(of: colleague, beside: rows[checkIn])
          else { continue }
          suspects.append(
            Suspect(checkIn: checkIn, other: other, ratio: policy.proxyRatio, isAway: false)
          )
        }
      }
    }
    return suspects
  }

  /// Whether meetings are of a way together, and not of a desk or a table.
  private func isOnTheWay(_ met: [TrackCompany.Meeting], _ track: Track) -> Bool {
    let places = met.compactMap {
      TrackCompany.place(track, at: Double($0.moment) * TrackCompany.stepSeconds)
    }
    guard let first = places.first else { return false }
    return places.contains {
      FlatDistance.metres($0.longitude, $0.latitude, first.longitude, first.latitude)
        > context.policy.links.carriedMetres
    }
  }

  /// Visits on days on which the rep's phone set out from a colleague's home, whatever the colleague's
  /// own phone tells.
  private func setOut(_ dossier: RepDossier) -> [Suspect] {
    let rows = context.data.checkIns
    return mornings.elsewhere(dossier.rep).flatMap { morning in
      morning.checkIns.compactMap { checkIn in
        guard use.lender(of: rows[checkIn]) == nil,
          context.sightingAtStore(checkIn) != .away,
          let other = ownVisit(of: morning.colleague, beside: rows[checkIn])
        else { return nil }
        return Suspect(
          checkIn: checkIn,
          other: other,
          ratio: context.policy.links.togetherAwayRatio,
          isAway: false
        )
      }
    }
  }

  /// The check-in of a colleague that is nearest in time to a rep's on the same day, if the two were
  /// not there together: neither says so nor is the other's superior, and the colleague has no
  /// check-in at that store within the hour and does not own it.
  private func ownVisit(of colleague: Int, beside row: CheckInRow) -> Int? {
    let rows = context.data.checkIns
    let reps = context.data.reps
    let policy = context.policy.links
    guard row.companion != colleague, Int(reps[Int(row.rep)].supervisor) != colleague,
      reps[colleague].supervisor != row.rep,
      Int(context.data.stores[Int(row.store)].owner) != colleague
    else { return nil }
    var best: Int?
    let near = context.data.positions(
      in: context.data.checkIns(ofRep: colleague),
      from: row.time - policy.sameDaySeconds,
      through: row.time + policy.sameDaySeconds
    )
    for other in near {
      let seconds = abs(rows[other].time - row.time)
      if rows[other].companion == row.rep { return nil }
      if rows[other].store == row.store && seconds <= policy.accompaniedSeconds { return nil }
      if best.map({ seconds < abs(rows[$0].time - row.time) }) ?? true { best = other }
    }
    return best
  }
}
