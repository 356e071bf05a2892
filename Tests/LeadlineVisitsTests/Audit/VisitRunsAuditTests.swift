import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

/// Visits among others of the same day that are accused, or nearly.
struct VisitRunsAuditTests {
  /// The verdict on the fourth visit of the sixth day, which can be changed.
  ///
  /// A rep visits six stores once a day for ten days; on some days the visits before and after the
  /// fourth are claimed from kilometres off.
  private func verdict(
    falseOn days: Set<Int>,
    stores: Set<Int> = [2, 4],
    policy: AuditPolicy = AuditPolicy(),
    _ change: @escaping (inout CheckIn) -> Void
  ) throws -> Verdict? {
    var world = AuditWorld()
    var generator = SplitMix64(seed: 1)
    for store in 0..<6 { world.addStore("s\(store)", east: Double(store) * 1_700) }
    for day in 0..<10 {
      for store in 0..<6 {
        let isFalse = days.contains(day) && stores.contains(store)
        world.addCheckIn(
          "\(day)-\(store)",
          store: "s\(store)",
          minutes: Double(day * 1_440 + store * 50),
          // The shop is some metres from its pin, unlike what apps make up.
          east: Double(store) * 1_700 + 60 + .random(in: -9...9, using: &generator),
          north: (isFalse ? 4_000 : 0) + .random(in: -9...9, using: &generator),
          accuracyMetres: .random(in: 6...14, using: &generator)
        ) { checkIn in
          if day == 5 && store == 3 { change(&checkIn) }
        }
      }
    }
    let answers = try world.audit(policy: policy)
    for day in days {
      for store in stores { #expect(answers["\(day)-\(store)"]?.verdict.isAccusing == true) }
    }
    return answers["5-3"]?.verdict
  }

  private func hide(_ checkIn: inout CheckIn) {
    checkIn.coordinate = nil
    checkIn.accuracyMetres = nil
  }

  private func shorten(_ checkIn: inout CheckIn) {
    checkIn.leftAt = checkIn.time.addingTimeInterval(60)
  }

  @Test func shortVisitWithoutAFixBetweenFalseOnesIsAccused() throws {
    let verdict = try verdict(falseOn: [5]) {
      hide(&$0)
      shorten(&$0)
    }
    #expect(verdict?.isAccusing == true)
  }

  @Test func shortVisitWithoutAFixBetweenTrueOnesIsNot() throws {
    let verdict = try verdict(falseOn: []) {
      hide(&$0)
      shorten(&$0)
    }
    #expect(verdict?.isAccusing == false)
  }

  @Test func falseVisitsOfOtherDaysTellNothing() throws {
    let verdict = try verdict(falseOn: [4, 6]) {
      hide(&$0)
      shorten(&$0)
    }
    #expect(verdict?.isAccusing == false)
  }

  @Test func shortVisitWithAFixAtTheStoreIsBelievedBesideAFalseOne() throws {
    #expect(try verdict(falseOn: [5], stores: [4]) { shorten(&$0) }?.isAccusing == false)
  }

  @Test func visitThatNothingMarksIsNotAccusedByItsNeighbours() throws {
    #expect(try verdict(falseOn: [5]) { hide(&$0) }?.isAccusing == false)
  }

  @Test func phoneWithoutNetworkForHoursTellsNothingOfEachVisit() throws {
    let verdict = try verdict(falseOn: [5]) {
      hide(&$0)
      $0.submittedAt = $0.time.addingTimeInterval(200_000)
    }
    #expect(verdict?.isAccusing == false)
  }

  /// How many of six visits of one day are accused.
  ///
  /// A rep visits six stores once a day for forty days; on the twentieth some visits have no fix, and the
  /// stated ones are marked as short, none so strongly that it is accused by itself.
  private func accused(_ marked: Range<Int>, ratio: Double, fixes: Bool) throws -> Int {
    var world = AuditWorld()
    for store in 0..<6 { world.addStore("s\(store)", east: Double(store) * 1_700) }
    for day in 0..<40 {
      for store in 0..<6 {
        world.addCheckIn(
          "\(day)-\(store)",
          store: "s\(store)",
          minutes: Double(day * 1_440 + store * 50),
          east: Double(store) * 1_700 + 20
        ) { if day == 20 && !fixes { hide(&$0) } }
      }
    }
    let context = world.context()
    let rule = try #require(AuditRules.all.firstIndex { $0.facts.reason == .shortDwell })
    var marks = MarkList()
    marks.begin(rule: rule)
    for visit in marked { marks.mark(120 + visit, ratio: ratio) }
    let judgements = Judgement.judge(
      0..<240,
      marks.marks,
      context,
      PropensityModel(context.policy)
    )
    return judgements.count { $0.verdict.isAccusing }
  }

  @Test func sixVisitsOfADayThatAreNearlyAccusedAccuseEachOther() throws {
    #expect(try accused(0..<6, ratio: 2.4, fixes: false) == 6)
  }

  @Test func dropOffsAllDayWithFixesAtTheStoresDoNot() throws {
    #expect(try accused(0..<6, ratio: 2.4, fixes: true) == 0)
  }

  @Test func twoShortVisitsDoNot() throws {
    #expect(try accused(2..<4, ratio: 2.4, fixes: false) == 0)
  }

  @Test func weakMarksAllDayDoNot() throws {
    #expect(try accused(0..<6, ratio: 1.9, fixes: false) == 0)
  }

  @Test func withoutWeighingHabitsEachVisitIsJudgedAlone() throws {
    var policy = AuditPolicy()
    policy.propensity.isUsed = false
    let verdict = try verdict(falseOn: [5], policy: policy) {
      hide(&$0)
      shorten(&$0)
    }
    #expect(verdict?.isAccusing == false)
  }
}
