package import LeadlineGeometry
package import LeadlineModel

/// A check-in as a report shows it.
package struct AuditVisit: Sendable {
  /// Position of the check-in.
  package var checkIn: Int
  /// Where the store is believed to be.
  package var store: Coordinate
  /// Where the fix is, another datum undone; nil without one.
  package var fix: Coordinate?
  /// From the one to the other, metres; nil without a fix.
  package var distanceMetres: Double?
  /// Why the verdict is what it is: the weightiest first, then what excuses.
  package var reasons: [Reason]
}

extension Audit {
  /// The track of a rep; nil for none.
  package func track(for rep: Int) -> Track? { context.tracks[rep] }

  /// The days of a rep with the most against them, the weightiest first.
  ///
  /// - Parameters:
  ///   - rep: Position of the rep.
  ///   - limit: The most days wanted.
  /// - Returns: Positions of the days' check-ins; only days with a flagged one.
  package func weightiestDays(ofRep rep: Int, limit: Int) -> [Range<Int>] {
    var days: [(checkIns: Range<Int>, weight: Double)] = []
    var last: Int?
    for checkIn in context.data.checkIns(ofRep: rep) {
      let day = LocalDay.of(context.data.checkIns[checkIn])
      let judgement = judgements[checkIn]
      let weight =
        judgement.verdict.isAccusing
        ? min(judgement.score, context.policy.cases.greatestScore) : 0
      if day == last {
        let position = days.count - 1
        days[position].checkIns = days[position].checkIns.lowerBound..<checkIn + 1
        days[position].weight += weight
      } else {
        days.append((checkIn..<checkIn + 1, weight))
        last = day
      }
    }
    return days.filter { $0.weight > 0 }
      .sorted {
        ($0.weight, -$0.checkIns.lowerBound) > ($1.weight, -$1.checkIns.lowerBound)
      }
      .prefix(limit).map(\.checkIns)
  }

  /// A check-in as a report shows it.
  package func visit(_ checkIn: Int) -> AuditVisit {
    let position = context.positions[checkIn]
    let marks = marks(of: checkIn).sorted {
      ($0.logLikelihoodRatio, -Int($0.rule)) > ($1.logLikelihoodRatio, -Int($1.rule))
    }
    var reasons: [Reason] = []
    for mark in marks {
      let reason = AuditRules.all[Int(mark.rule)].facts.reason
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    return AuditVisit(
      checkIn: checkIn,
      store: context.believedPlace(checkIn).coordinate,
      fix: position?.coordinate,
      distanceMetres: position?.distanceMetres,
      reasons: reasons
    )
  }
}
