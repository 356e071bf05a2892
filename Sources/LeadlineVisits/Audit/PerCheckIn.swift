import LeadlineModel

/// A rule that looks at one check-in alone, as a rule of the audit.
///
/// The auditor asks all such rules together; see ``CheckInRules``.
struct PerCheckIn<Rule: VerificationRule>: AuditRule, CheckInRule {
  static var facts: RuleFacts { Rule.facts }
  static var rule: any VerificationRule.Type { Rule.self }

  private let rules: CheckInRules

  init(_ context: AuditContext) {
    rules = CheckInRules(context, [Rule.self])
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    rules.examine(dossier, into: &marks) { marks, _ in marks.beginFinding() }
  }
}

/// A rule of the audit that is one on one check-in alone.
protocol CheckInRule {
  /// The rule that it is.
  static var rule: any VerificationRule.Type { get }
}

/// Several rules that look at one check-in alone: what is known of it is put together once for all.
struct CheckInRules: Sendable {
  private let context: AuditContext
  private let rules: [any VerificationRule.Type]

  init(_ context: AuditContext, _ rules: [any VerificationRule.Type]) {
    self.context = context
    self.rules = rules
  }

  /// Marks the check-ins of a rep.
  ///
  /// - Parameters:
  ///   - dossier: The rep.
  ///   - marks: Takes the marks.
  ///   - begin: Begins a finding of the rule at a position.
  func examine(
    _ dossier: RepDossier,
    into marks: inout MarkList,
    begin: (inout MarkList, Int) -> Void
  ) {
    guard !rules.isEmpty, let first = dossier.checkIns.first else { return }
    let track = context.tracks[dossier.rep]
    let policy = context.policy.verification
    // One for all, as making it costs more than what most rules ask of it.
    var evidence = context.evidence(first, track)
    for checkIn in dossier.checkIns {
      if checkIn > first { context.update(&evidence, checkIn) }
      for (position, rule) in rules.enumerated() {
        guard let weighing = rule.weigh(evidence, policy) else { continue }
        begin(&marks, position)
        marks.mark(checkIn, ratio: weighing.logLikelihoodRatio, weighing.numbers)
      }
    }
  }
}
