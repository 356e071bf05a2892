import Foundation

/// Compares reps with their peers: who has more flags than honest reps with such customers, phones
/// and as many check-ins have by chance.
///
/// What is tested is the sum of the incidents' weights rather than a count of flags, because a
/// photo reused across stores says more than several barely suspicious distances; its distribution
/// comes from the reps themselves (see ``HonestReps``, ``IncidentWeights``), because the rules'
/// ratios rest on assumptions that no far tail can be built on.
///
/// p-values hold where honest reps differ by no more than the fitted shape says, which is never
/// taken for more than ``CasePolicy/greatestShape``, where their incidents are independent given
/// the rep, and where these weigh alike whoever has them; but for a share ``CasePolicy/oddShare``
/// of honest reps of whom more is expected. Check-ins that are flagged only because a rep has many
/// weak marks are left out: the few honest reps with an odd phone have as many of them as cheats.
struct PeerComparison: Sendable {
  /// One rep's numbers.
  struct Result: Sendable {
    var weight = 0.0
    var expectedIncidents = 0.0
    var usualIncidents = 0
    var expectedWeight = 0.0
    var expectedFlagged = 0.0
    var pValue = 1.0
    var qValue = 1.0
    var falseVisits = 0.0
    var score = 0.0
  }

  /// The numbers of each rep, in the order given.
  let results: [Result]
  /// How many honest reps are expected to have a q-value up to the policy's rate.
  let expectedFalseAccusations: Double
  /// How many flagged check-ins are expected to be true visits.
  let expectedFalseFlags: Double

  /// What 95 in 100 stay below is called usual.
  private static let usualShare = 0.95
  /// How often weights and p-values are worked out in turns; a fifth time changes nothing of
  /// weight.
  private static let weighings = 4

  /// Compares.
  ///
  /// - Parameters:
  ///   - records: The reps; those without check-ins are left alone.
  ///   - classes: The class of each group, see ``PeerRates``.
  ///   - policy: The priors, and the rate at which reps are accused.
  ///   - threads: The number of threads; nil for one per processor.
  init(_ records: [RepRecord], classes: [Int], policy: CasePolicy, threads: Int? = nil) {
    let tested = records.indices.filter { records[$0].checkIns.contains { $0 > 0 } }
    var fit: (honest: HonestReps, exposures: [Double])?
    var kept = tested
    // Who is taken for honest sets the rates, and the rates who is.
    for _ in 0..<4 {
      let rates = PeerRates(kept.map { records[$0] }, classes: classes, policy: policy)
      let exposures = tested.map { rates.expected(records[$0]) }
      let honest = HonestReps(
        zip(tested, exposures).map { rep, exposure in
          HonestReps.Sighting(incidents: records[rep].incidents.count, exposure: exposure)
        },
        policy: policy
      )
      fit = (honest, exposures)
      let below = zip(tested, honest.isBelowCut).filter { $0.1 }.map { $0.0 }
      if below == kept { break }
      kept = below
    }
    guard let (honest, exposures) = fit else {
      results = records.map { _ in Result() }
      expectedFalseAccusations = 0
      expectedFalseFlags = 0
      return
    }

    let counts = exposures.map { CompoundCount(mean: honest.scale * $0, shape: honest.shape) }
    let judged = Self.weigh(
      tested.map { records[$0].incidents },
      counts,
      honest.isBelowCut,
      policy,
      threads: threads
    )
    let weights = judged.weights
    let qValues = FalseDiscovery.qValues(judged.pValues)
    var results = records.map { _ in Result() }
    for (position, rep) in tested.enumerated() {
      let count = counts[position]
      results[rep].weight = records[rep].weight
      results[rep].expectedIncidents = count.mean
      results[rep].usualIncidents = count.quantile(Self.usualShare)
      results[rep].expectedWeight = count.mean * weights.mean
      results[rep].expectedFlagged = min(
        count.mean * weights.flaggedPerIncident,
        Double(records[rep].checkIns.reduce(0, +))
      )
      results[rep].pValue = judged.pValues[position]
      results[rep].qValue = qValues[position]
    }
    var honestFlags = 0.0
    for (position, rep) in tested.enumerated() {
      let flagged = Double(records[rep].flagged.reduce(0, +))
      let expected = results[rep].expectedFlagged
      results[rep].falseVisits = (1 - judged.honest[position]) * max(0, flagged - expected)
      if flagged > 0 {
        results[rep].score = results[rep].falseVisits * records[rep].strength / flagged
      }
      honestFlags += flagged - results[rep].falseVisits
    }
    self.results = results
    expectedFalseFlags = honestFlags
    // What the procedure lets through on average: its level for as many accused, or for one, since
    // nobody accused does not mean that nobody could have been.
    let accused = qValues.count { $0 <= policy.falseDiscoveryRate }
    let level = policy.falseDiscoveryRate * Double(max(1, accused)) / Double(max(1, tested.count))
    expectedFalseAccusations =
      CompoundSums(counts, weights: weights.probabilities, threads: threads).attained(level)
      .reduce(0, +)
  }

  /// Says how likely honest reps are to have such weights, and learns from them what honest
  /// incidents weigh.
  ///
  /// A cheat with few incidents passes for honest by their number, but they weigh several times as
  /// much: taken for honest, they would hide other cheats. So, after a first round, each rep's
  /// incidents count by the probability that the rep is honest, by the p-values of the round
  /// before.
  ///
  /// - Parameters:
  ///   - incidents: Those of each rep.
  ///   - counts: How many incidents an honest rep like each has.
  ///   - isBelowCut: Whose number of incidents lets them pass for honest.
  ///   - policy: How many honest reps are odd.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Returns: The weights, and of each rep the p-value and the probability of being honest.
  private static func weigh(
    _ incidents: [[RepRecord.Incident]],
    _ counts: [CompoundCount],
    _ isBelowCut: [Bool],
    _ policy: CasePolicy,
    threads: Int?
  ) -> (weights: IncidentWeights, pValues: [Double], honest: [Double]) {
    let steps = incidents.map { IncidentWeights.steps($0) }
    func round(
      _ honest: [Double]
    ) -> (weights: IncidentWeights, pValues: [Double], honest: [Double]) {
      let weights = IncidentWeights(
        zip(incidents, honest).map { (incidents: $0, honest: $1) }
      )
      let sums = CompoundSums(counts, weights: weights.probabilities, threads: threads)
      let pValues = sums.tails(atLeast: steps)
      return (weights, pValues, FalseDiscovery.localRates(pValues))
    }
    var judged = round(isBelowCut.map { $0 ? 1 : 0 })
    for _ in 1..<weighings { judged = round(judged.honest) }
    // A few honest reps are odd in a way that is not known, and the far tail is theirs.
    let odd = counts.map { CompoundCount(mean: policy.oddFactor * $0.mean, shape: $0.shape) }
    let tails = CompoundSums(odd, weights: judged.weights.probabilities, threads: threads)
      .tails(atLeast: steps)
    judged.pValues = zip(judged.pValues, tails).map {
      (1 - policy.oddShare) * $0 + policy.oddShare * $1
    }
    return judged
  }
}
