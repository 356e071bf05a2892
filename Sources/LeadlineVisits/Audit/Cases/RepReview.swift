import Foundation
import LeadlineModel

/// What is made of one rep's marks and judgements before the rep is compared with peers.
struct RepReview: Sendable {
  private(set) var record = RepRecord(groups: PeerGroups.classes.count)
  var statistics: RepStatistics
  let findings: RepFindings
  /// The reasons that accuse, the weightiest first.
  private(set) var reasons: [Reason] = []
  private(set) var counterEvidence = CounterEvidence()

  /// Seconds before or after a check-in within which an order at the store speaks for the visit.
  private static let orderSeconds = 86_400.0

  init(
    _ audit: Audit,
    rep: Int,
    marks: ArraySlice<Mark>,
    reasons ruleReasons: [Reason],
    groups: PeerGroups,
    orders: Int
  ) {
    let data = audit.context.data
    let policy = audit.context.policy
    statistics = RepStatistics(rep: rep)
    findings = RepFindings(
      marks,
      rep: rep,
      reasons: ruleReasons,
      data: data,
      policy: policy.verification
    )
    counterEvidence.orders = orders

    var weights = [Double](repeating: 0, count: Reason.allCases.count)
    var excuses = [Int](repeating: 0, count: Reason.allCases.count)
    let positions = ruleReasons.map { Reason.allCases.firstIndex(of: $0) ?? 0 }
    let arePhotos = AuditRules.families.map { $0 == .photo }
    var flags: [RepRecord.Flag] = []
    var next = marks.startIndex
    for checkIn in data.checkIns(ofRep: rep) {
      let row = data.checkIns[checkIn]
      let judgement = audit.judgements[checkIn]
      let isFlagged = judgement.verdict.isAccusing
      let isRaised = judgement.score - judgement.raised < policy.verification.suspiciousRatio
      var isExcused = false
      var isPhotoMarked = false
      var lastRule: UInt8?
      while next < marks.endIndex, Int(marks[next].checkIn) == checkIn {
        let mark = marks[next]
        let rule = Int(mark.rule)
        let ratio = Double(mark.logLikelihoodRatio)
        if ruleReasons[rule].excuses {
          isExcused = true
          if lastRule != mark.rule { excuses[positions[rule]] += 1 }
        } else if isFlagged {
          weights[positions[rule]] += max(0, ratio)
        }
        if arePhotos[rule] && ratio > 0 { isPhotoMarked = true }
        lastRule = mark.rule
        next += 1
      }
      let group = groups.group(row)
      record.checkIns[group] += 1
      if isFlagged && !isRaised { record.flagged[group] += 1 }
      statistics.verdicts[judgement.verdict.position] += 1
      if data.photos[checkIn].isThere {
        counterEvidence.photos += 1
        if !isPhotoMarked { counterEvidence.cleanPhotos += 1 }
      }
      if row.companion >= 0 { counterEvidence.accompanied += 1 }
      guard isFlagged else { continue }
      if isExcused { counterEvidence.excusedFlagged += 1 }
      if isRaised { statistics.raised += 1 }
      let ordered = data.orders(ofStore: Int(row.store))
      if ordered.contains(where: { abs($0.time - row.time) <= Self.orderSeconds }) {
        counterEvidence.flaggedWithOrder += 1
      }
      // Others raised them: what those say must not be held against the rep once more.
      if isRaised { continue }
      flags.append(
        RepRecord.Flag(
          store: row.store,
          day: Int32(clamping: LocalDay.of(row)),
          score: judgement.score - judgement.raised
        )
      )
    }
    record.setIncidents(
      flags,
      suspicious: policy.verification.suspiciousRatio,
      greatest: policy.cases.greatestScore
    )
    statistics.flaggedStores = record.flaggedStores
    statistics.incidents = record.incidents.count
    counterEvidence.verified = statistics.count(.verified)
    counterEvidence.plausible = statistics.count(.plausible)
    counterEvidence.excuses = zip(Reason.allCases, excuses).filter { $0.1 > 0 }
      .map { (reason: $0.0, checkIns: $0.1) }
    reasons = Reason.allCases.indices.filter { weights[$0] > 0 }
      .sorted { (-weights[$0], $0) < (-weights[$1], $1) }
      .map { Reason.allCases[$0] }
  }
}
