import Foundation
package import LeadlineModel

/// What is concluded about one check-in.
package struct Judgement: Sendable {
  /// The conclusion.
  package var verdict: Verdict
  /// The sum over families of the strongest ratio in each, and what the visits before and after add, see
  /// ``VisitRuns``: what speaks against the visit.
  package var score: Double
  /// The part of the score that one mark is worth only because the rep has many like it, see
  /// ``Propensity``, or because of the visits before and after, see ``VisitRuns``; 0 for most.
  package var raised = 0.0
  /// The probability that the rep was at the store; NaN without a fix.
  ///
  /// In an audit by the share of false check-ins that the data show, see ``FalseShare``; the verdict
  /// is by the policy's prior alone.
  package var presence: Double

  /// Judges check-ins by their marks.
  ///
  /// - Parameters:
  ///   - checkIns: Positions of the check-ins.
  ///   - marks: The marks of these check-ins, by check-in.
  ///   - context: What is known.
  ///   - model: What is assumed of how often reps' visits are marked.
  /// - Returns: One judgement for each check-in, in their order.
  static func judge(
    _ checkIns: Range<Int>,
    _ marks: [Mark],
    _ context: AuditContext,
    _ model: PropensityModel
  ) -> [Judgement] {
    let propensity = Propensity(checkIns, marks, context.data, model)
    let isDiscrediting = AuditRules.areDiscrediting
    let verification = context.policy.verification
    var judgements: [Judgement] = []
    judgements.reserveCapacity(checkIns.count)
    // Most check-ins have no marks.
    var evidence = [Evidence](repeating: Evidence(), count: checkIns.count)
    var next = 0
    for checkIn in checkIns {
      guard next < marks.count, Int(marks[next].checkIn) == checkIn else {
        judgements.append(
          Evidence().judgement(context.positions[checkIn], verification, context.model)
        )
        continue
      }
      var own = Evidence()
      let first = next
      while next < marks.count, Int(marks[next].checkIn) == checkIn {
        let rule = Int(marks[next].rule)
        let ratio = Double(marks[next].logLikelihoodRatio)
        own.strongest.add(ratio, to: model.families[rule])
        if !model.isShared[rule] { own.telling.add(ratio, to: model.families[rule]) }
        own.isDiscredited = own.isDiscredited || isDiscrediting[rule]
        next += 1
      }
      let sum = own.strongest.sum
      own.isMarked = own.telling.sum >= model.policy.leastRatio
      if let raise = propensity.raise(marks[first..<next], own.strongest, model.families) {
        let family = model.families[raise.rule]
        own.strongest.add(raise.ratio, to: family)
        if !model.isShared[raise.rule] { own.telling.add(raise.ratio, to: family) }
      }
      evidence[checkIn - checkIns.lowerBound] = own
      var judgement = own.judgement(context.positions[checkIn], verification, context.model)
      judgement.raised = own.strongest.sum - sum
      judgements.append(judgement)
    }
    raiseRuns(&judgements, evidence, checkIns, context, model)
    return judgements
  }

  /// Raises the scores of visits that others before and after speak against, see ``VisitRuns``.
  ///
  /// Only those that are marked themselves: who is accused is told of what. What speaks for the visit
  /// comes off. Looked at are days on which a visit is accused by its own evidence, or several nearly are.
  private static func raiseRuns(
    _ judgements: inout [Judgement],
    _ evidence: [Evidence],
    _ checkIns: Range<Int>,
    _ context: AuditContext,
    _ model: PropensityModel
  ) {
    let policy = model.policy
    func isSuspect(_ visits: Range<Int>) -> Bool {
      judgements[visits].contains { $0.verdict.isAccusing }
        || evidence[visits].count { $0.telling.sum >= policy.runRatio } >= policy.runVisits
    }
    guard policy.isUsed, isSuspect(judgements.indices) else { return }
    let runs = VisitRuns(policy, priorPresence: context.policy.verification.priorPresence)
    let days = judgements.indices.runs { context.data.storeDay(of: checkIns.lowerBound + $0) }
    for day in days where day.count > 1 && isSuspect(day) {
      let supports = day.map { visit in
        max(0, log(evidence[visit].presenceRatio(context.positions[checkIns.lowerBound + visit])))
      }
      let told = day.map { visit in
        // The fix of one who is accused is not believed, as in the verdict.
        evidence[visit].telling.sum
          - (judgements[visit].verdict.isAccusing ? 0 : supports[visit - day.lowerBound])
      }
      for (visit, company) in zip(day, runs.company(told)) where evidence[visit].isMarked {
        // What other visits tell is bounded together with what alike marks do.
        let ratio = min(
          policy.greatestRatio - judgements[visit].raised,
          company - supports[visit - day.lowerBound]
        )
        guard ratio > 0 else { continue }
        let raised = judgements[visit].raised + ratio
        judgements[visit] = evidence[visit].judgement(
          context.positions[checkIns.lowerBound + visit],
          company: ratio,
          context.policy.verification,
          context.model
        )
        judgements[visit].raised = raised
      }
    }
  }
}
