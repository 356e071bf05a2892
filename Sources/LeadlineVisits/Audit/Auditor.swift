import LeadlineGeometry
package import LeadlineModel
import Synchronization

/// Audits check-ins with everything that is known, across check-ins, reps and days.
///
/// Each rule gives a likelihood ratio; of a family of rules the strongest counts, and the families'
/// sum decides, so that one fact does not count twice. Rep by rep on all processors; the result does
/// not depend on the order of the input, nor on the number of threads.
package struct Auditor: Sendable {
  /// What is judged by.
  package let policy: AuditPolicy
  /// The positions in ``AuditRules/all`` of the rules that are asked.
  private let rules: [Int]

  /// Makes an auditor.
  ///
  /// - Parameters:
  ///   - policy: Priors and thresholds.
  ///   - without: Reasons whose rules are not asked.
  /// - Throws: ``VisitsError/unusablePolicy(problems:)`` for a policy with problems.
  package init(
    policy: AuditPolicy = AuditPolicy(),
    without: Set<Reason> = []
  ) throws(VisitsError) {
    let problems = policy.problems()
    guard problems.isEmpty else { throw .unusablePolicy(problems: problems) }
    self.policy = policy
    rules = AuditRules.all.indices.filter { !without.contains(AuditRules.all[$0].facts.reason) }
  }

  /// Works out what the rules judge by: where the stores are, which datums the sources use, which photos
  /// are alike.
  ///
  /// - Parameters:
  ///   - data: The records.
  ///   - tracks: The track of each rep; nil for none.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Returns: What this auditor's rules can be asked with.
  package func context(_ data: AuditData, tracks: [Track?], threads: Int? = nil) -> AuditContext {
    AuditContext(data, tracks: tracks, policy: policy, threads: threads)
  }

  /// Works out what the rules judge by, and asks them.
  package func audit(_ data: AuditData, tracks: [Track?], threads: Int? = nil) -> Audit {
    audit(context(data, tracks: tracks, threads: threads))
  }

  /// Asks the rules.
  ///
  /// - Parameter context: What they judge by, of this auditor.
  /// - Returns: The marks and judgements of all check-ins, in the order of the data.
  package func audit(_ context: AuditContext) -> Audit {
    let (data, threads) = (context.data, context.threads)
    let model = PropensityModel(policy)
    let alone = rules.compactMap { position in
      (AuditRules.all[position] as? any CheckInRule.Type).map {
        (position: position, rule: $0.rule)
      }
    }
    let checkInRules = CheckInRules(context, alone.map(\.rule))
    let others = rules.filter { !(AuditRules.all[$0] is any CheckInRule.Type) }
    // Those with much to do split it themselves.
    let ready = Workers.mapInPairs(others.count, threads: threads) { other in
      AuditRules.all[others[other]].init(context)
    }
    let collected = Mutex<[(rep: Int, marks: [Mark], judgements: [Judgement])]>([])
    Workers.split(data.reps.count, size: 16, threads: threads) { next in
      var own: [(rep: Int, marks: [Mark], judgements: [Judgement])] = []
      while let range = next() {
        for rep in range {
          let dossier = RepDossier(rep: rep, context)
          var list = MarkList()
          checkInRules.examine(dossier, into: &list) { list, rule in
            list.begin(rule: alone[rule].position)
          }
          for (position, rule) in zip(others, ready) {
            list.begin(rule: position)
            rule.examine(dossier, into: &list)
          }
          let marks = list.sorted()
          own.append((rep, marks, Judgement.judge(dossier.checkIns, marks, context, model)))
        }
      }
      collected.withLock { $0 += own }
    }
    var byRep = collected.withLock { $0 }
    collected.withLock { $0 = [] }
    byRep.sort { $0.rep < $1.rep }
    let marks = byRep.map(\.marks)
    var judgements = Workers.joined(byRep.map(\.judgements), threads: threads)
    byRep = []
    let falseShare = FalseShare(
      judgements,
      prior: policy.verification.priorPresence,
      threads: threads
    )
    falseShare.apply(to: &judgements, threads: threads)
    return Audit(
      context: context,
      rules: rules,
      cuts: zip(others, ready).filter { $0.1.cutCount > 0 }.map { ($0.0, $0.1.cutCount) },
      falseShare: falseShare.share,
      marksByRep: marks,
      judgements: judgements
    )
  }
}

/// What an audit found.
package struct Audit: Sendable {
  /// What was looked at.
  package let context: AuditContext
  /// The positions in ``AuditRules/all`` of the rules that were asked.
  package let rules: [Int]
  /// Rules that compared something with some of its like only, since these are a crowd, by position in
  /// ``AuditRules/all``, and how often.
  package let cuts: [(rule: Int, count: Int)]
  /// The share of check-ins that are false, as estimated; presence goes by it, no verdict does.
  package let falseShare: Double
  /// The marks of each rep, by check-in, then by rule.
  package let marksByRep: [[Mark]]
  /// What is concluded, for each check-in.
  package let judgements: [Judgement]
}
