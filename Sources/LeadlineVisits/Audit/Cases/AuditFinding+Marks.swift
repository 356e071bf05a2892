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
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, marks[order[end]].group == marks[order[start]].group { end += 1 }
      var strongest = marks[order[start]]
      var checkIns: [Int] = []
      var stores: [Int] = []
      for position in order[start..<end] {
        let mark = marks[position]
        if mark.logLikelihoodRatio > strongest.logLikelihoodRatio { strongest = mark }
        let checkIn = Int(mark.checkIn)
        if checkIns.last != checkIn {
          checkIns.append(checkIn)
          stores.append(Int(data.checkIns[checkIn].store))
        }
      }
      stores.sort()
      let ratio = Double(strongest.logLikelihoodRatio)
      findings.append(
        AuditFinding(
          reason: reasons[Int(strongest.rule)],
          rule: Int(strongest.rule),
          severity: ratio >= policy.contradictedRatio
            ? .high : ratio >= policy.suspiciousRatio ? .medium : .low,
          rep: rep,
          checkIns: checkIns,
          stores: stores.enumerated().filter {
            $0.offset == 0 || stores[$0.offset - 1] != $0.element
          }
          .map(\.element),
          logLikelihoodRatio: ratio,
          numbers: strongest.evidence
        )
      )
      start = end
    }
    let ranks = findings.indices.sorted {
      (findings[$0].checkIns[0], findings[$0].rule, $0)
        < (findings[$1].checkIns[0], findings[$1].rule, $1)
    }
    return ranks.map { findings[$0] }
  }
}
