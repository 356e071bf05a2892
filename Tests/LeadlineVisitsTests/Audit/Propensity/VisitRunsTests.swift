import Foundation
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct VisitRunsTests {
  private let policy = PropensityPolicy()
  private let prior = VerificationPolicy().priorPresence
  private var runs: VisitRuns { VisitRuns(policy, priorPresence: prior) }

  /// Adds up all courses of a day, each visit true or false.
  private func allCourses(_ told: [Double], _ visit: Int) -> Double {
    let begins = policy.falseVisits * (1 - policy.falseContinues) / (1 - policy.falseVisits)
    var sums = (true: 0.0, false: 0.0)
    for course in 0..<(1 << told.count) {
      var probability = 1.0
      var share = policy.falseVisits
      for position in told.indices {
        let isFalse = course >> position & 1 == 1
        probability *= isFalse ? share : 1 - share
        if isFalse && position != visit { probability *= exp(told[position]) }
        share = isFalse ? policy.falseContinues : begins
      }
      if course >> visit & 1 == 1 { sums.false += probability } else { sums.true += probability }
    }
    return log(sums.false / sums.true) - log((1 - prior) / prior)
  }

  @Test func companyIsThatOfAllCoursesOfTheDay() {
    forEverySeed(0..<50) { seed, generator in
      let count = Int.random(in: 1...9, using: &generator)
      let told = (0..<count).map { _ in Double.random(in: -6...6, using: &generator) }
      for (visit, company) in runs.company(told).enumerated() {
        #expect(abs(company - allCourses(told, visit)) < 1e-9, "seed \(seed)")
      }
    }
  }

  @Test func moreToldOfAnyNeverTellsLessOfAnother() {
    forEverySeed(0..<50) { seed, generator in
      var told = (0..<8).map { _ in Double.random(in: -9...9, using: &generator) }
      let before = runs.company(told)
      told[Int.random(in: 0..<8, using: &generator)] += 1
      for (less, more) in zip(before, runs.company(told)) {
        #expect(more >= less - 1e-12, "seed \(seed)")
      }
    }
  }

  @Test func visitsBetweenAccusedOnesAreToldMoreOfThanTheOneBefore() {
    let company = runs.company([0, 6, 0, 6])
    #expect(company[2] > company[0] + 2)
    #expect(company[0] > 0)
  }

  @Test func dayOnWhichNothingIsToldAccusesNobody() {
    #expect(runs.company([0, 0, 0]).allSatisfy { $0 < 0 })
    #expect(runs.company([]).isEmpty)
  }

  @Test func oneDoubtfulVisitTellsLittleOfTheNext() {
    #expect(runs.company([VerificationPolicy().suspiciousRatio, 0])[1] < 1.5)
  }
}
