import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

/// The table of transitions, the fingerprint of stores and the joining of histories.
struct TerritoryPlanTests {
  private typealias State = TerritoryPlan.State
  private typealias Action = TerritoryPlan.Action

  /// Every step that there is; what is not here must be refused.
  private static let steps: [(State, Action, State)] = [
    (.draft, .propose, .proposed), (.draft, .archive, .archived),
    (.proposed, .challenge, .proposed), (.proposed, .accept, .proposed),
    (.proposed, .decline, .proposed), (.proposed, .endorse, .proposed),
    (.proposed, .approve, .approved), (.proposed, .reject, .draft),
    (.proposed, .archive, .archived),
    (.approved, .schedule, .scheduled), (.approved, .apply, .active),
    (.approved, .reject, .draft), (.approved, .archive, .archived),
    (.scheduled, .schedule, .scheduled), (.scheduled, .apply, .active),
    (.scheduled, .reject, .draft), (.scheduled, .archive, .archived),
    (.active, .supersede, .archived), (.active, .rollBack, .archived),
    (.archived, .restore, .active),
  ]

  @Test func onlyTheStepsOfTheTableAreTaken() {
    for state in State.allCases {
      for action in Action.allCases {
        let expected = Self.steps.first { $0.0 == state && $0.1 == action }?.2
        #expect(action.state(from: state) == expected, "\(action) from \(state)")
      }
    }
  }

  @Test func everyStateIsReachedFromADraft() {
    var reached: Set<State> = [.draft]
    for _ in State.allCases {
      for (from, _, to) in Self.steps where reached.contains(from) { reached.insert(to) }
    }
    #expect(reached.count == State.allCases.count)
    #expect(Action.create.transition.to == .draft)
  }

  @Test func everyErrorIsOneSentence() throws {
    let place = PlanObstacles([
      .init(kind: .removed, id: "z"), .init(kind: .new, id: "b"), .init(kind: .new, id: "a"),
    ])
    #expect("\(place)" == "2 new: a, b; 1 removed: z")
    let many = PlanObstacles((0..<9).map { .init(kind: .moved, id: "s\($0)") })
    #expect("\(many)" == "9 moved: s0, s1, s2, s3, s4, …")
    #expect(
      "\(PlanError.wrongState(plan: 3, state: .draft, action: .reject))"
        == "plan 3 is draft, but rejecting needs one that is proposed, approved or scheduled"
    )
    for action in Action.allCases {
      let text = "\(PlanError.notPermitted(rep: ID("r1"), action: action))"
      #expect(text.hasPrefix("'r1' is not permitted to ") && !text.contains("\n"))
    }
  }

  // MARK: Fingerprints

  private static func fingerprint(_ stores: [(String, Double, Double, String?)]) throws -> String {
    var fingerprint = StoresFingerprint()
    for (id, longitude, latitude, territory) in stores {
      fingerprint.add(
        id: id,
        at: try Coordinate(longitude: longitude, latitude: latitude),
        territory: territory
      )
    }
    return fingerprint.description
  }

  @Test func fingerprintTellsStoresApartButNotTheirOrder() throws {
    let stores: [(String, Double, Double, String?)] = [
      ("a", 9, 47, "n"), ("b", 9.5, 47.5, nil), ("c", 0, 0, "s"),
    ]
    let whole = try Self.fingerprint(stores)
    #expect(try Self.fingerprint(stores.reversed()) == whole)
    #expect(whole.hasPrefix("3-") && whole.count == 18)
    // A zero has two signs and is one place.
    #expect(
      try Self.fingerprint([stores[0], stores[1], ("c", -0.0, -0.0, "s")]) == whole
    )
    let others: [[(String, Double, Double, String?)]] = [
      [stores[0], stores[1]],
      stores + [("d", 9, 47, nil)],
      [stores[0], stores[1], ("C", 0, 0, "s")],
      [stores[0], stores[1], ("c", 0.0000001, 0, "s")],
      [stores[0], stores[1], ("c", 0, 0, nil)],
      [stores[0], ("b", 9.5, 47.5, ""), stores[2]],
      // Longitude and latitude swapped, ids swapped, territories swapped.
      [stores[0], ("b", 47.5, 9.5, nil), stores[2]],
      [("b", 9, 47, "n"), ("a", 9.5, 47.5, nil), stores[2]],
      [("a", 9, 47, "s"), stores[1], ("c", 0, 0, "n")],
      [("a", 9, 47, "n"), ("a", 9, 47, "n"), ("c", 0, 0, "s")],
      // One é written in two ways is two ids, as everywhere.
    ]
    for other in others { #expect(try Self.fingerprint(other) != whole) }
    #expect(
      try Self.fingerprint([("\u{e9}", 1, 1, nil)])
        != Self.fingerprint([("e\u{301}", 1, 1, nil)])
    )
  }

  @Test func fingerprintIsTheSameOnEveryMachine() throws {
    #expect(try Self.fingerprint([]) == "0-0000000000000000")
    // Reckoned by a second implementation, in Python.
    #expect(try Self.fingerprint([("a", 9, 47, "n")]) == "1-65031f9986e06b35")
  }

  // MARK: History

  private static func time(_ day: Double) -> Date { Date(timeIntervalSince1970: day * 86_400) }

  @Test func historyJoinsTerritoriesAndOwners() {
    let history = StoreHistory(
      of: ID("s"),
      territories: [
        .init(at: Self.time(1), from: nil, to: "n", plan: nil),
        .init(at: Self.time(3), from: "n", to: "e", plan: 7),
      ],
      owners: [
        .init(at: Self.time(2), from: "r1", to: "r2", plan: 6),
        .init(at: Self.time(3), from: "r2", to: nil, plan: 7),
      ],
      present: .init(from: nil, until: nil, territory: "e", owner: nil, plan: nil)
    )
    func day(_ time: Date?, _ none: Double) -> Double {
      time.map { $0.timeIntervalSince1970 / 86_400 } ?? none
    }
    let rows = history.intervals.map { interval -> String in
      let times = "\(day(interval.from, 0)) \(day(interval.until, 9))"
      let owner = interval.owner?.rawValue ?? "-"
      return "\(times) \(interval.territory ?? "-") \(owner) \(interval.plan ?? 0)"
    }
    #expect(
      rows == ["0.0 1.0 - r1 0", "1.0 2.0 n r1 0", "2.0 3.0 n r2 6", "3.0 9.0 e - 7"]
    )
    #expect(history.isUpToDate)
    func territories(_ start: Double, _ end: Double) -> [String?] {
      history.intervals.filter { $0.overlaps(from: Self.time(start), until: Self.time(end)) }
        .map(\.territory)
    }
    #expect(territories(0.5, 0.5) == [nil])
    // The moment of a change belongs to what follows.
    #expect(territories(1, 1) == ["n"])
    #expect(territories(2.5, 3) == ["n"])
    #expect(territories(2.5, 3.5) == ["n", "e"])
    #expect(territories(50, 50) == ["e"])
  }

  @Test func historyOfAStoreThatNeverChangedIsItsPresent() {
    let present = StoreHistory.Interval(
      from: nil,
      until: nil,
      territory: "n",
      owner: ID("r1"),
      plan: nil
    )
    let history = StoreHistory(of: ID("s"), territories: [], owners: [], present: present)
    #expect(history.intervals == [present])
    #expect(history.isUpToDate)
  }

  @Test func historySaysWhenAnImportWentBehindItsBack() {
    let history = StoreHistory(
      of: ID("s"),
      territories: [.init(at: Self.time(1), from: nil, to: "n", plan: nil)],
      owners: [],
      present: .init(from: nil, until: nil, territory: "e", owner: nil, plan: nil)
    )
    #expect(!history.isUpToDate)
    #expect(history.intervals.last?.territory == "n")
  }

  @Test func placesAreToldApartAsFarAsTheyAreWritten() throws {
    try forEverySeed(0..<2_000) { seed, random in
      let longitude = random.double(in: -179...179)
      let latitude = random.double(in: -89...89)
      let place = try Coordinate(longitude: longitude, latitude: latitude)
      let former = StoresFingerprint.place(id: "s", at: place)
      func isSame(_ dx: Double, _ dy: Double, id: String = "s") throws -> Bool {
        let place = try Coordinate(longitude: longitude + dx, latitude: latitude + dy)
        return StoresFingerprint.isSame(id: id, at: place, as: former)
      }
      let step = random.double(in: -0.999e-7...0.999e-7)
      #expect(try isSame(0, 0) && isSame(step, -step) && isSame(step, step), "seed \(seed)")
      #expect(try !isSame(2.01e-7, 0) && !isSame(0, -2.01e-7) && !isSame(0, 0, id: "t"))
    }
  }

  /// Plans in databases of before have the place to the last bit of its degrees.
  @Test func placesInDatabasesOfBeforeAreKnown() throws {
    func mix(_ number: UInt64) -> UInt64 {
      var generator = SplitMix64(seed: number)
      return generator.next()
    }
    let place = try Coordinate(longitude: 9.123_456_789, latitude: 47.5)
    // FNV-1a of the one byte of the id.
    let id = (0xcbf2_9ce4_8422_2325 ^ UInt64(0x61)) &* 0x100_0000_01b3
    let former = mix(mix(id ^ place.longitude.bitPattern) ^ place.latitude.bitPattern)
    #expect(StoresFingerprint.isSame(id: "a", at: place, as: former))
    #expect(!StoresFingerprint.isSame(id: "b", at: place, as: former))
    let moved = try Coordinate(longitude: 9.123_457, latitude: 47.5)
    #expect(!StoresFingerprint.isSame(id: "a", at: moved, as: former))
  }
}
