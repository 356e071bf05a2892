package import Foundation
import LeadlineModel

/// What the page about an audit shows, as plain values.
package struct AuditReport: Sendable {
  /// The time of the first check-in; nil without one.
  package var from: Date?
  /// The time of the last check-in.
  package var through: Date?
  /// What "now" was when the audit ran; nil if nobody said.
  package var now: Date?
  /// The zone that times are shown in.
  package var timeZone: TimeZone
  /// The number of reps with check-ins.
  package var reps = 0
  /// The number of stores.
  package var stores = 0
  /// The number of check-ins with each verdict, in the order of `Verdict.allCases`.
  package var verdicts: [Int] = Verdict.allCases.map { _ in 0 }
  /// The flagged check-ins that are expected to be true visits.
  package var expectedFalseFlags = 0.0
  /// The reps that are accused.
  package var accusedReps = 0
  /// The accused reps that are expected to be honest.
  package var expectedFalseAccusations = 0.0
  /// The false discovery rate that accused reps were chosen by.
  package var falseDiscoveryRate = 0.05
  /// The rows of `cases.csv`, which may be more than are shown.
  package var casesInAll = 0
  /// The check-ins drawn to be checked again.
  package var sampled = 0
  /// Sources whose positions are in another datum than they claim.
  package var sources: [Source] = []
  /// The cases to show, the weightiest first.
  package var cases: [CasePage] = []

  /// Makes a report of nothing.
  package init(timeZone: TimeZone) { self.timeZone = timeZone }

  /// The number of check-ins.
  package var checkIns: Int { verdicts.reduce(0, +) }
  /// The number of check-ins that are suspicious or contradicted.
  package var flagged: Int {
    zip(Verdict.allCases, verdicts).reduce(0) { $0 + ($1.0.isAccusing ? $1.1 : 0) }
  }

  /// A source whose positions were read in another datum.
  package struct Source: Hashable, Sendable {
    /// Its name: an app's version, or where store records come from.
    package var name: String
    /// Whether it gives fixes rather than stores.
    package var givesFixes: Bool
    /// The datum that its positions are in, as `gcj02`.
    package var datum: String
    /// The check-ins that show it.
    package var checkIns: Int

    /// Makes a source.
    package init(name: String, givesFixes: Bool, datum: String, checkIns: Int) {
      self.name = name
      self.givesFixes = givesFixes
      self.datum = datum
      self.checkIns = checkIns
    }
  }
}
