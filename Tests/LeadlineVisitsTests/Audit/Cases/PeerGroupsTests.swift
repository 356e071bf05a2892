import LeadlineModel
import Testing

@testable import LeadlineVisits

struct PeerGroupsTests {
  private let groups = PeerGroups([AuditStore(longitude: 120, latitude: 30)])

  private func group(
    _ provider: CheckIn.Provider? = nil,
    fixTime: Double = .nan,
    accuracyMetres: Float = 10
  ) -> Int {
    var row = CheckInRow()
    (row.longitude, row.latitude) = (120, 30)
    row.store = 0
    row.accuracyMetres = accuracyMetres
    row.provider = provider
    row.fixTime = fixTime
    return groups.group(row)
  }

  @Test func fixesOfWhichTheAppTellsNothingHavePeersOfTheirOwn() {
    let untold = group()
    #expect(untold != group(.gps))
    #expect(untold != group(.fused))
    #expect(untold != group(.cached))
    #expect(untold != group(fixTime: 5))
    #expect(PeerGroups.classes[untold] != PeerGroups.classes[group(.gps)])
    #expect(PeerGroups.classes[untold] == PeerGroups.classes[group(accuracyMetres: 100)])
  }

  @Test func fixOfKnownAgeIsComparedByItsAccuracy() {
    #expect(group(.gps) == group(fixTime: 5))
    #expect(group(.gps) != group(.gps, accuracyMetres: 100))
  }

  /// Reps with a number of barely suspicious check-ins out of 300, at one place each and all in one
  /// group.
  private func record(_ group: Int, flagged: Int) -> RepRecord {
    var record = RepRecord(groups: PeerGroups.classes.count)
    record.checkIns[group] = 300
    record.flagged[group] = flagged
    record.setIncidents(
      (0..<flagged).map { RepRecord.Flag(store: Int32($0), day: Int32($0), score: 3.5) },
      suspicious: 3,
      greatest: CasePolicy().greatestScore
    )
    return record
  }

  @Test func phonesThatAreOftenFlaggedAccuseNobodyWhoHasOne() {
    // Every third rep with a usual phone has one flag, those with the untelling app have five.
    let usual = (0..<300).map { record(group(.gps), flagged: $0 % 3 == 0 ? 1 : 0) }
    let untold = (0..<20).map { record(group(), flagged: 3 + $0 % 5) }
    let sameFlags = record(group(.gps), flagged: 12)
    let results = PeerComparison(
      usual + untold + [sameFlags],
      classes: PeerGroups.classes,
      policy: CasePolicy()
    ).results
    #expect(results[300..<320].allSatisfy { $0.qValue > 0.5 })
    // A rep whose phone tells has no such excuse.
    #expect(results[320].qValue <= 0.05)
  }
}
