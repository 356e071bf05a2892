import Foundation
import LeadlineGeometry
import LeadlineModel

/// More check-ins than visits and the ways between them fit in.
///
/// A change of store is quick when the time from check-in to check-in leaves less than
/// ``RepRulesPolicy/quickSeconds`` beside the way at ``RepRulesPolicy/townMetresPerSecond``, or when the
/// rep had not left the first store by the time the way asks for. Judged by the times claimed, not by
/// when they were sent: a phone without network sends many at once.
///
/// Honest: a run of r quick changes has probability q max(q, c)^(r - 1). q is the rep's own share of
/// quick changes outside this run, drawn to ``RepRulesPolicy/honestQuickShare``, or a third of the share
/// of changes within twice that time; c is ``RepRulesPolicy/quickContinues``, or the share of all of
/// these. So a rep whose round is a dense market is measured by that. False: s / (r (r + 1)), as in
/// ``Recurrence``. One of the r + 1 check-ins may be true.
struct BurstAudit: AuditRule {
  static let facts = RuleFacts(
    .burst,
    .time,
    evidence: [("check-ins", ""), ("time", "s"), ("least time of the ways", "s")],
    excuse: "the visits were short ones next door to each other, or entered together afterwards"
  )

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  /// How fast a check-in follows the one before it.
  private enum Pace {
    case same
    case slow
    /// Not quick, but not far from it.
    case brisk
    case quick
  }

  /// How many changes of store there are.
  private struct Counts {
    var all = 0.0
    var brisk = 0.0
    var quick = 0.0
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    var counts = Counts()
    var runs: [Range<Int>] = []
    var start = dossier.checkIns.lowerBound
    for checkIn in dossier.checkIns.dropFirst() {
      let pace = pace(checkIn)
      if pace == .same { continue }
      counts.all += 1
      if pace == .quick {
        counts.quick += 1
        continue
      }
      if pace == .brisk { counts.brisk += 1 }
      if start < checkIn - 1 { runs.append(start..<checkIn) }
      start = checkIn
    }
    if start < dossier.checkIns.upperBound - 1 { runs.append(start..<dossier.checkIns.upperBound) }
    for run in runs { weigh(run, counts, &marks) }
  }

  private func pace(_ checkIn: Int) -> Pace {
    let policy = context.policy.repRules
    let data = context.data
    let store = data.checkIns[checkIn].store
    let time = data.checkIns[checkIn].time
    let before = data.checkIns[checkIn - 1]
    if store == before.store { return .same }
    let seconds = time - before.time
    // Longer than any way in town takes.
    if seconds > 14_400 { return .slow }
    let way = context.storeDistance(data.checkIns[checkIn], before) / policy.townMetresPerSecond
    if seconds - way < policy.quickSeconds { return .quick }
    if time - before.leftAt < way / 2 - policy.clockSeconds { return .quick }
    return seconds - way < 2 * policy.quickSeconds ? .brisk : .slow
  }

  private func weigh(_ run: Range<Int>, _ counts: Counts, _ marks: inout MarkList) {
    let policy = context.policy.repRules
    let data = context.data
    var length = 0
    var ways = 0.0
    for checkIn in run.dropFirst() where pace(checkIn) == .quick {
      length += 1
      ways +=
        context.storeDistance(data.checkIns[checkIn], data.checkIns[checkIn - 1])
        / policy.townMetresPerSecond
    }
    guard length > 0 else { return }
    let number = Double(length)
    let all = counts.all - number + policy.quickPriorCount
    let quick = counts.quick - number + policy.honestQuickShare * policy.quickPriorCount
    let own = max(quick, counts.brisk / 3) / all
    let usual = (counts.brisk + counts.quick - number) / max(1, counts.all - number)
    let onwards = max(policy.quickContinues, usual)
    let guilty = policy.falseBurstShare / (number * (number + 1))
    let honest = own * pow(max(own, onwards), number - 1)
    let ratio = min(
      policy.greatestRatio,
      log(guilty / honest) + log(number / (number + 1))
    )
    guard ratio >= policy.leastRatio else { return }
    let seconds = data.checkIns[run.upperBound - 1].time - data.checkIns[run.lowerBound].time
    marks.beginFinding()
    for checkIn in run {
      marks.mark(checkIn, ratio: ratio, (Double(run.count), seconds, ways, .nan))
    }
  }
}
