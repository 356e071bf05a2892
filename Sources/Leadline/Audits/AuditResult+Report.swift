package import Foundation
import LeadlineGeometry
import LeadlineModel
package import LeadlineReports
import LeadlineVisits

extension AuditResult {
  private static let daysOfCase = 3
  private static let findingsOfCase = 20
  private static let checkInsOfRow = 5

  /// What the report shows.
  ///
  /// - Parameter timeZone: The zone of its times, by which days are told apart too.
  /// - Returns: The values of the page.
  package func report(timeZone: TimeZone) -> AuditReport {
    var report = AuditReport(timeZone: timeZone)
    let times = data.checkIns.lazy.map(\.time)
    report.from = times.min().map { Date(timeIntervalSinceReferenceDate: $0) }
    report.through = times.max().map { Date(timeIntervalSinceReferenceDate: $0) }
    report.now = madeAt
    report.reps = data.reps.indices.count { !data.checkIns(ofRep: $0).isEmpty }
    report.stores = data.stores.count
    for statistics in review.statistics {
      for (verdict, count) in statistics.verdicts.enumerated() { report.verdicts[verdict] += count }
    }
    report.expectedFalseFlags = review.errors.expectedFalseFlags
    report.accusedReps = review.errors.accusedReps
    report.expectedFalseAccusations = review.errors.expectedFalseAccusations
    report.falseDiscoveryRate = review.errors.falseDiscoveryRate
    report.casesInAll = review.cases.count
    report.sampled = review.sample.draws.count
    report.sources = audit.context.sources.filter { $0.datum != .wgs84 }.map {
      AuditReport.Source(
        name: $0.source,
        givesFixes: $0.kind != .stores,
        datum: "\($0.datum)",
        checkIns: $0.checkIns
      )
    }
    report.cases = review.cases.filter(\.isShown).map { page(of: $0, timeZone) }
    return report
  }

  private func page(of entry: AuditCase, _ timeZone: TimeZone) -> CasePage {
    let statistics = entry.statistics
    var page = CasePage(rank: entry.rank, repID: data.repIDs.text(statistics.rep))
    page.score = statistics.score
    page.qValue = statistics.qValue
    page.isAccused = statistics.isAccused
    page.verdicts = statistics.verdicts
    page.falseVisits = statistics.falseVisits
    page.expectedFlagged = statistics.expectedFlagged
    page.incidents = statistics.incidents
    page.expectedIncidents = statistics.expectedIncidents
    page.usualIncidents = statistics.usualIncidents
    let rows = findingRows(entry.findings.map { review.findings[$0] })
    page.findings = Array(rows.prefix(Self.findingsOfCase))
    page.moreFindings = rows.dropFirst(Self.findingsOfCase).reduce(0) { $0 + $1.findings }
    let counter = entry.counterEvidence
    page.counter.excuses = counter.excuses
    page.counter.excusedFlagged = counter.excusedFlagged
    page.counter.photos = counter.photos
    page.counter.cleanPhotos = counter.cleanPhotos
    page.counter.orders = counter.orders
    page.counter.flaggedWithOrder = counter.flaggedWithOrder
    page.counter.accompanied = counter.accompanied
    page.days = days(ofRep: statistics.rep, timeZone)
    return page
  }

  /// Findings of one rule and weight put together, in the order of the first of each.
  private func findingRows(_ findings: [AuditFinding]) -> [CasePage.FindingRow] {
    var rows: [CasePage.FindingRow] = []
    for finding in findings {
      let severity: CasePage.FindingRow.Severity =
        switch finding.severity {
        case .low: .low
        case .medium: .medium
        case .high: .high
        }
      let ids = finding.checkIns.map { data.checkInID($0) }
      guard
        let row = rows.firstIndex(where: {
          $0.reason == finding.reason && $0.severity == severity
        })
      else {
        rows.append(
          CasePage.FindingRow(
            reason: finding.reason,
            severity: severity,
            findings: 1,
            checkInIDs: Array(ids.prefix(Self.checkInsOfRow)),
            checkIns: finding.checkIns.count,
            stores: finding.stores.count,
            logLikelihoodRatio: finding.logLikelihoodRatio,
            evidence: finding.evidence
          )
        )
        continue
      }
      rows[row].findings += 1
      rows[row].checkIns += finding.checkIns.count
      rows[row].stores += finding.stores.count
      let room = Self.checkInsOfRow - rows[row].checkInIDs.count
      rows[row].checkInIDs += ids.prefix(room)
    }
    return rows
  }

  /// The days with the most against them, the weightiest first, then by time.
  private func days(ofRep rep: Int, _ timeZone: TimeZone) -> [CaseDay] {
    var weights: [Int: Double] = [:]
    for position in data.checkIns(ofRep: rep) where audit.judgements[position].verdict.isAccusing {
      weights[day(position, timeZone), default: 0] += audit.judgements[position].score
    }
    let days = weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.daysOfCase)
    return days.map { day, _ in
      let positions = data.checkIns(ofRep: rep).filter { self.day($0, timeZone) == day }
      return CaseDay(
        visits: positions.map(visit),
        track: track(ofRep: rep, positions),
        stays: []
      )
    }
  }

  /// The number of the local day of a check-in.
  private func day(_ position: Int, _ timeZone: TimeZone) -> Int {
    let time = data.checkIns[position].time
    let offset = timeZone.secondsFromGMT(for: Date(timeIntervalSinceReferenceDate: time))
    return Int(((time + Double(offset)) / 86_400).rounded(.down))
  }

  private func visit(_ position: Int) -> CaseDay.Visit {
    let row = data.checkIns[position]
    let store = data.stores[Int(row.store)]
    let distance = audit.distanceMetres(position)
    var reasons: [Reason] = []
    let marks = audit.marks(of: position..<position + 1)
    for mark in marks.sorted(by: { $0.logLikelihoodRatio > $1.logLikelihoodRatio }) {
      let reason = AuditRules.all[Int(mark.rule)].facts.reason
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    return CaseDay.Visit(
      id: data.checkInID(position),
      storeID: data.storeIDs.text(Int(row.store)),
      storeName: data.storeNames.text(Int(row.store)),
      store: Coordinate(uncheckedLongitude: store.longitude, latitude: store.latitude),
      time: Date(timeIntervalSinceReferenceDate: row.time),
      fix: row.hasPosition
        ? Coordinate(uncheckedLongitude: row.longitude, latitude: row.latitude) : nil,
      accuracyMetres: row.accuracyMetres.isNaN ? nil : Double(row.accuracyMetres),
      distanceMetres: distance.isNaN ? nil : distance,
      verdict: audit.judgements[position].verdict,
      score: audit.judgements[position].score,
      reasons: reasons
    )
  }

  /// The track of a rep around some check-ins.
  private func track(ofRep rep: Int, _ positions: [Int]) -> [(time: Date, place: Coordinate)] {
    guard let track = audit.track(ofRep: rep), let first = positions.first,
      let last = positions.last
    else { return [] }
    let hour = 3600.0
    let range = track.positions(
      from: data.checkIns[first].time - hour,
      through: data.checkIns[last].time + hour
    )
    return range.map {
      (Date(timeIntervalSinceReferenceDate: track.time(at: $0)), track.coordinate(at: $0))
    }
  }
}
