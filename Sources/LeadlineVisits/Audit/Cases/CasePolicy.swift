/// How reps are compared, which of them become cases, and how many check-ins are checked again.
package struct CasePolicy: Codable, Equatable, Sendable {
  /// The share of accused reps that may be innocent, on average; the q-value at which a rep is accused.
  ///
  /// The level that the project promises.
  package var falseDiscoveryRate = 0.05
  /// The cases that the report shows, besides all accused reps.
  ///
  /// Judgement: a manager looks at some ten reps a day.
  package var shownCases = 50
  /// The share of honest reps that have more flags than those that the expectation is fitted to.
  ///
  /// Whoever has more does not say what is usual, cheat or not; the fit accounts for the cut. In
  /// simulated worlds with up to 20 % of cheats, 0.25 loses sight of how much honest reps differ
  /// (a quarter of the mean, with gamma factors of shape 1), 0.02 keeps it to a few per cent.
  package var cutShare = 0.02
  /// The share of honest check-ins flagged that is assumed before any are seen.
  ///
  /// The bound that the verdicts' thresholds are chosen for is 0.005.
  package var priorFlaggedShare = 0.003
  /// As many check-ins as the assumed share counts for, against those of a group of peers.
  ///
  /// Judgement: a group of fewer check-ins says less than all together.
  package var priorCheckIns = 1_000.0
  /// The shape of the gamma distribution by which honest reps differ, before any are seen; 1 / shape
  /// is the square of their coefficient of variation.
  ///
  /// Judgement: phones, streets and habits make honest reps differ by as much as their mean.
  package var priorShape = 1.0
  /// The greatest shape, that is, the least difference between honest reps that is believed.
  ///
  /// The far tail can't be seen in a few hundred reps; without this bound they would set it.
  package var greatestShape = 1.0
  /// The share of honest reps whose phone or customers give flags for a reason that nobody thought of.
  ///
  /// Judgement: one in five thousand. Such a rep is in no group of peers, and no few hundred reps show
  /// how many there are; without them the far tail would promise what nothing can.
  package var oddShare = 0.0002
  /// How many times as many flags as usual such a rep has.
  ///
  /// Judgement: reps whose app told nothing of its fixes' age had 14 times as many too far off, before
  /// they were compared with each other.
  package var oddFactor = 10.0
  /// The score above which stronger evidence at one check-in adds nothing to the comparison.
  ///
  /// Twice the score at which a check-in becomes suspicious, a likelihood ratio of 400, and more than
  /// contradicts it: beyond, the error lies in what the rules assume, not in chance.
  package var greatestScore = 6.0
  /// The share of check-ins that are drawn to be checked again.
  package var sampleShare = 0.05
  /// The greatest number of check-ins drawn of each verdict.
  ///
  /// Judgement: 100 outcomes give a share to within ten points.
  package var greatestSamplePerVerdict = 100
  /// What the draw depends on beside the ids of the check-ins.
  package var sampleSeed: UInt64 = 1

  /// Makes the default policy.
  package init() {}

  /// What is wrong with the policy, one sentence a problem.
  package func problems() -> [String] {
    var problems: [String] = []
    func demand(_ isMet: Bool, _ sentence: String) {
      if !isMet { problems.append(sentence) }
    }
    let shares = [
      ("falseDiscoveryRate", falseDiscoveryRate),
      ("cutShare", cutShare),
      ("priorFlaggedShare", priorFlaggedShare),
    ]
    demand(
      oddShare >= 0 && oddShare < 1,
      "cases.oddShare is \(oddShare), but must be 0 or more, below 1"
    )
    demand(
      oddFactor >= 1 && oddFactor.isFinite,
      "cases.oddFactor is \(oddFactor), but must be 1 or more"
    )
    for (name, share) in shares {
      demand(share > 0 && share < 1, "cases.\(name) is \(share), but must lie between 0 and 1")
    }
    demand(
      sampleShare >= 0 && sampleShare <= 1,
      "cases.sampleShare is \(sampleShare), but must be 0…1"
    )
    demand(
      priorCheckIns >= 1 && priorCheckIns.isFinite,
      "cases.priorCheckIns is \(priorCheckIns), but must be 1 or more"
    )
    let positives = [
      ("priorShape", priorShape),
      ("greatestShape", greatestShape), ("greatestScore", greatestScore),
    ]
    for (name, value) in positives {
      demand(value > 0 && value.isFinite, "cases.\(name) is \(value), but must be above 0")
    }
    demand(shownCases >= 0, "cases.shownCases is \(shownCases), but must not be negative")
    demand(
      greatestSamplePerVerdict >= 0,
      "cases.greatestSamplePerVerdict is \(greatestSamplePerVerdict), but must not be negative"
    )
    return problems
  }
}
