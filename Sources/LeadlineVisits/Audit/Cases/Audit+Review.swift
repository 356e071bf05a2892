import LeadlineGeometry
import LeadlineModel

extension Audit {
  /// Puts the marks together to findings, compares the reps with their peers, and ranks the cases.
  ///
  /// The result depends neither on the order of the input nor on the number of threads. How unusual
  /// a rep is depends on all others.
  ///
  /// - Complexity: O(*n* log *n*).
  package func review() -> AuditReview {
    let data = context.data
    let policy = context.policy
    let reasons = AuditRules.all.map { $0.facts.reason }
    let groups = PeerGroups(data.stores, threads: context.threads)
    let orders = ordersByRep()
    var reviews = Workers.array(data.reps.count, size: 16, threads: context.threads) { rep in
      RepReview(
        self,
        rep: rep,
        marks: marksByRep[rep][...],
        reasons: reasons,
        groups: groups,
        orders: orders[rep]
      )
    }

    // Parts of the comparison are one thread's work.
    let (comparison, sample) = Workers.both(threads: context.threads) {
      PeerComparison(
        reviews.map(\.record),
        classes: PeerGroups.classes,
        policy: policy.cases,
        threads: context.threads
      )
    } _: {
      BackCheckSample(data, judgements, policy: policy.cases, threads: context.threads)
    }
    var errors = ErrorStatement()
    errors.expectedFalseFlags = comparison.expectedFalseFlags
    errors.expectedFalseAccusations = comparison.expectedFalseAccusations
    errors.falseDiscoveryRate = policy.cases.falseDiscoveryRate
    for (rep, result) in comparison.results.enumerated() {
      reviews[rep].statistics.take(result, policy: policy.cases)
      errors.flaggedCheckIns += reviews[rep].statistics.flagged
      if reviews[rep].statistics.isAccused { errors.accusedReps += 1 }
    }

    return AuditReview(
      statistics: reviews.map(\.statistics),
      findings: reviews.map(\.findings),
      cases: Self.cases(reviews, shown: policy.cases.shownCases),
      errors: errors,
      sample: sample
    )
  }

  /// The reps with a flagged check-in, ranked.
  private static func cases(_ reviews: [RepReview], shown: Int) -> [AuditCase] {
    let ranked = reviews.indices.filter { reviews[$0].statistics.flagged > 0 }.sorted {
      left,
      right in
      let first = reviews[left].statistics
      let second = reviews[right].statistics
      return (-first.score, first.pValue, -first.flagged, left)
        < (-second.score, second.pValue, -second.flagged, right)
    }
    return ranked.enumerated().map { position, rep in
      let review = reviews[rep]
      return AuditCase(
        rank: position + 1,
        statistics: review.statistics,
        reasons: review.reasons,
        counterEvidence: review.counterEvidence,
        isShown: position < shown || review.statistics.isAccused
      )
    }
  }

  /// The number of orders that name each rep.
  private func ordersByRep() -> [Int] {
    var counts = [Int](repeating: 0, count: context.data.reps.count)
    for order in context.data.orders where order.rep >= 0 { counts[Int(order.rep)] += 1 }
    return counts
  }
}

extension RepStatistics {
  /// Takes what the comparison with peers says.
  fileprivate mutating func take(_ result: PeerComparison.Result, policy: CasePolicy) {
    weight = result.weight
    expectedIncidents = result.expectedIncidents
    usualIncidents = result.usualIncidents
    expectedWeight = result.expectedWeight
    expectedFlagged = result.expectedFlagged
    pValue = result.pValue
    qValue = result.qValue
    falseVisits = result.falseVisits
    score = result.score
    isAccused = result.qValue <= policy.falseDiscoveryRate
  }
}
