import Foundation
import LeadlineModel

/// Weak check-ins just before a store would be dropped, again and again.
///
/// A check-in is weak when it shows nothing: no fix or a coarse one (`weakAccuracyMetres`), no photo,
/// no order within two days, no known dwell of `weakDwellSeconds`. It is before the drop when the
/// rep's own last one at the store is `dropDays` less up to `keepAliveDays` ago, up to the day. Honest
/// reps come weekly too, but are then as strong as elsewhere: so the share of weak ones before the
/// drop is set against the share among the rep's other check-ins, with a prior of `weakShare` worth
/// `weakShareWeight` check-ins. If *a* are weak where *e* would be, an excess of *a - e* is false,
/// so that a weak one is *a/e* times as likely among false visits with honest ones beside them:
/// ln(*a/e*), at most `greatestKeepAliveRatio`, less what the number of tries lets happen by chance.
/// At least `leastKeepAlives` are needed.
///
/// Only the rep's own check-ins are compared, so no other rep changes the verdict.
struct KeepAliveRule: AuditRule {
  static let facts = RuleFacts(
    .keepAlive,
    .collusion,
    evidence: [
      ("days_since_last", "d"), ("weak_before_drop", ""), ("check_ins_before_drop", ""),
      ("expected_weak", ""),
    ],
    excuse: "an order, a photo or a colleague shows that these visits took place"
  )

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let policy = context.policy.links
    let rows = context.data.checkIns
    var visits = dossier.checkIns.map { (store: rows[$0].store, checkIn: $0) }
    visits.sort { ($0.store, $0.checkIn) < ($1.store, $1.checkIn) }
    var weak: [(checkIn: Int, days: Double)] = []
    var before = 0.0
    var otherWeak = 0.0
    var others = 0.0
    for (number, visit) in visits.enumerated() {
      let isWeak = isWeak(rows[visit.checkIn])
      var days = Double.nan
      if number > 0, visits[number - 1].store == visit.store {
        days = (rows[visit.checkIn].time - rows[visits[number - 1].checkIn].time) / 86_400
      }
      // A morning and an evening are half a day apart.
      if days >= policy.dropDays - policy.keepAliveDays && days <= policy.dropDays + 0.5 {
        before += 1
        if isWeak { weak.append((visit.checkIn, days)) }
      } else {
        others += 1
        if isWeak { otherWeak += 1 }
      }
    }
    guard weak.count >= max(1, policy.leastKeepAlives) else { return }
    let share =
      (otherWeak + policy.weakShare * policy.weakShareWeight) / (others + policy.weakShareWeight)
    let expected = share * before
    let count = Double(weak.count)
    guard count > expected else { return }
    // The Chernoff bound of so many by chance, against a chance of one in a thousand.
    let chance = count * log(count / expected) - (count - expected)
    let ratio = min(policy.greatestKeepAliveRatio, log(count / expected), chance - log(1_000))
    guard ratio > 0 else { return }
    weak.sort { $0.checkIn < $1.checkIn }
    marks.beginFinding()
    for (checkIn, days) in weak {
      marks.mark(checkIn, ratio: ratio, (days, count, before, expected))
    }
  }

  /// Whether a check-in shows nothing of a visit.
  private func isWeak(_ row: CheckInRow) -> Bool {
    let policy = context.policy.links
    if row.hasPhotoDigest || row.photoHash != nil { return false }
    if row.hasPosition {
      let accuracy = Double(row.accuracyMetres)
      if accuracy.isNaN || accuracy < policy.weakAccuracyMetres { return false }
    }
    if row.leftAt - row.time >= policy.weakDwellSeconds { return false }
    return !context.data.hasOrder(
      ofStore: Int(row.store),
      from: row.time - policy.orderSeconds,
      through: row.time + policy.orderSeconds
    )
  }
}

extension AuditData {
  /// Whether a store ordered between two times, both included.
  ///
  /// - Complexity: O(log *n*) in the number of the store's orders.
  fileprivate func hasOrder(ofStore store: Int, from start: Double, through end: Double) -> Bool {
    let all = orders(ofStore: store)
    var low = all.startIndex
    var high = all.endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if all[middle].time < start { low = middle + 1 } else { high = middle }
    }
    return low < all.endIndex && all[low].time <= end
  }
}
