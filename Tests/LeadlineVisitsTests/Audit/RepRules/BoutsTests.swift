import Foundation
import Testing

@testable import LeadlineVisits

struct BoutsTests {
  private func bouts(_ days: [String]) -> Bouts {
    var bouts = Bouts()
    for (day, visits) in days.enumerated() {
      for visit in visits { bouts.add(visit == "x", day: day) }
    }
    return bouts
  }

  /// The mean over all probabilities, on a grid, of the likelihood of signs by the sign before.
  private func evidence(_ days: [String]) -> Double {
    var first = (0.0, 0.0)
    var later = (0.0, 0.0)
    for day in days {
      var before: Character = "."
      for visit in day {
        let isSign = visit == "x"
        if before == "x" {
          later = (later.0 + (isSign ? 1 : 0), later.1 + (isSign ? 0 : 1))
        } else {
          first = (first.0 + (isSign ? 1 : 0), first.1 + (isSign ? 0 : 1))
        }
        before = visit
      }
    }
    func mean(_ counts: (Double, Double)) -> Double {
      let steps = 20_000
      return (0..<steps).reduce(0) { sum, step in
        let share = (Double(step) + 0.5) / Double(steps)
        return sum + pow(share, counts.0) * pow(1 - share, counts.1) / Double(steps)
      }
    }
    return mean(first) * mean(later) / mean((first.0 + later.0, first.1 + later.1))
  }

  @Test func factorIsTheQuotientOfTheMeanLikelihoods() {
    let days = ["........", "...xxx..", "........", ".x......", "....xxxx"]
    let expected = 0.7 + 0.3 * evidence(days)
    #expect(abs(bouts(days).factor(0.3) / expected - 1) < 1e-3)
  }

  @Test func signsOfOneAfternoonAreABout() {
    let days = Array(repeating: "........", count: 10) + ["...xxxxx"]
    #expect(bouts(days).factor(0.8) > 100)
  }

  @Test func signOnManyDaysIsNoBout() {
    #expect(bouts(Array(repeating: "..x.....", count: 10)).factor(0.8) == 1)
  }

  @Test func signAtTheEndOfADayAndAtTheBeginningOfTheNextIsNoBout() {
    #expect(bouts([".......x", "x.......", "........"]).factor(0.8) == 1)
  }

  @Test func noSignsAndNothingButSignsAreNoBouts() {
    #expect(bouts(["........"]).factor(0.8) == 1)
    #expect(bouts(["xxxxxxxx"]).factor(0.8) == 1)
    #expect(bouts([]).factor(0.8) == 1)
  }
}
