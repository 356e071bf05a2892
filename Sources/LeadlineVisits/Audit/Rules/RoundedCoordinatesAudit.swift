import LeadlineGeometry
import LeadlineModel

/// The coordinates have so few decimals that a receiver can't have given them, and neither does
/// this app.
///
/// A hand types 4 decimals (10 m) or fewer; so do some apps and positioning services, but then for
/// everyone and always. Honest: rounded by chance as often as other reps' check-ins with the same
/// version of the app are, beside ``RepRulesPolicy/honestRoundedShare`` for a phone's own quirks; where
/// nobody else uses the version, as often as the rep's own. False: see ``Recurrence``.
///
/// A positioning service gives one coarse place for all phones at a mast, to the last digit; where that
/// happens to be a round one, it is so each time, and counts once.
struct RoundedCoordinatesAudit: AuditRule {
  static let facts = RoundedCoordinatesRule.facts

  /// Positions of masts are coarser than this, 68 % radius in metres.
  private static let mastMetres = 100.0

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
        let count = observations(members.filter { data.checkIns[$0].appVersion == version })
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

  /// How many of some check-ins tell something of their own.
  private func observations(_ members: [Int]) -> Int {
    let rows = context.data.checkIns
    var masts: Set<Coordinate> = []
    return members.count { checkIn in
      let row = rows[checkIn]
      // A receiver is better than that, and whoever makes a position up has it look like a receiver's.
      guard row.provider == .network, Double(row.accuracyMetres) > Self.mastMetres else {
        return true
      }
      return masts.insert(row.coordinate).inserted
    }
  }
}
