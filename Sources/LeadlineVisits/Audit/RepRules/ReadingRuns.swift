import Foundation
import LeadlineGeometry
import LeadlineModel

/// Visits one after the other on a day whose fixes all state one and the same accuracy.
///
/// An app that makes positions up states one accuracy for all of them, while it is on; a receiver's changes
/// with every fix, as far as the phone rounds it. With p the rep's share of visits whose accuracy is that
/// of the visit before (the run itself left out, with a prior), a true visit is one of L in a row with
/// probability L p^(L - 1); against it stand the false ones, ``RepRulesPolicy/falseRunShare``. A phone
/// that always states the same, or one of few values, has a large p and is left alone. As no list of
/// honest phones is complete, a run says no more than ``RepRulesPolicy/greatestReadingRatio``, and half a
/// unit more for each other day that has one: a phone is odd on any day, not on some from first to last.
struct ReadingRuns {
  struct Run {
    var checkIns: [Int]
    var ratio: Double
  }

  /// Shorter runs are chance.
  private static let leastVisits = 5
  /// How often accuracies are equal on a phone of which nothing is known, in so many pairs: phones that
  /// state full metres between 5 and 40.
  private static let equalShare = 0.08
  private static let priorPairs = 25.0
  private static let dayRatio = 0.5

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  /// Finds the runs that tell.
  ///
  /// - Parameter fixes: A rep's check-ins with an own fix, by time.
  /// - Returns: The runs, by time.
  ///
  /// - Complexity: O(*n*) in their number.
  func find(_ fixes: [Int]) -> [Run] {
    let rows = context.data.checkIns
    var long: [[Int]] = []
    var run: [Int] = []
    func endRun() {
      if run.count >= Self.leastVisits { long.append(run) }
      run.removeAll(keepingCapacity: true)
    }
    var (pairs, equal) = (0.0, 0.0)
    var last: (checkIn: Int, day: Int)?
    for checkIn in fixes where !rows[checkIn].accuracyMetres.isNaN {
      let row = rows[checkIn]
      let day = LocalDay.of(row)
      defer { last = (checkIn, day) }
      guard let last, last.day == day else {
        endRun()
        run.append(checkIn)
        continue
      }
      let before = rows[last.checkIn]
      // One fix given twice is not two that are alike.
      if before.longitude == row.longitude && before.latitude == row.latitude { continue }
      pairs += 1
      if before.accuracyMetres == row.accuracyMetres { equal += 1 } else { endRun() }
      run.append(checkIn)
    }
    endRun()
    let policy = context.policy.repRules
    let greatest = policy.greatestReadingRatio + Self.dayRatio * Double(long.count - 1)
    return long.compactMap { run in
      let own = Double(run.count - 1)
      let share =
        (equal - own + Self.equalShare * Self.priorPairs) / (pairs - own + Self.priorPairs)
      let ratio = log(policy.falseRunShare / Double(run.count)) - own * log(share)
      guard ratio >= policy.leastRatio else { return nil }
      return Run(checkIns: run, ratio: min(policy.greatestRatio, greatest, ratio))
    }
  }
}
