import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct VerificationRuleTests {
  private let verifier = CheckInVerifier()

  /// One case: a check-in, what must be said of it and what must not.
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var checkIn: CheckIn
    var storeAccuracy: Double?
    var track: [PositionFix] = []
    var verdicts: [Verdict]
    var reasons: [Reason]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "at the store",
      checkIn: World.checkIn(east: 15),
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "stated radius 0",
      checkIn: World.checkIn(east: 15, accuracyMetres: 0),
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "in a mall, pin at its other end",
      checkIn: World.checkIn(east: 160, accuracyMetres: 35),
      verdicts: [.verified, .plausible],
      reasons: []
    ),
    Case(
      name: "geocode off by 300 m",
      checkIn: World.checkIn(east: 300),
      verdicts: [.plausible],
      reasons: []
    ),
    Case(
      name: "300 m from a surveyed store",
      checkIn: World.checkIn(east: 300),
      storeAccuracy: 5,
      verdicts: [.contradicted],
      reasons: [.tooFar]
    ),
    Case(
      name: "two kilometres off",
      checkIn: World.checkIn(east: 2_000),
      verdicts: [.contradicted],
      reasons: [.tooFar]
    ),
    Case(
      name: "a cell of 1 km, at 900 m",
      checkIn: World.checkIn(east: 900, accuracyMetres: 1_000, provider: .network),
      verdicts: [.unverifiable],
      reasons: [.poorAccuracy]
    ),
    Case(
      name: "a cell of 1 km, at 60 km",
      checkIn: World.checkIn(east: 60_000, accuracyMetres: 1_000, provider: .network),
      verdicts: [.suspicious],
      reasons: [.tooFar, .poorAccuracy]
    ),
    Case(
      name: "radius of 1,000 km",
      checkIn: World.checkIn(east: 0, accuracyMetres: 1e6),
      verdicts: [.unverifiable],
      reasons: [.poorAccuracy]
    ),
    Case(
      name: "no position",
      checkIn: World.checkIn(east: nil),
      verdicts: [.unverifiable],
      reasons: [.noPosition]
    ),
    Case(
      name: "fix a minute old",
      checkIn: World.checkIn(east: 15, fixAge: 60),
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "fix an hour old, 20 km off",
      checkIn: World.checkIn(east: 20_000, fixAge: 3_600),
      verdicts: [.unverifiable],
      reasons: [.staleFix]
    ),
    Case(
      name: "fix an hour late, 20 km off",
      checkIn: World.checkIn(east: 20_000, fixAge: -3_600),
      verdicts: [.unverifiable],
      reasons: [.staleFix]
    ),
    Case(
      name: "cached fix without time",
      checkIn: World.checkIn(east: 3_000, provider: .cached),
      verdicts: [.unverifiable],
      reasons: [.staleFix]
    ),
    Case(
      name: "fix five minutes old, 300 km off",
      checkIn: World.checkIn(east: 300_000, fixAge: 300),
      verdicts: [.suspicious, .contradicted],
      reasons: [.tooFar, .staleFix]
    ),
    Case(
      name: "made-up position at the store",
      checkIn: World.checkIn(east: 5, mock: true),
      verdicts: [.suspicious],
      reasons: [.mockLocation]
    ),
    Case(
      name: "not made up, said by the phone",
      checkIn: World.checkIn(east: 5, mock: false),
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "made-up position far off",
      checkIn: World.checkIn(east: 5_000, mock: true),
      verdicts: [.contradicted],
      reasons: [.tooFar, .mockLocation]
    ),
    Case(
      name: "sent the same evening",
      checkIn: World.checkIn(submittedAfter: 8 * 3_600),
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "sent after three days",
      checkIn: World.checkIn(submittedAfter: 3 * 86_400),
      verdicts: [.verified],
      reasons: [.lateEntry]
    ),
    Case(
      name: "sent before it happened",
      checkIn: World.checkIn(submittedAfter: -3 * 86_400),
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "left after half an hour",
      checkIn: World.checkIn(leftAfter: 1_800),
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "left at once",
      checkIn: World.checkIn(leftAfter: 20),
      verdicts: [.plausible],
      reasons: [.shortDwell]
    ),
    Case(
      name: "left before arriving",
      checkIn: World.checkIn(leftAfter: -20),
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "track at the store",
      checkIn: World.checkIn(),
      track: [World.fix(after: 60, east: 10), World.fix(after: -60, east: -10)],
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "track 8 km away, fix at the store",
      checkIn: World.checkIn(),
      track: [
        World.fix(after: 20, east: 8_000), World.fix(after: -20, east: 8_000),
        World.fix(after: 20, east: 8_000),
      ],
      verdicts: [.contradicted],
      reasons: [.offTrack]
    ),
    Case(
      name: "track 8 km away, no position",
      checkIn: World.checkIn(east: nil),
      track: [World.fix(after: 20, east: 8_000), World.fix(after: -20, east: 8_000)],
      verdicts: [.contradicted],
      reasons: [.offTrack, .noPosition]
    ),
    Case(
      name: "one spike in the track",
      checkIn: World.checkIn(),
      track: [World.fix(after: 10, east: 8_000), World.fix(after: -10, east: 3)],
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "track with a gap of 20 minutes",
      checkIn: World.checkIn(),
      track: [World.fix(after: -600, east: 8_000), World.fix(after: 600, east: 8_000)],
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "driving past at 30 m/s between sparse fixes",
      checkIn: World.checkIn(),
      track: [World.fix(after: -200, east: -6_000), World.fix(after: 200, east: 6_000)],
      verdicts: [.verified],
      reasons: []
    ),
    Case(
      name: "track of another day",
      checkIn: World.checkIn(),
      track: [World.fix(after: 86_400, east: 8_000)],
      verdicts: [.verified],
      reasons: []
    ),
  ]

  @Test(arguments: cases) func caseIsJudged(_ row: Case) {
    let result = verifier.verify(
      row.checkIn,
      store: World.store(accuracyMetres: row.storeAccuracy),
      track: row.track
    )
    #expect(row.verdicts.contains(result.verdict), "\(result)")
    #expect(result.reasons == row.reasons, "\(result)")
    #expect((result.presence == nil) == (row.checkIn.coordinate == nil))
  }

  @Test(arguments: [
    (121.47, 31.23, 2), (121.474, 31.230, 3), (121.4736, 31.2304, 4), (121, 31, 0),
  ])
  func fewDecimalsAreAWeakSign(longitude: Double, latitude: Double, decimals: Double) throws {
    var checkIn = World.checkIn()
    checkIn.coordinate = try Coordinate(longitude: longitude, latitude: latitude)
    var store = World.store()
    store.coordinate = try Coordinate(longitude: longitude, latitude: latitude)
    let result = verifier.verify(checkIn, store: store)
    #expect(result.reasons == [.roundedCoordinates])
    #expect(result.findings.first?.evidence == [.init("decimals", decimals)])
    #expect(result.verdict == (decimals < 2 ? .unverifiable : .plausible))
  }

  @Test func fiveDecimalsAreNotRounded() throws {
    var checkIn = World.checkIn()
    for (longitude, latitude) in [(121.473_61, 31.230_4), (121.473_6, 31.230_41)] {
      checkIn.coordinate = try Coordinate(longitude: longitude, latitude: latitude)
      #expect(verifier.verify(checkIn, store: World.store()).reasons.isEmpty)
    }
  }

  @Test func roundedFixIsNotTooFar() throws {
    var checkIn = World.checkIn()
    checkIn.coordinate = try Coordinate(longitude: 121.47, latitude: 31.23)
    let result = verifier.verify(checkIn, store: World.store(accuracyMetres: 5))
    #expect(try #require(result.distance).metres > 300)
    #expect(result.reasons == [.roundedCoordinates])
  }

  @Test func datumShiftExcuses() throws {
    let shifted = CheckInVerifier(shiftedReadings: { coordinate in
      [
        ShiftedReading(
          datum: .gcj02,
          coordinate: World.place(east: -450, north: 250, of: coordinate)
        ),
        ShiftedReading(
          datum: .bd09,
          coordinate: World.place(east: -900, north: 500, of: coordinate)
        ),
      ]
    })
    var checkIn = World.checkIn()
    checkIn.coordinate = World.place(east: 460, north: -245)
    let plain = verifier.verify(checkIn, store: World.store(accuracyMetres: 20))
    #expect(plain.verdict == .contradicted && plain.reasons == [.tooFar])
    let excused = shifted.verify(checkIn, store: World.store(accuracyMetres: 20))
    #expect([.verified, .plausible].contains(excused.verdict))
    #expect(excused.reasons == [.datumMixed])
    #expect(excused.distance == plain.distance)
    // As far, but in another direction: no coincidence, no excuse.
    checkIn.coordinate = World.place(east: -460, north: -245)
    #expect(shifted.verify(checkIn, store: World.store(accuracyMetres: 20)).reasons == [.tooFar])
    // At the store: nothing to excuse.
    checkIn.coordinate = World.place(east: 10)
    #expect(shifted.verify(checkIn, store: World.store(accuracyMetres: 20)).reasons.isEmpty)
  }

  /// The distances that the policy's documentation states.
  @Test func verdictsFollowDistance() {
    let expected: [(Double, Verdict)] = [
      (140, .verified), (160, .plausible), (450, .plausible), (470, .unverifiable),
      (550, .unverifiable), (570, .suspicious), (790, .suspicious), (810, .contradicted),
    ]
    for (metres, verdict) in expected {
      let result = verifier.verify(World.checkIn(east: metres), store: World.store())
      #expect(result.verdict == verdict, "at \(metres) m")
    }
  }

  @Test func unknownStoreIsUnverifiable() {
    let result = verifier.verify(World.checkIn(), store: nil)
    #expect(result.verdict == .unverifiable)
    #expect(result.presence == nil && result.distance == nil && result.reasons.isEmpty)
  }

  @Test func unusableRadiiCountAsMissing() {
    let missing = verifier.verify(World.checkIn(accuracyMetres: nil), store: World.store())
    for radius in [-1, .nan, .infinity] {
      let result = verifier.verify(
        World.checkIn(accuracyMetres: radius),
        store: World.store(accuracyMetres: radius)
      )
      #expect(result == missing)
    }
  }

  @Test func rulesFollowTheOrderOfReasons() {
    let reasons = VerificationRules.all.map { $0.facts.reason }
    #expect(reasons == Reason.allCases.filter(reasons.contains))
  }

  @Test func defaultPolicyHasNoProblems() {
    #expect(VerificationPolicy().problems().isEmpty)
    var policy = VerificationPolicy()
    policy.priorPresence = 1.5
    policy.suspiciousRatio = 9
    policy.driftMetresPerSecond = -.infinity
    policy.geocodeLogDeviation = .nan
    #expect(policy.problems().count == 4)
  }

  @Test func noVerifierIsMadeOfAPolicyWithProblems() {
    var policy = VerificationPolicy()
    policy.mockRatio = .nan
    policy.fixTailShare = 0
    let problems = policy.problems()
    #expect(problems.count == 2)
    #expect(throws: VisitsError.unusablePolicy(problems: problems)) {
      try CheckInVerifier(policy: policy)
    }
    policy.mockRatio = 4.25
    policy.fixTailShare = 0.2
    #expect(throws: Never.self) { try CheckInVerifier(policy: policy) }
  }
}
