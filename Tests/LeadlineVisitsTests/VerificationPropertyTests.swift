import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct VerificationPropertyTests {
  private let verifier = CheckInVerifier()
  /// The reasons that speak for the rep.
  private static let excuses: Set<Reason> = [.poorAccuracy, .staleFix, .noPosition, .datumMixed]

  /// A check-in with anything in it.
  private func anyCheckIn(_ generator: inout SplitMix64) -> CheckIn {
    func maybe(_ range: ClosedRange<Double>) -> Double? {
      generator.double(in: 0...1) < 0.5 ? nil : generator.double(in: range)
    }
    let far = pow(10, generator.double(in: 0...5))
    return World.checkIn(
      east: generator.double(in: 0...1) < 0.05 ? nil : far,
      accuracyMetres: maybe(0...2).map { pow(10, $0 * 2) },
      provider: ([nil] + CheckIn.Provider.allCases).randomElement(using: &generator) ?? nil,
      fixAge: maybe(-900...3_000),
      mock: maybe(0...1).map { $0 < 0.2 },
      submittedAfter: maybe(-100...200_000),
      leftAfter: maybe(-100...2_000)
    )
  }

  private func anyTrack(_ generator: inout SplitMix64) -> [PositionFix] {
    (0..<Int(generator.double(in: 0...12))).map { _ in
      World.fix(
        after: generator.double(in: -1_500...1_500).rounded(),
        east: pow(10, generator.double(in: 0...4.5)),
        accuracyMetres: generator.double(in: 0...1) < 0.3 ? nil : generator.double(in: 0...100)
      )
    }
  }

  @Test func presenceIsAProbabilityAndReasonsAreInOrder() {
    let order = Reason.allCases
    forEverySeed(0..<2_000) { seed, generator in
      let checkIn = anyCheckIn(&generator)
      let result = verifier.verify(checkIn, store: World.store(), track: anyTrack(&generator))
      if let presence = result.presence {
        #expect(presence >= 0 && presence <= 1, "seed \(seed)")
      }
      #expect(result.reasons == order.filter { result.reasons.contains($0) }, "seed \(seed)")
      for finding in result.findings {
        let excuses = Self.excuses.contains(finding.reason)
        #expect(excuses == (finding.logLikelihoodRatio == 0), "seed \(seed)")
        #expect(excuses == (finding.excuse == nil), "seed \(seed)")
      }
    }
  }

  @Test func presenceNeverRisesAsTheFixMovesAway() throws {
    try forEverySeed(0..<200) { seed, generator in
      var checkIn = anyCheckIn(&generator)
      var last = 1.0
      for step in 0..<60 {
        checkIn.coordinate = World.place(east: pow(10, Double(step) / 10) + 0.012_3)
        let result = verifier.verify(checkIn, store: World.store(accuracyMetres: 15))
        let presence = try #require(result.presence)
        #expect(presence <= last * (1 + 1e-9), "seed \(seed), step \(step)")
        last = presence
      }
    }
  }

  @Test func orderAndRepetitionOfTheTrackDoNotMatter() {
    forEverySeed(0..<500) { seed, generator in
      let checkIn = anyCheckIn(&generator)
      let track = anyTrack(&generator)
      let expected = verifier.verify(checkIn, store: World.store(), track: track)
      let mixed = (track + track.prefix(3)).shuffled(using: &generator)
      let got = verifier.verify(checkIn, store: World.store(), track: mixed)
      #expect(got == expected, "seed \(seed)")
    }
  }

  @Test func missingFieldsNeverAccuse() {
    forEverySeed(0..<1_000) { seed, generator in
      let checkIn = anyCheckIn(&generator)
      let before = verifier.verify(checkIn, store: World.store())
      guard before.verdict != .suspicious && before.verdict != .contradicted else { return }
      var bare = checkIn
      bare.submittedAt = nil
      bare.leftAt = nil
      bare.mock = nil
      bare.coordinate = nil
      let after = verifier.verify(bare, store: World.store())
      #expect(after.verdict == .unverifiable, "seed \(seed)")
    }
  }

  @Test func excusesNeverRaiseSuspicion() {
    let excusing = CheckInVerifier(shiftedReadings: { coordinate in
      [ShiftedReading(datum: .gcj02, coordinate: World.place(east: -500, of: coordinate))]
    })
    func rank(_ result: Verification) -> Int {
      switch result.verdict {
      case .contradicted: 2
      case .suspicious: 1
      default: 0
      }
    }
    forEverySeed(0..<1_000) { seed, generator in
      var checkIn = anyCheckIn(&generator)
      let track = anyTrack(&generator)
      let store = World.store()
      let before = verifier.verify(checkIn, store: store, track: track)
      let shifted = excusing.verify(checkIn, store: store, track: track)
      #expect(rank(shifted) <= rank(before), "seed \(seed): another datum")
      #expect(shifted.presence ?? 1 >= before.presence ?? 0, "seed \(seed): another datum")
      // An old fix far off accuses less, the older it is.
      checkIn.coordinate = World.place(east: 5_000)
      var last = 2
      for age in [0.0, 200, 400, 1_000, 3_000] {
        checkIn.fixTime = checkIn.time.addingTimeInterval(-age)
        let now = rank(verifier.verify(checkIn, store: store, track: track))
        #expect(now <= last, "seed \(seed): age \(age)")
        last = now
      }
    }
  }

  @Test func fasterTrackFixesAgreeWithASearchThroughAll() {
    forEverySeed(0..<300) { seed, generator in
      let fixes = anyTrack(&generator)
      let track = Track(fixes)
      let time = World.noon.addingTimeInterval(generator.double(in: -1_600...1_600).rounded())
      let expected = (0..<track.count).first {
        track.fix(at: $0).time > time.timeIntervalSinceReferenceDate
      }
      let got = track.firstPosition(after: time.timeIntervalSinceReferenceDate)
      #expect(got == expected ?? track.count, "seed \(seed)")
    }
  }

  /// Changing any field of the policy changes some answer.
  @Test func everyFieldOfThePolicyCounts() throws {
    var generator = SplitMix64(seed: 7)
    var inputs: [(CheckIn, Store, Track)] = []
    for number in 0..<4_000 {
      inputs.append(
        (
          anyCheckIn(&generator), World.store(accuracyMetres: number % 3 == 0 ? 20 : nil),
          Track(anyTrack(&generator))
        )
      )
      if number % 10 == 0 {
        inputs[inputs.count - 1].0.coordinate = try Coordinate(
          longitude: 121.473_6,
          latitude: 31.23
        )
      }
    }
    func answers(_ policy: VerificationPolicy) throws -> [Verification] {
      let verifier = try CheckInVerifier(policy: policy) { coordinate in
        [ShiftedReading(datum: .gcj02, coordinate: World.place(east: -500, of: coordinate))]
      }
      return inputs.map { verifier.verify($0.0, store: $0.1, track: $0.2) }
    }
    let standard = VerificationPolicy()
    let expected = try answers(standard)
    var changes: [(name: String, policy: VerificationPolicy)] = Self.numbers.map { field in
      var policy = standard
      switch field {
      // Under the default prior, the ratio that verifies alone gives more than 0.95.
      case \.verifiedPresence: policy[keyPath: field] = 0.999
      case \.priorPresence, \.plausiblePresence: policy[keyPath: field] = 0.7
      default: policy[keyPath: field] *= 1.5
      }
      return ("\(field)", policy)
    }
    var policy = standard
    policy.roundedDecimals -= 1
    changes.append(("roundedDecimals", policy))
    #expect(changes.count == Mirror(reflecting: standard).children.count)
    #expect(Set(changes.map(\.policy)).count == changes.count)
    for (name, policy) in changes {
      // Compared before, as a failure would print all answers.
      let isSame = try answers(policy) == expected
      #expect(!isSame, "\(name) does nothing")
    }
  }

  /// The fields of the policy that are no whole numbers.
  private static var numbers: [WritableKeyPath<VerificationPolicy, Double>] {
    [
      \.priorPresence,
      \.absentMedianMetres,
      \.worthlessFixShare,
      \.worthlessFixAccuracyMetres,
      \.leastFixAccuracyMetres,
      \.gpsAccuracyMetres,
      \.networkAccuracyMetres,
      \.fusedAccuracyMetres,
      \.unknownAccuracyMetres,
      \.fixTailShare,
      \.fixTailFactor,
      \.storeTailShare,
      \.storeTailFactor,
      \.multipathMetres,
      \.geocodeMedianMetres,
      \.geocodeLogDeviation,
      \.premisesRadiusMetres,
      \.staleAfterSeconds,
      \.cachedFixAgeSeconds,
      \.driftMetresPerSecond,
      \.trackReachSeconds,
      \.datumMixShare,
      \.mockRatio,
      \.roundedRatio,
      \.lateAfterSeconds,
      \.lateRatio,
      \.shortestDwellSeconds,
      \.shortDwellRatio,
      \.distanceRatio,
      \.suspiciousRatio,
      \.contradictedRatio,
      \.unverifiedRatio,
      \.verifyingRatio,
      \.verifiedPresence,
      \.plausiblePresence,
    ]
  }
}

extension CheckInVerifier {
  /// Judges a check-in with the rep's track as it comes.
  func verify(_ checkIn: CheckIn, store: Store?, track: [PositionFix]) -> Verification {
    verify(checkIn, store: store, track: track.isEmpty ? nil : Track(track))
  }
}
