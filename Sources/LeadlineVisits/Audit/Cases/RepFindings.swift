import LeadlineModel

/// The findings of one rep, by first check-in, then by rule.
package struct RepFindings: Sendable {
  /// The findings; those of equal check-in and rule in the order in which they were made.
  package private(set) var findings: [AuditFinding] = []
  private var checkIns: [Int32]
  private var stores: [Int32] = []

  /// Puts the marks of a rep together.
  ///
  /// - Parameters:
  ///   - marks: The marks, by check-in, then by rule and group.
  ///   - rep: Position of the rep.
  ///   - reasons: The reason of each rule.
  ///   - data: The records.
  ///   - policy: The scores that tell how much a finding weighs.
  ///
  /// - Complexity: O(*n*), but for the stores of findings about several check-ins.
  init(
    _ marks: ArraySlice<Mark>,
    rep: Int,
    reasons: [Reason],
    data: AuditData,
    policy: VerificationPolicy
  ) {
    // A group is a finding, and where the marks lie in this order, groups begin in that of findings.
    var byGroup = [Int](repeating: -1, count: marks.reduce(0) { max($0, Int($1.group)) } + 1)
    var counts: [Int] = []
    for mark in marks {
      let known = byGroup[Int(mark.group)]
      if known < 0 {
        byGroup[Int(mark.group)] = findings.count
        findings.append(AuditFinding(mark, rep: rep, reason: reasons[Int(mark.rule)]))
        counts.append(1)
      } else {
        counts[known] += 1
        findings[known].strengthen(mark)
      }
    }
    var start = 0
    for (position, count) in counts.enumerated() {
      findings[position].checkInRange = start..<start
      findings[position].setSeverity(policy)
      start += count
    }
    checkIns = [Int32](repeating: -1, count: marks.count)
    for mark in marks {
      let position = byGroup[Int(mark.group)]
      let range = findings[position].checkInRange
      // Each once, also where a finding has several marks at one.
      if !range.isEmpty && checkIns[range.upperBound - 1] == mark.checkIn { continue }
      checkIns[range.upperBound] = mark.checkIn
      findings[position].checkInRange = range.lowerBound..<range.upperBound + 1
    }
    stores.reserveCapacity(marks.count)
    for position in findings.indices {
      let first = stores.count
      appendStores(of: findings[position].checkInRange, data)
      findings[position].storeRange = first..<stores.count
    }
  }

  /// Positions of a finding's check-ins, by time, each once.
  package func checkIns(of finding: AuditFinding) -> ArraySlice<Int32> {
    checkIns[finding.checkInRange]
  }

  /// Positions of the stores of a finding's check-ins, rising, each once.
  package func stores(of finding: AuditFinding) -> ArraySlice<Int32> {
    stores[finding.storeRange]
  }

  /// The findings that accuse, by their ratio, then by how many check-ins they are about, then those
  /// that excuse.
  package var weightiest: [AuditFinding] {
    func rank(_ position: Int) -> (Int, Double, Int, Int) {
      let finding = findings[position]
      return (
        finding.reason.excuses ? 1 : 0, -finding.logLikelihoodRatio, -finding.checkInRange.count,
        position
      )
    }
    return findings.indices.sorted { rank($0) < rank($1) }.map { findings[$0] }
  }

  /// Appends the stores of some check-ins, rising, each once.
  private mutating func appendStores(of range: Range<Int>, _ data: AuditData) {
    let first = stores.count
    for checkIn in checkIns[range] { stores.append(data.checkIns[Int(checkIn)].store) }
    guard range.count > 1 else { return }
    stores[first...].sort()
    var kept = first + 1
    for position in first + 1..<stores.count where stores[position] != stores[kept - 1] {
      stores[kept] = stores[position]
      kept += 1
    }
    stores.removeSubrange(kept...)
  }
}

extension AuditFinding {
  /// A finding of one mark, whose check-in and weight are still to be set.
  fileprivate init(_ mark: Mark, rep: Int, reason: Reason) {
    self.init(
      reason: reason,
      severity: .low,
      rule: Int(mark.rule),
      rep: rep,
      checkInRange: 0..<0,
      storeRange: 0..<0,
      logLikelihoodRatio: Double(mark.logLikelihoodRatio),
      numbers: mark.evidence
    )
  }

  /// Takes the numbers of another mark of the finding if that is stronger.
  fileprivate mutating func strengthen(_ mark: Mark) {
    guard Double(mark.logLikelihoodRatio) > logLikelihoodRatio else { return }
    logLikelihoodRatio = Double(mark.logLikelihoodRatio)
    numbers = mark.evidence
  }

  fileprivate mutating func setSeverity(_ policy: VerificationPolicy) {
    severity =
      logLikelihoodRatio >= policy.contradictedRatio
      ? .high : logLikelihoodRatio >= policy.suspiciousRatio ? .medium : .low
  }
}
