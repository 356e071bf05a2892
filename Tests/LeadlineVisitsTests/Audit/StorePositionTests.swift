import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct StorePositionTests {
  private static let day = 1_440.0

  /// Some metres of noise, so that no two fixes are equal.
  private func noise(_ generator: inout SplitMix64) -> (east: Double, north: Double) {
    (8 * World.normal(&generator), 8 * World.normal(&generator))
  }

  /// A store at the origin that is really some metres east of it, and visits there on some days.
  private func visits(
    by reps: [String],
    days: Range<Int>,
    east: Double,
    to world: inout AuditWorld,
    store: String = "s",
    _ generator: inout SplitMix64
  ) {
    for day in days {
      let offset = noise(&generator)
      let rep = reps[day % reps.count]
      world.addCheckIn(
        "\(store)-\(rep)-\(day)",
        rep: rep,
        store: store,
        minutes: Double(day) * Self.day + 7,
        east: east + offset.east,
        north: offset.north
      )
    }
  }

  @Test func wrongPinThatOthersShowExcuses() throws {
    try forEverySeed(0..<20) { seed, generator in
      var world = AuditWorld()
      world.addStore("s")
      visits(by: ["a", "b", "c"], days: 0..<6, east: 900, to: &world, &generator)
      for (id, answer) in try world.audit() {
        #expect(answer.verdict == .verified, "seed \(seed), \(id): \(answer)")
        #expect(answer.ratios[.storeMoved] == 0)
        #expect(answer.ratios[.tooFar] == nil)
        let numbers = try #require(answer.numbers[.storeMoved])
        #expect(abs(numbers[0] - 900) < 60 && numbers[1] < 60 && numbers[2] >= 2)
      }
    }
  }

  @Test func wrongPinThatOnlyTheOwnVisitsShowClearsButDoesNotVouch() throws {
    try forEverySeed(0..<20) { seed, generator in
      var world = AuditWorld()
      world.addStore("s")
      visits(by: ["a"], days: 0..<4, east: 1_500, to: &world, &generator)
      for (id, answer) in try world.audit() {
        #expect(!answer.verdict.isAccusing, "seed \(seed), \(id): \(answer)")
        #expect(answer.verdict != .verified)
        #expect(answer.numbers[.storeMoved]?.last == 3)
      }
    }
  }

  @Test func aFixNeverVouchesForItself() throws {
    var world = AuditWorld()
    world.addStore("s")
    world.addCheckIn("once", east: 1_500, north: 3)
    world.addCheckIn("again the same day", minutes: 60, east: 1_502, north: 1)
    for answer in try world.audit().values {
      #expect(answer.verdict == .unverifiable && answer.score > 2.5)
      #expect(answer.ratios[.storeMoved] == nil && answer.ratios[.tooFar] != nil)
    }
  }

  @Test func manyStoresClaimedFromHomeGainNothing() throws {
    try forEverySeed(0..<20) { seed, generator in
      var world = AuditWorld()
      for store in 0..<20 {
        let far = World.offset(generator.double(in: 1_500...6_000), &generator)
        world.addStore("s\(store)", east: far.x, north: far.y)
        visits(by: ["a"], days: 0..<4, east: 0, to: &world, store: "s\(store)", &generator)
      }
      // Nor does it teach the place to others, who were there.
      visits(by: ["b"], days: 5..<6, east: 0, to: &world, store: "s0", &generator)
      for (id, answer) in try world.audit() {
        // The other rep was there once only, and can't be accused by that alone.
        #expect(answer.verdict.isAccusing || id == "s0-b-5", "seed \(seed), \(id): \(answer)")
        #expect(answer.verdict != .verified && answer.verdict != .plausible)
        #expect(answer.ratios[.storeMoved] == nil)
      }
    }
  }

  @Test func aStoreClaimedFromTheKnownHomeIsNoMovedStore() throws {
    var generator = SplitMix64(seed: 3)
    var world = AuditWorld()
    world.addStore("s")
    world.homes["a"] = World.place(east: 2_000, north: 30)
    visits(by: ["a"], days: 0..<5, east: 2_000, to: &world, &generator)
    let answers = try world.audit()
    #expect(answers.values.allSatisfy { $0.verdict.isAccusing })
  }

  @Test func aShopThatMovesOnDayTwelveIsFollowed() throws {
    try forEverySeed(0..<20) { seed, generator in
      var world = AuditWorld()
      world.addStore("s")
      visits(by: ["a", "b", "c"], days: 0..<12, east: 0, to: &world, &generator)
      visits(by: ["a", "b", "c"], days: 12..<24, east: 1_200, to: &world, &generator)
      // Claimed from the old shop after the move.
      world.addCheckIn("late", rep: "d", minutes: 18 * Self.day, east: 4, north: 2)
      let answers = try world.audit()
      for (id, answer) in answers where id != "late" {
        #expect(answer.verdict == .verified, "seed \(seed), \(id): \(answer)")
      }
      #expect(answers["late"]?.verdict.isAccusing == true, "seed \(seed)")
      let audit = try world.whole()
      for (day, east) in [(6.0, 0.0), (18, 1_200)] {
        let (place, reps) = audit.context.places.place(
          of: 0,
          without: -1,
          at: World.noon.timeIntervalSinceReferenceDate + day * 86_400
        )
        let error = Geodesic.distance(place.coordinate, World.place(east: east)).metres
        #expect(error < 25 && reps >= 3, "seed \(seed): \(error) m")
      }
    }
  }

  @Test func movedStoreVisitedByItsOwnerAloneIsCleared() throws {
    try forEverySeed(0..<20) { seed, generator in
      var world = AuditWorld()
      world.addStore("s")
      visits(by: ["a"], days: 0..<4, east: 0, to: &world, &generator)
      visits(by: ["a"], days: 4..<8, east: 1_200, to: &world, &generator)
      for (id, answer) in try world.audit() {
        #expect(!answer.verdict.isAccusing, "seed \(seed), \(id): \(answer)")
      }
    }
  }

  @Test func storeThatMovedDownTheStreetIsCleared() throws {
    try forEverySeed(0..<10) { seed, generator in
      var world = AuditWorld()
      world.addStore("s", accuracyMetres: 10)
      visits(by: ["a"], days: 0..<3, east: 0, to: &world, &generator)
      visits(by: ["a"], days: 4..<8, east: 170, to: &world, &generator)
      for (id, answer) in try world.audit() {
        #expect(!answer.verdict.isAccusing, "seed \(seed), \(id): \(answer)")
      }
    }
  }

  @Test func visitsNowHereNowThereAreNoMove() throws {
    var generator = SplitMix64(seed: 3)
    var world = AuditWorld()
    world.addStore("s")
    for day in 0..<8 {
      visits(
        by: ["a"],
        days: day..<(day + 1),
        east: day % 2 == 0 ? 0 : 1_200,
        to: &world,
        &generator
      )
    }
    let answers = try world.audit()
    for day in stride(from: 3, to: 6, by: 2) {
      #expect(answers["s-a-\(day)"]?.verdict.isAccusing == true)
    }
  }

  @Test func ownEditIsNoEvidenceButAnothersIs() throws {
    for editor in ["a", "b"] {
      var world = AuditWorld()
      // The record as it stands after the edit.
      world.addStore("s", east: 2_000)
      world.addEdit("s", by: editor, minutes: 100, from: (0, 0), to: (2_000, 0))
      world.addCheckIn("before", rep: "a", minutes: 10, east: 6, north: 5)
      world.addCheckIn("after", rep: "a", minutes: 200, east: 2_004, north: -3)
      let answers = try world.audit()
      #expect(answers["before"]?.verdict == .verified)
      let after = try #require(answers["after"])
      #expect(after.verdict.isAccusing == (editor == "a"))
      #expect((after.verdict == .verified) == (editor == "b"))
    }
  }

  @Test func confirmingVisitsNeverRaiseAnothersSuspicion() throws {
    try forEverySeed(0..<60) { seed, generator in
      var world = AuditWorld()
      world.addStore("s")
      let error = World.geocodeError(&generator)
      func visit(_ id: String, _ rep: String, _ world: inout AuditWorld) {
        let accuracy = generator.double(in: 5...30)
        let fix = World.fixError(accuracy, &generator)
        world.addCheckIn(
          id,
          rep: rep,
          minutes: Double(world.checkIns.count) * 1_500,
          east: error.x + fix.x,
          north: error.y + fix.y,
          accuracyMetres: accuracy
        )
      }
      visit("judged", "a", &world)
      var last = try #require(try world.audit()["judged"])
      for other in ["b", "c", "d", "e"] {
        visit(other, other, &world)
        let answer = try #require(try world.audit()["judged"])
        #expect(
          answer.verdict.isAccusing ? last.verdict.isAccusing : true,
          "seed \(seed): \(last) became \(answer)"
        )
        #expect(answer.score <= max(last.score, 2.5), "seed \(seed)")
        last = answer
      }
    }
  }

  @Test func accusedCheckInsInOneMarketSharePremises() throws {
    var world = AuditWorld()
    world.addStore("s0", east: 0)
    world.addStore("s1", east: 45)
    world.addStore("s2", east: 70)
    world.addStore("far", east: 700)
    for store in 0..<3 {
      world.addCheckIn("c\(store)", store: "s\(store)", minutes: Double(store) * 12, east: 31) {
        $0.mock = store < 2
      }
    }
    world.addCheckIn("elsewhere", store: "far", minutes: 40, east: 31) { $0.mock = true }
    let answers = try world.audit()
    #expect(answers["c0"]?.numbers[.sharedPremises]?.first == 3)
    #expect(answers["c1"]?.ratios[.sharedPremises] == 0)
    #expect(answers["elsewhere"]?.ratios[.mockLocation] != nil)
    #expect(answers["elsewhere"]?.ratios[.sharedPremises] == nil)
    #expect(answers["c2"]?.ratios == [:], "there is nothing to excuse")
  }

  @Test func thinnedWitnessesStillTell() throws {
    var generator = SplitMix64(seed: 8)
    var world = AuditWorld()
    world.addStore("s")
    visits(by: ["a", "b", "c", "d"], days: 0..<300, east: 800, to: &world, &generator)
    let answers = try world.audit()
    #expect(answers.values.allSatisfy { $0.verdict == .verified })
  }

  /// What others saw there does not speak for one who claims several stores from one spot; nor does
  /// it speak against.
  @Test func othersAtASharedSpotChangeNothing() throws {
    func world(others: Int) -> AuditWorld {
      var world = AuditWorld()
      world.addStore("s")
      // Six far stores are too many for the spot to be somebody's shop.
      for store in 0..<5 { world.addStore("t\(store)", east: -2_000, north: Double(store) * 900) }
      for day in 0..<3 {
        let minutes = Double(day) * 1_440
        world.addCheckIn("s\(day)", store: "s", minutes: minutes, east: 1_500, north: 5)
        for store in 0..<5 {
          world.addCheckIn(
            "t\(store)-\(day)",
            store: "t\(store)",
            minutes: minutes + 200 + Double(store) * 45,
            east: 1_505 + Double(store),
            north: Double(day)
          )
        }
      }
      for other in 0..<others {
        let minutes = Double(other) * 1_440 + 300
        world.addCheckIn("o\(other)", rep: "o\(other)", minutes: minutes, east: 1_502, north: 8)
      }
      return world
    }
    let alone = try #require(try world(others: 0).audit()["s1"]?.ratios[.tooFar])
    for others in 1..<4 {
      let among = try world(others: others).audit()["s1"]?.ratios[.tooFar] ?? 0
      #expect(abs(among - alone) < 0.05, "\(others) others: \(alone) became \(among)")
    }
  }
}
