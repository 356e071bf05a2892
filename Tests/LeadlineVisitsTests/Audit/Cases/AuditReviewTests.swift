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
    let heaviest = review.findings[found.findings[0]]
    #expect(heaviest.severity != .low)
    #expect(heaviest.rep == found.statistics.rep)
  }

  @Test func findingsAreInCanonicalOrder() throws {
    let findings = try world().run().review().findings
    #expect(!findings.isEmpty)
    for (first, second) in zip(findings, findings.dropFirst()) {
      #expect(
        (first.rep, first.checkIns.first ?? -1, first.rule)
          <= (second.rep, second.checkIns.first ?? -1, second.rule)
      )
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
    let findings = AuditFinding.findings(
      list.sorted()[...],
      rep: 0,
      reasons: AuditRules.all.map { $0.facts.reason },
      data: world.data(),
      policy: VerificationPolicy()
    )
    #expect(findings.map { Array($0.checkIns) } == [[0, 2], [1]])
    #expect(findings.map { Array($0.stores) } == [[0, 1], [0]])
    #expect(findings.map(\.severity) == [.medium, .high])
    #expect(findings[0].numbers.0 == 7)
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
