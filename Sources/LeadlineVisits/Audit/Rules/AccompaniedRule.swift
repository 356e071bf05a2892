import LeadlineModel

/// A colleague came along, as the check-in says; excuses fixes, devices and photos that two reps share.
///
/// It bears no ratio: whom a rep names proves nothing. Rules that find two reps at one place ask for
/// it, and trust it only as far as the rep's own track does not say otherwise.
struct AccompaniedRule: AuditRule {
  static let facts = RuleFacts(
    .accompanied,
    .collusion,
    evidence: [("companion_minutes", "min")]
  )

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    for checkIn in dossier.checkIns {
      let row = context.data.checkIns[checkIn]
      guard row.companion >= 0, row.companion != row.rep else { continue }
      let own = nearest(to: row)
      let seconds = own.map { abs(context.data.checkIns[$0].time - row.time) }
      marks.beginFinding()
      marks.mark(
        checkIn,
        ratio: 0,
        (seconds.map { $0 / 60 } ?? .nan, .nan, .nan, .nan),
        other: own ?? -1
      )
    }
  }

  /// The companion's own check-in at the same store nearest in time, if there is one in time.
  private func nearest(to row: CheckInRow) -> Int? {
    let rows = context.data.checkIns
    let reach = context.policy.links.accompaniedSeconds
    let range = context.data.checkIns(ofRep: Int(row.companion))
    var best: Int?
    for other in context.data.positions(
      in: range,
      from: row.time - reach,
      through: row.time + reach
    )
    where rows[other].store == row.store {
      let isNearer = best.map { abs(rows[other].time - row.time) < abs(rows[$0].time - row.time) }
      if isNearer ?? true { best = other }
    }
    return best
  }
}

extension AuditData {
  /// The check-ins of one rep between two times, both included; `range` are the rep's.
  ///
  /// - Complexity: O(log *n*).
  func positions(in range: Range<Int>, from start: Double, through end: Double) -> Range<Int> {
    func first(where isBehind: (Double) -> Bool) -> Int {
      var low = range.lowerBound
      var high = range.upperBound
      while low < high {
        let middle = low + (high - low) / 2
        if isBehind(checkIns[middle].time) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let lower = first { $0 >= start }
    return lower..<max(lower, first { $0 > end })
  }
}
