import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineReports

/// A report as an audit of a small firm would fill it.
struct SampleReport {
  private static let hostile = "</td><script>alert('x')</script>&\"{1}\u{0}\u{202E}店"
  private var generator = SplitMix64(seed: 7)
  private let monday = Date(timeIntervalSince1970: 1_789_344_000)

  static func make() throws -> AuditReport {
    var sample = SampleReport()
    return try sample.report()
  }

  private mutating func report() throws -> AuditReport {
    let zone = try #require(TimeZone(secondsFromGMT: 8 * 3600))
    var report = AuditReport(timeZone: zone)
    report.from = monday
    report.through = monday.addingTimeInterval(29 * 86_400)
    report.reps = 103
    report.stores = 5_150
    report.verdicts = [40_112, 5_020, 2_211, 310, 441]
    report.expectedFalseFlags = 148.3
    report.accusedReps = 5
    report.expectedFalseAccusations = 0.23
    report.casesInAll = 61
    report.sampled = 355
    report.sources = [
      AuditReport.Source(name: "android 5.2.1", givesFixes: true, datum: "gcj02", checkIns: 1_204)
    ]
    for rank in 1...3 { report.cases.append(try page(rank)) }
    return report
  }

  private mutating func page(_ rank: Int) throws -> CasePage {
    var page = CasePage(rank: rank, repID: "r-0\(rank)7")
    page.repName = ["王小明", "", "Anna Öztürk"][rank - 1]
    page.score = 60 / Double(rank * rank)
    page.qValue = [0.000_02, 0.034, 0.62][rank - 1]
    page.isAccused = rank < 3
    page.verdicts = [[390, 33, 20, 6, 31], [430, 20, 5, 9, 4], [460, 12, 4, 3, 1]][rank - 1]
    page.falseVisits = [35.2, 10.8, 1.1][rank - 1]
    page.expectedFlagged = 1.9
    page.incidents = [23, 9, 3][rank - 1]
    page.expectedIncidents = 1.6
    page.usualIncidents = 5
    page.findings = [
      finding(.mockLocation, .high, 19, 14, 5.3, []),
      finding(
        .tooFar,
        .high,
        24,
        17,
        9.1,
        [
          Finding.Evidence("distance", 8_214.3, unit: "m"),
          Finding.Evidence("accuracy", 12, unit: "m"),
        ]
      ),
      finding(.offTrack, .medium, 11, 9, 4.2, [Finding.Evidence("distance", 7_900, unit: "m")]),
      finding(.lateEntry, .low, 3, 3, 0.5, [Finding.Evidence("delay", 97_000, unit: "s")]),
      finding(.poorAccuracy, .low, 6, 4, 0, [Finding.Evidence("accuracy", 820, unit: "m")]),
    ]
    page.moreFindings = rank == 1 ? 3 : 0
    page.counter.excuses = [(.poorAccuracy, 6), (.accompanied, 2)]
    page.counter.excusedFlagged = 2
    page.counter.photos = 440
    page.counter.cleanPhotos = 431
    page.counter.orders = 88
    page.counter.flaggedWithOrder = 1
    page.counter.accompanied = 2
    for day in 0..<2 { page.days.append(try self.day(day, isHostile: rank == 1)) }
    return page
  }

  private func finding(
    _ reason: Reason,
    _ severity: CasePage.FindingRow.Severity,
    _ checkIns: Int,
    _ stores: Int,
    _ ratio: Double,
    _ evidence: [Finding.Evidence]
  ) -> CasePage.FindingRow {
    CasePage.FindingRow(
      reason: reason,
      severity: severity,
      findings: checkIns,
      checkInIDs: ["c-10\(checkIns)"],
      checkIns: checkIns,
      stores: stores,
      logLikelihoodRatio: ratio,
      evidence: evidence
    )
  }

  private mutating func day(_ number: Int, isHostile: Bool) throws -> CaseDay {
    var day = CaseDay(visits: [], track: [], stays: [])
    var time = monday.addingTimeInterval(Double(3 * number) * 86_400 + 3600)
    var place = (longitude: 120.15, latitude: 30.25)
    let home = try Coordinate(longitude: 120.171, latitude: 30.236)
    for visit in 0..<9 {
      place.longitude += generator.double(in: -0.004...0.012)
      place.latitude += generator.double(in: -0.005...0.007)
      let store = try Coordinate(longitude: place.longitude, latitude: place.latitude)
      let isFalse = visit >= 5
      let isFar = number == 1 && visit == 8
      let fix =
        isFar
        ? try Coordinate(longitude: 121.47, latitude: 31.23)
        : isFalse
          ? home
          : try Coordinate(
            longitude: place.longitude + generator.double(in: -0.0004...0.0004),
            latitude: place.latitude + generator.double(in: -0.0004...0.0004)
          )
      day.visits.append(
        CaseDay.Visit(
          id: "c-\(number)\(visit)",
          storeID: "s\(visit)",
          storeName: isHostile && visit == 2
            ? Self.hostile : ["朝晖便利店", "Blue Corner Café", "", "老李烟酒"][visit % 4],
          store: store,
          time: time,
          fix: visit == 4 ? nil : fix,
          accuracyMetres: visit == 4 ? nil : visit == 3 ? 160 : 14,
          distanceMetres: visit == 4 ? nil : Geodesic.distance(store, fix).metres,
          verdict: isFalse
            ? (visit % 2 == 0 ? .contradicted : .suspicious)
            : visit == 4 ? .unverifiable : visit == 3 ? .plausible : .verified,
          score: isFalse ? 7 : 0,
          reasons: isFalse ? [.tooFar, .offTrack] : visit == 4 ? [.noPosition] : []
        )
      )
      let dwell = generator.double(in: 600...2400)
      if !isFalse {
        day.stays.append(
          CaseDay.Stay(
            arrived: time.addingTimeInterval(-120),
            left: time.addingTimeInterval(dwell),
            storeID: "s\(visit)"
          )
        )
      }
      for step in 0..<200 {
        let target = isFalse ? home : store
        day.track.append(
          (
            time.addingTimeInterval(Double(step) * 5),
            try Coordinate(
              longitude: target.longitude + generator.double(in: -0.0002...0.0002),
              latitude: target.latitude + generator.double(in: -0.0002...0.0002)
            )
          )
        )
      }
      time.addTimeInterval(isFalse ? 300 : dwell + generator.double(in: 400...1500))
    }
    day.stays.append(
      CaseDay.Stay(
        arrived: time.addingTimeInterval(-1500),
        left: time.addingTimeInterval(3000),
        storeID: ""
      )
    )
    return day
  }
}
