import LeadlineModel

/// The coordinates have so few decimals that a receiver can't have given them, and neither does
/// this app.
///
/// A hand types 4 decimals (10 m) or fewer; so do some apps and positioning services, but then for
/// everyone and always. Honest: rounded by chance as often as other reps' check-ins with the same
/// version of the app are, beside ``RepRulesPolicy/honestRoundedShare`` for a phone's own quirks; where
/// nobody else uses the version, as often as the rep's own. False: see ``Recurrence``.
struct RoundedCoordinatesAudit: AuditRule {
  static let facts = RoundedCoordinatesRule.facts

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let policy = context.policy.repRules
    let data = context.data
    let members = dossier.checkIns.filter { context.habits.traits[$0].contains(.rounded) }
    var last: (version: Int32, ratio: Double)?
    for checkIn in members {
      let version = data.checkIns[checkIn].appVersion
      if last?.version != version {
        let count = members.count { data.checkIns[$0].appVersion == version }
        let (usual, own) = context.habits.share(
          of: .rounded,
          version: version,
          besides: dossier,
          data,
          policy
        )
        let recurrence = Recurrence(
          falseShare: policy.falseRoundedShare,
          chance: usual,
          trials: own,
          quirk: policy.honestRoundedShare
        )
        last = (
          version,
          recurrence.ratio(count, policy, priorPresence: context.policy.verification.priorPresence)
        )
      }
      guard let ratio = last?.ratio, ratio >= policy.leastRatio,
        let decimals = context.positions[checkIn]?.roundedDecimals
      else { continue }
      marks.beginFinding()
      marks.mark(checkIn, ratio: ratio, (Double(decimals), .nan, .nan, .nan))
    }
  }
}
