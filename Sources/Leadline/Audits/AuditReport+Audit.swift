package import Foundation
import LeadlineGeometry
import LeadlineModel
package import LeadlineReports
import LeadlineVisits

extension AuditReport {
  /// The most days that a case shows.
  private static let greatestDays = 2
  /// The most rows of a case's table of findings.
  private static let greatestRows = 12
  /// The track is shown from this long before the day's first check-in to as long behind its last.
  private static let marginSeconds = 3600.0
  /// A stay within this of a store is drawn as one at the store: what a geocode is off in nine of ten.
  private static let atStoreMetres = 120.0

  /// Takes from an audit what its report shows.
  ///
  /// - Parameters:
  ///   - result: The audit.
  ///   - timeZone: The zone that times are shown in.
  package init(_ result: AuditResult, timeZone: TimeZone) {
    self.init(timeZone: timeZone)
    let audit = result.audit
    let review = result.review
    now = result.madeAt
    let data = audit.context.data
    let times = data.times
    from = times.map { Date(timeIntervalSinceReferenceDate: $0.lowerBound) }
    through = times.map { Date(timeIntervalSinceReferenceDate: $0.upperBound) }
    stores = data.stores.count
    for statistics in review.statistics where statistics.checkIns > 0 {
      reps += 1
      verdicts = zip(verdicts, statistics.verdicts).map { $0 + $1 }
    }
    expectedFalseFlags = review.errors.expectedFalseFlags
    accusedReps = review.errors.accusedReps
    expectedFalseAccusations = review.errors.expectedFalseAccusations
    falseDiscoveryRate = review.errors.falseDiscoveryRate
    casesInAll = review.cases.count
    sampled = review.sample.draws.count
    sources = audit.context.sources.filter { $0.datum != .wgs84 }.map { source in
      Source(
        name: source.source,
        givesFixes: source.kind != .stores,
        datum: source.datum.description,
        checkIns: source.checkIns
      )
    }
    let detector = StayDetector()
    cases = review.cases.filter(\.isShown).map { found in
      Self.page(found, audit, review, detector)
    }
  }

  private static func page(
    _ found: AuditCase,
    _ audit: Audit,
    _ review: AuditReview,
    _ detector: StayDetector
  ) -> CasePage {
    let statistics = found.statistics
    let data = audit.context.data
    var page = CasePage(rank: found.rank, repID: data.repIDs.text(statistics.rep))
    page.repName = data.reps[statistics.rep].name
    page.score = statistics.score
    page.qValue = statistics.qValue
    page.isAccused = statistics.isAccused
    page.verdicts = statistics.verdicts
    page.raised = statistics.raised
    page.falseVisits = statistics.falseVisits
    page.expectedFlagged = statistics.expectedFlagged
    page.incidents = statistics.incidents
    page.expectedIncidents = statistics.expectedIncidents
    page.usualIncidents = statistics.usualIncidents
    page.counter.excuses = found.counterEvidence.excuses
    page.counter.excusedFlagged = found.counterEvidence.excusedFlagged
    page.counter.photos = found.counterEvidence.photos
    page.counter.cleanPhotos = found.counterEvidence.cleanPhotos
    page.counter.orders = found.counterEvidence.orders
    page.counter.flaggedWithOrder = found.counterEvidence.flaggedWithOrder
    page.counter.accompanied = found.counterEvidence.accompanied
    let rows = rows(found, audit, review)
    page.findings = Array(rows.prefix(greatestRows))
    page.moreFindings = rows.dropFirst(greatestRows).reduce(0) { $0 + $1.findings }
    page.days = audit.weightiestDays(ofRep: statistics.rep, limit: greatestDays).map { checkIns in
      day(checkIns, audit, track: audit.track(for: statistics.rep), detector)
    }
    return page
  }

  /// One row per reason: a rep who is too far away thirty times is no thirty rows.
  private static func rows(
    _ found: AuditCase,
    _ audit: Audit,
    _ review: AuditReview
  ) -> [CasePage.FindingRow] {
    var positions: [Reason] = []
    var members: [[AuditFinding]] = []
    for finding in review.findings(of: found) {
      if let position = positions.firstIndex(of: finding.reason) {
        members[position].append(finding)
      } else {
        positions.append(finding.reason)
        members.append([finding])
      }
    }
    let findings = review.findings[found.statistics.rep]
    return zip(positions, members).map { reason, members in
      // The weightiest comes first.
      let first = members[0]
      return CasePage.FindingRow(
        reason: reason,
        severity: first.severity == .high ? .high : first.severity == .medium ? .medium : .low,
        findings: members.count,
        checkInIDs: findings.checkIns(of: first).prefix(1).map {
          audit.context.data.checkInID(Int($0))
        },
        checkIns: Set(members.flatMap { findings.checkIns(of: $0) }).count,
        stores: Set(members.flatMap { findings.stores(of: $0) }).count,
        logLikelihoodRatio: first.logLikelihoodRatio,
        evidence: first.evidence
      )
    }
  }

  private static func day(
    _ checkIns: Range<Int>,
    _ audit: Audit,
    track: Track?,
    _ detector: StayDetector
  ) -> CaseDay {
    let data = audit.context.data
    let visits = checkIns.map { checkIn in
      let row = data.checkIns[checkIn]
      let shown = audit.visit(checkIn)
      return CaseDay.Visit(
        id: data.checkInID(checkIn),
        storeID: data.storeIDs.text(Int(row.store)),
        storeName: data.storeNames.text(Int(row.store)),
        store: shown.store,
        time: Date(timeIntervalSinceReferenceDate: row.time),
        fix: shown.fix,
        accuracyMetres: row.accuracyMetres.isFinite ? Double(row.accuracyMetres) : nil,
        distanceMetres: shown.distanceMetres,
        verdict: audit.judgements[checkIn].verdict,
        score: audit.judgements[checkIn].score,
        reasons: shown.reasons
      )
    }
    guard let track else { return CaseDay(visits: visits, track: [], stays: []) }
    let fixes = track.slice(
      track.positions(
        from: data.checkIns[checkIns.lowerBound].time - marginSeconds,
        through: data.checkIns[checkIns.upperBound - 1].time + marginSeconds
      )
    )
    return CaseDay(
      visits: visits,
      track: (0..<fixes.count).map {
        (Date(timeIntervalSinceReferenceDate: fixes.time(at: $0)), fixes.coordinate(at: $0))
      },
      stays: detector.stays(of: fixes).map { stay in
        CaseDay.Stay(
          arrived: stay.arrivedAt,
          left: stay.leftAt,
          storeID: storeID(of: stay, among: visits)
        )
      }
    )
  }

  /// The store of the day's check-ins that a stay was at; empty for none.
  private static func storeID(of stay: Stay, among visits: [CaseDay.Visit]) -> String {
    var nearest = (metres: atStoreMetres, id: "")
    for visit in visits {
      let metres = Geodesic.distance(visit.store, stay.place).metres
      if metres < nearest.metres { nearest = (metres, visit.storeID) }
    }
    return nearest.id
  }
}
