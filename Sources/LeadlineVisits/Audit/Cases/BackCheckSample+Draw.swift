import LeadlineGeometry
import LeadlineModel

extension BackCheckSample {
  /// Draws from an audit's check-ins: of each verdict the policy's share, at least one, at most the
  /// greatest number, by the smallest hashes of their ids.
  ///
  /// A check-in's hash depends on its id and the seed alone. So neither order nor threads matter, and
  /// when check-ins are added, those drawn before stay unless smaller hashes push them out.
  init(_ data: AuditData, _ judgements: [Judgement], policy: CasePolicy, threads: Int? = nil) {
    let members = Workers.array(judgements.count, size: 4_096, threads: threads) { checkIn in
      var hash: UInt64 = 0
      unsafe data.checkInIDs.withBytes(checkIn) {
        hash = unsafe Self.hash($0, seed: policy.sampleSeed)
      }
      return Member(hash: hash, stratum: judgements[checkIn].verdict.position)
    }
    // The number of members of each stratum by the first bits of their hashes.
    var counts = [Int](repeating: 0, count: Verdict.allCases.count << Self.prefixBits)
    for member in members { counts[member.stratum << Self.prefixBits | member.prefix] += 1 }
    strata = Verdict.allCases.indices.map { stratum in
      counts[stratum << Self.prefixBits..<(stratum + 1) << Self.prefixBits].reduce(0, +)
    }
    let drawn = strata.map { count in
      min(
        Int((policy.sampleShare * Double(count)).rounded(.up)),
        policy.greatestSamplePerVerdict
      )
    }
    // Only those up to the prefix with which there are enough can be drawn.
    let limits = Verdict.allCases.indices.map { stratum in
      var (prefix, sum) = (-1, 0)
      while sum < drawn[stratum] {
        prefix += 1
        sum += counts[stratum << Self.prefixBits | prefix]
      }
      return prefix
    }
    var candidates = Verdict.allCases.map { _ in [(hash: UInt64, checkIn: Int)]() }
    for (checkIn, member) in members.enumerated() where member.prefix <= limits[member.stratum] {
      candidates[member.stratum].append((member.hash, checkIn))
    }
    draws = []
    for (stratum, var candidates) in candidates.enumerated() {
      candidates.sort { ($0.hash, $0.checkIn) < ($1.hash, $1.checkIn) }
      for candidate in candidates.prefix(drawn[stratum]) {
        draws.append(
          Draw(
            checkIn: candidate.checkIn,
            verdict: Verdict.allCases[stratum],
            inclusionProbability: Double(drawn[stratum]) / Double(strata[stratum])
          )
        )
      }
    }
    draws.sort { $0.checkIn < $1.checkIn }
  }

  /// A check-in that may be drawn.
  private struct Member {
    var hash: UInt64
    var stratum: Int
    var prefix: Int { Int(hash >> UInt64(UInt64.bitWidth - prefixBits)) }
  }

  private static let prefixBits = 12

  /// A hash of an id's bytes (FNV-1a), mixed by the generator.
  ///
  /// Source: http://www.isthe.com/chongo/tech/comp/fnv/
  private static func hash(_ id: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    var generator = SplitMix64(seed: hash ^ seed &* 0x9e37_79b9_7f4a_7c15)
    return generator.next()
  }
}
