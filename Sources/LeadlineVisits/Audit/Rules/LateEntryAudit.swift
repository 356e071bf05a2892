import Foundation
import LeadlineGeometry
import LeadlineModel

/// The check-in was entered at another time than it claims.
///
/// Five signs; the strongest counts:
///
/// - It was sent more than `lateAfterSeconds` later: `lateRatio`, little, as phones work offline.
/// - It was sent half an hour late or more, though the rep sent a later one at once from no other
///   device: a queue would have gone out with that. Weak (``RepRulesPolicy/heldBackRatio``), as one
///   large photo can stick.
/// - Its fix was taken more than ``RepRulesPolicy/laterFixSeconds`` after the time it claims, beyond what
///   is usual with this rep, whose clocks may disagree. No phone has a fix before it has one.
/// - Its time is a multiple of five minutes to the second, as typed times are; by chance 1 in 300 are,
///   or 1 in 5 where the rep's app drops the seconds, or as many as of other reps' check-ins. Where most of
///   the rep's are, the app rounds them.
/// - It was sent half an hour late or more and its time is a whole minute, as typed ones are: by chance
///   1 in 60, or as often as with other reps' late ones, whose app may let all type.
///
/// The last three are weighed as ``Recurrence``.
struct LateEntryAudit: AuditRule {
  static let facts = RuleFacts(
    .lateEntry,
    .time,
    version: 3,
    evidence: [
      ("delay", "s"), ("fix after the time", "s"), ("round times", ""),
      ("later, sent at once", "s"),
    ],
    excuse: "the phone had no network and sent the check-in later"
  )

  private let context: AuditContext
  /// How many check-ins were sent late, how many of these have whole minutes, and how many of all have
  /// round times.
  private struct Counts {
    var late = 0
    var whole = 0
    var round = 0
    var all = 0

    static func + (left: Counts, right: Counts) -> Counts {
      Counts(
        late: left.late + right.late,
        whole: left.whole + right.whole,
        round: left.round + right.round,
        all: left.all + right.all
      )
    }
  }

  /// Of each rep.
  private let counts: [Counts]
  private let total: Counts

  init(_ context: AuditContext) {
    self.context = context
    let data = context.data
    counts = Workers.map(data.reps.count, threads: context.threads) { rep in
      var counts = Counts()
      for row in data.checkIns[data.checkIns(ofRep: rep)] {
        counts.all += 1
        if Usual.isRound(row.time) { counts.round += 1 }
        guard Usual.isLate(row) else { continue }
        counts.late += 1
        if Usual.isWholeMinute(row.time) { counts.whole += 1 }
      }
      return counts
    }
    total = counts.reduce(Counts(), +)
  }

  /// How often a late check-in of other reps has a whole minute.
  private func wholeShare(without rep: Int) -> Double {
    let own = counts[rep]
    // Worth one of sixty, so that a few don't tell.
    return Double(total.whole - own.whole + 1) / Double(total.late - own.late + 60)
  }

  /// How often a check-in of other reps has a round time.
  private func roundShare(without rep: Int) -> Double {
    let own = counts[rep]
    return Double(total.round - own.round + 1) / Double(total.all - own.all + 300)
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let policy = context.policy.repRules
    let verification = context.policy.verification
    let usual = Usual(dossier, context)
    let prior = verification.priorPresence
    let own = counts[dossier.rep]
    let laterRatio =
      usual.laterFixes == 0
      ? 0
      : Recurrence(
        falseShare: policy.falseLaterFixShare,
        chance: 0,
        trials: dossier.checkIns.count,
        quirk: policy.honestLaterFixShare
      ).ratio(usual.laterFixes, policy, priorPresence: prior)
    let roundRatio =
      own.round == 0 || 2 * own.round > own.all
      ? 0
      : Recurrence(
        falseShare: policy.falseRoundTimeShare,
        chance: max(usual.dropsSeconds ? 0.2 : 1 / 300, roundShare(without: dossier.rep)),
        trials: dossier.checkIns.count,
        quirk: policy.honestRoundTimeShare
      ).ratio(own.round, policy, priorPresence: prior)
    let typedRatio =
      own.whole == 0 || usual.dropsSeconds
      ? 0
      : Recurrence(
        falseShare: policy.falseRoundTimeShare,
        chance: max(1.0 / 60, wholeShare(without: dossier.rep)),
        trials: own.late,
        quirk: policy.honestRoundTimeShare
      ).ratio(own.whole, policy, priorPresence: prior)

    // The last two check-ins sent at once, of those after the one looked at.
    var prompt: (next: Int, afterNext: Int) = (-1, -1)
    for checkIn in dossier.checkIns.reversed() {
      let row = context.data.checkIns[checkIn]
      let delay = row.submittedAt - row.time
      var ratio = 0.0
      if delay > verification.lateAfterSeconds { ratio = verification.lateRatio }
      var heldBack = Double.nan
      if Usual.isLate(row) {
        for other in [prompt.next, prompt.afterNext] where other >= 0 {
          let later = context.data.checkIns[other]
          let isSameDevice = row.device < 0 || later.device < 0 || row.device == later.device
          if isSameDevice && later.time > row.time + 600 && later.time < row.submittedAt - 600 {
            heldBack = later.time - row.time
            ratio = max(ratio, policy.heldBackRatio)
          }
        }
      }
      let fixDelay = row.fixTime - row.time
      if usual.isLater(fixDelay, policy) { ratio = max(ratio, laterRatio) }
      let isRound = Usual.isRound(row.time)
      if isRound { ratio = max(ratio, roundRatio) }
      let isTyped = Usual.isLate(row) && Usual.isWholeMinute(row.time)
      if isTyped { ratio = max(ratio, typedRatio) }
      if delay < 300 { prompt = (checkIn, prompt.next) }
      // The rule on its own evidence reports less than the others do.
      guard ratio >= min(policy.leastRatio, verification.lateRatio), ratio > 0 else { continue }
      marks.beginFinding()
      marks.mark(
        checkIn,
        ratio: min(ratio, policy.greatestRatio),
        (
          delay, fixDelay,
          isRound ? Double(own.round) : isTyped ? Double(own.whole) : .nan, heldBack
        )
      )
    }
  }
}

/// What the times of a rep's check-ins are like.
private struct Usual {
  /// The median of fix time less claimed time, seconds; 0 when unknown.
  private(set) var fixDelay = 0.0
  private(set) var laterFixes = 0
  private(set) var dropsSeconds = false

  init(_ dossier: RepDossier, _ context: AuditContext) {
    let policy = context.policy.repRules
    var wholeMinutes = 0
    var suspects = 0
    for checkIn in dossier.checkIns {
      let row = context.data.checkIns[checkIn]
      if Self.isWholeMinute(row.time) { wholeMinutes += 1 }
      if row.fixTime - row.time > policy.laterFixSeconds { suspects += 1 }
    }
    dropsSeconds = 2 * wholeMinutes > dossier.checkIns.count
    guard suspects > 0 else { return }
    // Seldom needed, so its array is no matter.
    var delays: [Double] = []
    for checkIn in dossier.checkIns {
      let delay = context.data.checkIns[checkIn].fixTime - context.data.checkIns[checkIn].time
      if !delay.isNaN { delays.append(delay) }
    }
    delays.sort()
    fixDelay = max(0, delays[delays.count / 2])
    laterFixes = delays.count { isLater($0, policy) }
  }

  /// Whether a fix was taken too long after the time claimed; not so for NaN.
  func isLater(_ delay: Double, _ policy: RepRulesPolicy) -> Bool {
    delay - fixDelay > policy.laterFixSeconds
  }

  /// Whether a check-in was sent half an hour late or more.
  static func isLate(_ row: CheckInRow) -> Bool { row.submittedAt - row.time > 1_800 }

  /// Whether a time has no seconds.
  static func isWholeMinute(_ time: Double) -> Bool { isMultiple(time, of: 60) }

  /// Whether a time is a multiple of five minutes.
  static func isRound(_ time: Double) -> Bool { isMultiple(time, of: 300) }

  private static func isMultiple(_ time: Double, of seconds: Int) -> Bool {
    // In whole numbers, as remainders of others are slow.
    Int(exactly: time).map { $0 % seconds == 0 } ?? false
  }
}
