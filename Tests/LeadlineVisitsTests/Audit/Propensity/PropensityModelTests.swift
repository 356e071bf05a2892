import Foundation
import LeadlineModel
import Testing

@testable import LeadlineVisits

struct PropensityModelTests {
  private let model = PropensityModel(AuditPolicy())

  private func worth(
    _ reason: Reason,
    _ marked: Double,
    of visits: Double,
    support: Double = 0
  ) throws -> Double {
    let rule = try #require(AuditRules.all.firstIndex { $0.facts.reason == reason })
    return model.worth(model.weigh(rule, marked: marked, of: visits), support: support)
  }

  @Test func manyRareMarksAreWorthMoreThanASuspicion() throws {
    #expect(try worth(.unnaturalScatter, 25, of: 240) > VerificationPolicy().suspiciousRatio)
  }

  @Test func aFewMarksAreWorthNoSuspicion() throws {
    for marked in 1...4 {
      #expect(
        try worth(.unnaturalScatter, Double(marked), of: 240) < VerificationPolicy().suspiciousRatio
      )
    }
  }

  @Test func whatIsCommonAmongTheHonestNeedsMore() throws {
    #expect(try worth(.shortDwell, 15, of: 240) < worth(.unnaturalScatter, 15, of: 240))
    #expect(try worth(.shortDwell, 12, of: 240) < VerificationPolicy().suspiciousRatio)
  }

  @Test func moreMarksAreWorthNoLessUpToATenth() throws {
    var last = 0.0
    for marked in 1...24 {
      let worth = try worth(.photoReused, Double(marked), of: 240)
      #expect(worth >= last - 1e-9, "\(marked)")
      last = worth
    }
  }

  @Test func supportOfOtherFamiliesNeverLowers() throws {
    #expect(try worth(.tooFar, 20, of: 240, support: 2) >= worth(.tooFar, 20, of: 240))
  }

  @Test func noMarkIsWorthMoreThanThePolicyAllows() throws {
    #expect(try worth(.photoReused, 60, of: 240) <= PropensityPolicy().greatestRatio)
    #expect(PropensityPolicy().greatestRatio < VerificationPolicy().contradictedRatio)
  }

  @Test func aPolicyWithUnknownReasonsIsRefused() {
    var policy = PropensityPolicy()
    #expect(policy.problems().isEmpty)
    policy.habitualReasons.append("bad-mood")
    #expect(policy.problems().count == 1)
  }
}
