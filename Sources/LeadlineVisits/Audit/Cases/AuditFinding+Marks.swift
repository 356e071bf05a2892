import LeadlineModel

extension AuditFinding {
  /// Puts the marks of one rep together to findings, by first check-in, then by rule.
  ///
  /// - Parameters:
  ///   - marks: The marks, by check-in.
  ///   - rep: Position of the rep.
  ///   - reasons: The reason of each rule.
  ///   - data: The records.
  ///   - policy: The scores that tell how much a finding weighs.
  /// - Returns: The findings; those of equal check-in and rule in the order in which they were made.
  static func findings(
    _ marks: ArraySlice<Mark>,
    rep: Int,
    reasons: [Reason],
    data: AuditData,
    policy: VerificationPolicy
  ) -> [AuditFinding] {
    // Groups tell a rep's findings apart; within one, the order by check-in stays.
    let order = marks.indices.sorted { (marks[$0].group, $0) < (marks[$1].group, $1) }
    var findings: [AuditFinding] = []
    var members: [Int32] = []
    var shops: [Int32] = []
    var ends: [(members: Int, shops: Int)] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, marks[order[end]].group == marks[order[start]].group { end += 1 }
      var strongest = marks[order[start]]
      let first = members.count
      for position in order[start..<end] {
        let mark = marks[position]
        if mark.logLikelihoodRatio > strongest.logLikelihoodRatio { strongest = mark }
        if members.count == first || members[members.count - 1] != mark.checkIn {
          members.append(mark.checkIn)
        }
      }
      appendStores(of: members[first...], to: &shops, data)
      ends.append((members.count, shops.count))
      let ratio = Double(strongest.logLikelihoodRatio)
      findings.append(
        AuditFinding(
          reason: reasons[Int(strongest.rule)],
          rule: Int(strongest.rule),
          severity: ratio >= policy.contradictedRatio
            ? .high : ratio >= policy.suspiciousRatio ? .medium : .low,
          rep: rep,
          checkIns: [],
          stores: [],
          logLikelihoodRatio: ratio,
          numbers: strongest.evidence
        )
      )
      start = end
    }
    var last = (members: 0, shops: 0)
    for (position, end) in ends.enumerated() {
      findings[position].checkIns = members[last.members..<end.members]
      findings[position].stores = shops[last.shops..<end.shops]
      last = end
    }
    let ranks = findings.indices.sorted {
      (findings[$0].checkIns.first ?? 0, findings[$0].rule, $0)
        < (findings[$1].checkIns.first ?? 0, findings[$1].rule, $1)
    }
    return ranks.map { findings[$0] }
  }

  /// Appends the stores of some check-ins, rising, each once.
  private static func appendStores(
    of checkIns: ArraySlice<Int32>,
    to stores: inout [Int32],
    _ data: AuditData
  ) {
    let first = stores.count
    for checkIn in checkIns { stores.append(data.checkIns[Int(checkIn)].store) }
    guard checkIns.count > 1 else { return }
    stores[first...].sort()
    var kept = first + 1
    for position in first + 1..<stores.count where stores[position] != stores[kept - 1] {
      stores[kept] = stores[position]
      kept += 1
    }
    stores.removeSubrange(kept...)
  }
}
