import LeadlineModel

/// Check-ins without a position by a rep who has far more of them than others.
///
/// One who is elsewhere and does not want it seen switches the position off. Phones give none now and
/// then for honest reasons; so a check-in without one is no sign, but many are, of one rep. They are
/// weighed as ``Propensity`` weighs marks, but for what is usual: that is the share of other reps'
/// check-ins without a position, with the same versions of the app, about which honest reps differ.
///
/// What is missing proves nothing: the ratio is at most
/// ``RepRulesPolicy/greatestPositionMissingRatio``, which accuses only beside something else. Not counted:
///
/// - Stores none of whose check-ins has a position: they are in a cellar.
/// - Days, of three check-ins or more, on which none has one: the phone had no permission.
/// - Check-ins of which the track shows that the rep was at the store.
struct PositionMissingAudit: AuditRule {
  static let facts = RuleFacts(
    .positionMissing,
    .device,
    evidence: [("without position", ""), ("check-ins", ""), ("expected by others", "")],
    excuse: "the phone finds no position in these places, or the app had no permission"
  )
  /// The fewest check-ins of a day that tell of an outage.
  private static let leastOfOutage = 3

  /// How many check-ins, and how many of them have no position.
  private struct Count {
    var all = 0.0
    var missing = 0.0
  }

  private let context: AuditContext
  private let model: PropensityModel
  /// By version of the app; the last is for check-ins that don't say.
  private let byVersion: [Count]
  /// Whether a store has a check-in with a position.
  private let hasPositions: [Bool]

  init(_ context: AuditContext) {
    self.context = context
    model = PropensityModel(context.policy)
    let rows = context.data.checkIns
    let versions = context.data.appVersions.count
    var byVersion = [Count](repeating: Count(), count: versions + 1)
    var hasPositions = [Bool](repeating: false, count: context.data.stores.count)
    for row in rows {
      let version = row.appVersion < 0 ? versions : Int(row.appVersion)
      byVersion[version].all += 1
      if row.hasPosition {
        hasPositions[Int(row.store)] = true
      } else {
        byVersion[version].missing += 1
      }
    }
    self.byVersion = byVersion
    self.hasPositions = hasPositions
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let rows = context.data.checkIns
    guard dossier.checkIns.contains(where: { !rows[$0].hasPosition }) else { return }
    let policy = context.policy.repRules
    let counted = counted(dossier)
    let missing = counted.filter { !rows[$0].hasPosition && !isOnTrack($0, dossier) }
    guard missing.count > 1 else { return }
    let expected = expected(counted, dossier)
    let (count, visits) = (Double(missing.count), Double(counted.count))
    guard count > expected else { return }
    let weighing = model.weigh(
      marked: count,
      of: visits,
      usual: expected / visits,
      shape: policy.positionMissingShape
    )
    let ratio = min(
      policy.greatestPositionMissingRatio,
      model.worth(weighing, support: 0)
    )
    guard ratio >= policy.leastRatio else { return }
    marks.beginFinding()
    for checkIn in missing {
      marks.mark(checkIn, ratio: ratio, (count, visits, expected, .nan))
    }
  }

  /// The check-ins that could well have a position.
  private func counted(_ dossier: RepDossier) -> [Int] {
    let rows = context.data.checkIns
    var counted: [Int] = []
    counted.reserveCapacity(dossier.checkIns.count)
    for day in dossier.checkIns.runs(by: context.data.storeDay) {
      let isOutage =
        day.count >= Self.leastOfOutage && day.allSatisfy { !rows[$0].hasPosition }
      guard !isOutage else { continue }
      for checkIn in day where hasPositions[Int(rows[checkIn].store)] { counted.append(checkIn) }
    }
    return counted
  }

  /// How many of some check-ins of a rep would have no position with others.
  private func expected(_ checkIns: [Int], _ dossier: RepDossier) -> Double {
    let rows = context.data.checkIns
    let policy = context.policy.repRules
    var own = [Count](repeating: Count(), count: byVersion.count)
    func version(_ checkIn: Int) -> Int {
      let version = rows[checkIn].appVersion
      return version < 0 ? byVersion.count - 1 : Int(version)
    }
    for checkIn in dossier.checkIns {
      let version = version(checkIn)
      own[version].all += 1
      if !rows[checkIn].hasPosition { own[version].missing += 1 }
    }
    let shares = zip(byVersion, own).map { all, own in
      (all.missing - own.missing + policy.honestPositionMissingShare * policy.positionMissingWeight)
        / (all.all - own.all + policy.positionMissingWeight)
    }
    return checkIns.reduce(0) { $0 + shares[version($1)] }
  }

  /// Whether the track was at the store.
  private func isOnTrack(_ checkIn: Int, _ dossier: RepDossier) -> Bool {
    guard let track = context.tracks[dossier.rep], track.count > 0 else { return false }
    return context.isAtStore(checkIn, at: context.data.checkIns[checkIn].time, track)
  }
}
