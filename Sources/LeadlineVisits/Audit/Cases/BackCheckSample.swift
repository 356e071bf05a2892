package import LeadlineModel

/// A random sample of check-ins to be checked again by someone else, drawn verdict by verdict.
package struct BackCheckSample: Sendable {
  /// One check-in drawn.
  package struct Draw: Hashable, Sendable {
    /// Position of the check-in.
    package var checkIn: Int
    /// Its verdict, which is the stratum that it was drawn from.
    package var verdict: Verdict
    /// The probability with which it was drawn.
    package var inclusionProbability: Double
  }

  /// What was drawn, in canonical order.
  package var draws: [Draw]
  /// The number of check-ins with each verdict, in the order of `Verdict.allCases`.
  package var strata: [Int]
}
