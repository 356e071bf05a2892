import LeadlineModel

/// What a back-check of the sample says of all check-ins.
package struct BackCheckEstimate: Hashable, Sendable {
  /// A share with what 95 of 100 such samples would cover.
  package struct Share: Hashable, Sendable {
    /// The share, 0…1.
    package var value: Double
    /// The lower end of its 95 % interval.
    package var lower: Double
    /// The upper end of its 95 % interval.
    package var upper: Double
  }

  /// The share of all check-ins that are false; nil where a verdict that occurs has no outcome.
  package var falseShare: Share?
  /// The share of flagged check-ins that are false; nil where a verdict that accuses and occurs has no
  /// outcome, and where nothing is flagged.
  package var precision: Share?

  /// The normal deviate of a two-sided 95 % interval.
  private static let deviate = 1.959_963_985

  /// Estimates from what was found out.
  ///
  /// Each verdict is a stratum, weighted with its number of check-ins (Horvitz-Thompson for a draw
  /// that is simple within strata); draws without an outcome count as missing by chance. The interval
  /// is Wilson's, for as many simple draws as give the stratified variance. Source: E. L. Korn,
  /// B. I. Graubard, "Confidence intervals for proportions with small expected number of positive
  /// counts", Survey Methodology 24 (1998).
  ///
  /// - Parameters:
  ///   - sample: What was drawn.
  ///   - outcomes: For draws by position: whether the visit was false; nil for undecided ones.
  package init(_ sample: BackCheckSample, outcomes: [Bool?]) {
    var decided = Verdict.allCases.map { _ in (count: 0, found: 0) }
    for (draw, outcome) in zip(sample.draws, outcomes) {
      guard let outcome, let stratum = Verdict.allCases.firstIndex(of: draw.verdict) else {
        continue
      }
      decided[stratum].count += 1
      if outcome { decided[stratum].found += 1 }
    }
    func share(_ isIncluded: (Verdict) -> Bool) -> Share? {
      let strata = Verdict.allCases.indices.filter {
        isIncluded(Verdict.allCases[$0]) && sample.strata[$0] > 0
      }
      let whole = Double(strata.reduce(0) { $0 + sample.strata[$1] })
      guard whole > 0, strata.allSatisfy({ decided[$0].count > 0 }) else { return nil }
      var value = 0.0
      var smoothed = 0.0
      var variance = 0.0
      for stratum in strata {
        let members = Double(sample.strata[stratum])
        let count = Double(decided[stratum].count)
        let found = Double(decided[stratum].found)
        let weight = members / whole
        // Half an outcome each way: a stratum where all are alike is not therefore known.
        let likely = (found + 0.5) / (count + 1)
        value += weight * found / count
        smoothed += weight * likely
        variance += weight * weight * (1 - count / members) * likely * (1 - likely) / count
      }
      guard variance > 0 else { return Share(value: value, lower: value, upper: value) }
      return wilson(value, draws: smoothed * (1 - smoothed) / variance)
    }
    func wilson(_ value: Double, draws: Double) -> Share {
      let square = Self.deviate * Self.deviate
      let centre = (value + square / (2 * draws)) / (1 + square / draws)
      let half =
        Self.deviate / (1 + square / draws)
        * (value * (1 - value) / draws + square / (4 * draws * draws)).squareRoot()
      return Share(
        value: value,
        lower: max(0, min(value, centre - half)),
        upper: min(1, max(value, centre + half))
      )
    }
    falseShare = share { _ in true }
    precision = share { $0.isAccusing }
  }
}
