import LeadlineGeometry
import LeadlineModel

extension BackCheckSample {
  /// Draws from an audit's check-ins: of each verdict the policy's share, at least one, at most the
  /// greatest number, by the smallest hashes of their ids.
  ///
  /// A check-in's hash depends on its id and the seed alone. So neither order nor threads matter, and
  /// when check-ins are added, those drawn before stay unless smaller hashes push them out.
  init(_ data: AuditData, _ judgements: [Judgement], policy: CasePolicy) {
    var members = Verdict.allCases.map { _ in [(hash: UInt64, checkIn: Int)]() }
    var positions: [Verdict: Int] = [:]
    for (position, verdict) in Verdict.allCases.enumerated() { positions[verdict] = position }
    for (checkIn, judgement) in judgements.enumerated() {
      guard let stratum = positions[judgement.verdict] else { continue }
      let id = data.checkInIDs[Int(data.checkIns[checkIn].id)]
      members[stratum].append((Self.hash(id, seed: policy.sampleSeed), checkIn))
    }
    strata = members.map(\.count)
    draws = []
    for (verdict, var members) in zip(Verdict.allCases, members) where policy.sampleShare > 0 {
      let wanted = Int((policy.sampleShare * Double(members.count)).rounded(.up))
      let drawn = min(wanted, policy.greatestSamplePerVerdict)
      members.sort { ($0.hash, $0.checkIn) < ($1.hash, $1.checkIn) }
      for member in members.prefix(drawn) {
        draws.append(
          Draw(
            checkIn: member.checkIn,
            verdict: verdict,
            inclusionProbability: Double(drawn) / Double(members.count)
          )
        )
      }
    }
    draws.sort { $0.checkIn < $1.checkIn }
  }

  /// A hash of an id's bytes (FNV-1a), mixed by the generator.
  ///
  /// Source: http://www.isthe.com/chongo/tech/comp/fnv/
  private static func hash(_ id: ArraySlice<UInt8>, seed: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    var generator = SplitMix64(seed: hash ^ seed &* 0x9e37_79b9_7f4a_7c15)
    return generator.next()
  }
}
