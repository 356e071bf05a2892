/// A rule that looks at one check-in alone, as a rule of the audit.
struct PerCheckIn<Rule: VerificationRule>: AuditRule {
  static var facts: RuleFacts { Rule.facts }

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    for checkIn in dossier.checkIns {
      let evidence = context.evidence(checkIn)
      guard let weighing = Rule.weigh(evidence, context.policy.verification) else { continue }
      marks.beginFinding()
      marks.mark(checkIn, ratio: weighing.logLikelihoodRatio, weighing.numbers)
    }
  }
}
