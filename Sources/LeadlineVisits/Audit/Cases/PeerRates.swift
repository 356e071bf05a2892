/// The share of check-ins flagged in each group of peers, shrunk towards the whole.
///
/// A group's share is drawn to that of its class, a class's to that of all, and that to a prior, each
/// as if the policy's number of check-ins more had been seen; so small groups say little.
struct PeerRates: Sendable {
  /// The share of each group.
  let shares: [Double]

  /// Works the shares out.
  ///
  /// - Parameters:
  ///   - records: The reps that are taken for honest.
  ///   - classes: The class of each group.
  ///   - policy: The prior.
  init(_ records: [RepRecord], classes: [Int], policy: CasePolicy) {
    var checkIns = [Double](repeating: 0, count: classes.count)
    var flagged = checkIns
    for record in records {
      for group in classes.indices {
        checkIns[group] += Double(record.checkIns[group])
        flagged[group] += Double(record.flagged[group])
      }
    }
    let prior = policy.priorCheckIns
    func share(_ flagged: Double, _ checkIns: Double, towards whole: Double) -> Double {
      (flagged + prior * whole) / (checkIns + prior)
    }
    let whole = share(
      flagged.reduce(0, +),
      checkIns.reduce(0, +),
      towards: policy.priorFlaggedShare
    )
    let classCount = (classes.max() ?? -1) + 1
    var classCheckIns = [Double](repeating: 0, count: classCount)
    var classFlagged = classCheckIns
    for (group, own) in classes.enumerated() {
      classCheckIns[own] += checkIns[group]
      classFlagged[own] += flagged[group]
    }
    shares = classes.indices.map { group in
      let own = classes[group]
      return share(
        flagged[group],
        checkIns[group],
        towards: share(classFlagged[own], classCheckIns[own], towards: whole)
      )
    }
  }

  /// The flagged check-ins expected of a rep.
  func expected(_ record: RepRecord) -> Double {
    zip(record.checkIns, shares).reduce(0) { $0 + Double($1.0) * $1.1 }
  }
}
