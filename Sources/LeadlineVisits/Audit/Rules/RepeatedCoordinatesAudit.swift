import LeadlineModel

/// Visits of different days or places have the very same coordinates.
///
/// A receiver's error differs from visit to visit by metres, and coordinates have 6 decimals and
/// more, so equal ones come from an app that makes them up, or from one fix used twice.
///
/// - The visits counted: check-ins of the rep with equal coordinates, of which those within
///   ``RepRulesPolicy/cachedSeconds`` of one another, with one fix time, or of one day at neighbouring
///   stores are one visit. Old fixes and those of cells and Wi-Fi (above 50 m, provider `network`) are
///   left out: they do repeat.
/// - Honest: a visit repeats the coordinates of another day in the same place with
///   ``RepRulesPolicy/honestRepeatedShare``, in one far off with
///   ``RepRulesPolicy/honestRepeatedElsewhereShare``; and as often by chance as with others who use
///   the same version of the app, which covers apps that round.
/// - False: see ``Recurrence``. All visits with the coordinates are implicated alike, but for the first
///   one where all are in one place: that may be a true one, whose fix was kept.
struct RepeatedCoordinatesAudit: AuditRule {
  static let facts = RuleFacts(
    .repeatedCoordinates,
    .repetition,
    evidence: [("visits", ""), ("stores", ""), ("days", "")],
    excuse: "the phone gave an old fix without saying so, or the app rounds its coordinates"
  )

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let habits = context.habits
    var members: [(first: Int32, checkIn: Int32)] = []
    for checkIn in dossier.checkIns
    where habits.traits[checkIn].contains(.repeated) && isTelling(checkIn) {
      members.append((habits.firstSame[checkIn], Int32(checkIn)))
    }
    members.sort { ($0.first, $0.checkIn) < ($1.first, $1.checkIn) }
    var start = 0
    while start < members.count {
      var end = start + 1
      while end < members.count && members[end].first == members[start].first { end += 1 }
      if end - start > 1 {
        weigh(members[start..<end].map { Int($0.checkIn) }, dossier, &marks)
      }
      start = end
    }
  }

  /// Whether the fix is one that a receiver took for this check-in, and no coarse one.
  private func isTelling(_ checkIn: Int) -> Bool {
    context.hasOwnFix(checkIn) && !(context.data.checkIns[checkIn].accuracyMetres > 50)
  }

  private func weigh(_ members: [Int], _ dossier: RepDossier, _ marks: inout MarkList) {
    let policy = context.policy.repRules
    let data = context.data
    var visits = 1
    var isElsewhere = false
    var days = 1
    var stores = [data.checkIns[members[0]].store]
    for (earlier, later) in zip(members, members.dropFirst()) {
      let first = data.checkIns[earlier]
      let second = data.checkIns[later]
      if !stores.contains(second.store) { stores.append(second.store) }
      let isNear = context.areNeighbours(first, second)
      let isSameDay = LocalDay.of(first) == LocalDay.of(second)
      if !isSameDay { days += 1 }
      if second.time - first.time <= policy.cachedSeconds || second.fixTime == first.fixTime
        || (isSameDay && isNear)
      {
        continue
      }
      visits += 1
      isElsewhere = isElsewhere || !isNear
    }
    guard visits > 1 else { return }
    let (usual, own) = context.habits.share(
      of: .repeated,
      version: data.checkIns[members[0]].appVersion,
      besides: dossier,
      data,
      policy
    )
    let ratio = Recurrence(
      falseShare: policy.falseRepeatedShare,
      chance: usual,
      trials: own,
      quirk: isElsewhere ? policy.honestRepeatedElsewhereShare : policy.honestRepeatedShare
    ).ratio(visits - 1, policy, priorPresence: context.policy.verification.priorPresence)
    guard ratio >= policy.leastRatio else { return }
    marks.beginFinding()
    // In one place, the first visit may be the true one whose fix is used again.
    for checkIn in isElsewhere ? members[...] : members.dropFirst() {
      marks.mark(
        checkIn,
        ratio: ratio,
        (Double(visits), Double(stores.count), Double(days), .nan),
        other: checkIn == members[0] ? members[1] : members[0]
      )
    }
  }
}
