import LeadlineModel
import Testing

@testable import LeadlineVisits

struct AuditReviewTests {
  /// Two reps who work well, and one whose phone admits to made-up positions far away.
  private func world() -> AuditWorld {
    var world = AuditWorld()
    for store in 0..<40 { world.addStore("s\(store)", east: 400 * Double(store)) }
    for rep in ["a", "b", "c"] {
      for visit in 0..<40 {
        let isFalse = rep == "b" && visit % 3 == 0
        world.addCheckIn(
          "\(rep)\(visit)",
          rep: rep,
          store: "s\(visit)",
          minutes: 400 * Double(visit),
          east: 400 * Double(visit) + (isFalse ? 9000 : 5)
        ) { checkIn in
          if isFalse { checkIn.mock = true }
        }
      }
    }
    return world
  }

  @Test func repWhoCheatsIsTheOneCase() throws {
    let audit = try world().run()
    let review = audit.review()
    let found = try #require(review.cases.first)
    #expect(review.cases.count == 1)
    #expect(audit.context.data.repIDs.text(found.statistics.rep) == "b")
    #expect(found.statistics.flagged == 14)
    #expect(found.statistics.flaggedStores == 14)
    #expect(found.statistics.isAccused)
    #expect(found.isShown)
    #expect(found.reasons.contains(.mockLocation))
    #expect(found.counterEvidence.verified == 26)
    #expect(review.errors.accusedReps == 1)
    #expect(review.errors.flaggedCheckIns == 14)
    let heaviest = try #require(review.findings(of: found).first)
    #expect(heaviest.severity != .low)
    #expect(heaviest.rep == found.statistics.rep)
  }

  @Test func findingsAreInCanonicalOrder() throws {
    let byRep = try world().run().review().findings
    #expect(!byRep.allSatisfy { $0.findings.isEmpty })
    for (rep, findings) in byRep.enumerated() {
      let keys = findings.findings.map { (findings.checkIns(of: $0).first ?? -1, $0.rule) }
      for (first, second) in zip(keys, keys.dropFirst()) { #expect(first <= second) }
      #expect(findings.findings.allSatisfy { $0.rep == rep })
    }
  }

  @Test func markOfOneFindingStaysInIt() {
    var list = MarkList()
    list.begin(rule: 0)
    list.mark(0, ratio: 1)
    list.mark(2, ratio: 4, (7, .nan, .nan, .nan))
    list.beginFinding()
    list.mark(1, ratio: 6)
    var world = AuditWorld()
    world.addStore("s")
    world.addStore("t")
    for (number, store) in ["s", "s", "t"].enumerated() {
      world.addCheckIn("c\(number)", store: store, minutes: Double(number))
    }
    let findings = RepFindings(
      list.sorted()[...],
      rep: 0,
      reasons: AuditRules.all.map { $0.facts.reason },
      data: world.data(),
      policy: VerificationPolicy()
    )
    let found = findings.findings
    #expect(found.map { Array(findings.checkIns(of: $0)) } == [[0, 2], [1]])
    #expect(found.map { Array(findings.stores(of: $0)) } == [[0, 1], [0]])
    #expect(found.map(\.severity) == [.medium, .high])
    #expect(found[0].numbers.0 == 7)
  }

  @Test func orderAndThreadsDoNotMatter() throws {
    func text(_ review: AuditReview) -> String {
      "\(review.statistics) \(review.cases) \(review.findings) \(review.sample)"
    }
    var world = world()
    let first = try text(world.run(threads: 1).review())
    world.checkIns.reverse()
    world.stores.reverse()
    let second = try text(world.run(threads: 3).review())
    #expect(first == second)
  }
}
