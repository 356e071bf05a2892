import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct OwnVisitsTests {
  private static let day = 1_440.0

  /// A rep's visits to ten stores, 2 km from each other, on eight days each; the one to the first store on
  /// the fifth day is "c".
  private func world(
    _ generator: inout SplitMix64,
    scatter: Double = 1,
    _ change: (_ store: Int, _ day: Int, inout CheckIn) -> Void = { _, _, _ in }
  ) -> AuditWorld {
    var world = AuditWorld()
    for store in 0..<10 {
      world.addStore("s\(store)", east: Double(store) * 2_000)
      for day in 0..<8 {
        let error = World.fixError(8 * scatter, &generator)
        world.addCheckIn(
          store == 0 && day == 4 ? "c" : "c\(store)-\(day)",
          store: "s\(store)",
          minutes: Double(day) * Self.day + Double(store) * 40,
          east: Double(store) * 2_000 + 15 + error.x,
          north: error.y,
          accuracyMetres: 8
        ) { change(store, day, &$0) }
      }
    }
    return world
  }

  private func shift(_ metres: Double) -> (Int, Int, inout CheckIn) -> Void {
    { store, day, checkIn in
      guard store == 0 && day == 4 else { return }
      checkIn.coordinate = World.place(east: 15 - metres)
    }
  }

  @Test func fixOfTheNextCornerSpeaksAgainstAVisitToAStoreKnownFromOtherDays() throws {
    try forEverySeed(0..<10) { seed, generator in
      let answers = try world(&generator, shift(220)).audit()
      let answer = try #require(answers["c"])
      #expect(answer.ratios[.tooFar] ?? 0 >= 3, "seed \(seed): \(answer)")
      #expect(answer.presence ?? 1 < 0.9)
      for (id, other) in answers where id != "c" {
        #expect(other.ratios[.tooFar] == nil, "seed \(seed), \(id)")
      }
    }
  }

  @Test func reflectionBetweenBuildingsAccusesNobody() throws {
    try forEverySeed(0..<10) { seed, generator in
      let answer = try #require(try world(&generator, shift(70)).audit()["c"])
      #expect(answer.ratios[.tooFar] == nil, "seed \(seed): \(answer)")
    }
  }

  @Test func phoneThatIsExactAtAllOtherVisitsIsBelievedInTheNextDoorway() throws {
    try forEverySeed(0..<5) { seed, generator in
      let near = try #require(try world(&generator, shift(120)).audit()["c"])
      #expect(near.ratios[.tooFar] ?? 0 > 1, "seed \(seed): \(near)")
    }
  }

  /// What speaks against a fix 120 m off, by how exact it says to be.
  private func ratio(
    _ accuracyMetres: Double,
    _ provider: CheckIn.Provider?,
    _ generator: SplitMix64
  ) throws -> Double {
    var generator = generator
    let world = world(&generator) { store, day, checkIn in
      guard store == 0 && day == 4 else { return }
      checkIn.coordinate = World.place(east: -105)
      checkIn.accuracyMetres = accuracyMetres
      checkIn.provider = provider
    }
    return try world.audit()["c"]?.ratios[.tooFar] ?? 0
  }

  @Test func fixMoreExactThanWallsAllowIsFromTheStreet() throws {
    try forEverySeed(0..<5) { seed, generator in
      let (inside, outside) = (
        try ratio(8, .gps, generator), try ratio(3, .gps, generator)
      )
      #expect(outside > inside + 0.7, "seed \(seed): \(outside), \(inside)")
    }
  }

  @Test func cachedFixThatDoesNotSaySoIsNotTakenForOneFromTheStreet() throws {
    try forEverySeed(0..<5) { seed, generator in
      let (silent, fresh) = (try ratio(3, nil, generator), try ratio(3, .gps, generator))
      #expect(silent < fresh, "seed \(seed): \(silent), \(fresh)")
    }
  }

  @Test func badPhoneThatAlwaysErrsMoreThanItStatesAccusesNobody() throws {
    try forEverySeed(0..<10) { seed, generator in
      let answers = try world(&generator, scatter: 8) { store, day, checkIn in
        guard store == 0 && day == 4 else { return }
        checkIn.coordinate = World.place(east: 15 - 130)
      }.audit()
      #expect(answers.values.allSatisfy { !$0.verdict.isAccusing }, "seed \(seed)")
    }
  }

  @Test func storeVisitedOnceMayBeAnywhereAroundItsPin() throws {
    var generator = SplitMix64(seed: 3)
    var world = world(&generator)
    world.addStore("once", east: -900)
    world.addCheckIn("d", store: "once", minutes: 9 * Self.day, east: -1_120, accuracyMetres: 8)
    #expect(try world.audit()["d"]?.ratios[.tooFar] == nil)
  }

  @Test func movedStoreIsWhereTheVisitsAfterTheMoveFindIt() throws {
    var generator = SplitMix64(seed: 4)
    let answers = try world(&generator) { store, day, checkIn in
      guard store == 0 && day >= 4 else { return }
      checkIn.coordinate = World.place(east: -220 + Double(day))
    }.audit()
    for id in ["c", "c0-5", "c0-6", "c0-7"] {
      let answer = try #require(answers[id])
      #expect(!answer.verdict.isAccusing, "\(id): \(answer)")
    }
  }

  @Test func trackAtTheNextCornerSpeaksAgainstAVisitWithoutAFix() throws {
    var generator = SplitMix64(seed: 5)
    var world = world(&generator) { store, day, checkIn in
      if store == 0 && day == 4 { checkIn.coordinate = nil }
    }
    for minute in -30...30 {
      world.fixes["r", default: []].append(
        World.fix(after: (4 * Self.day + Double(minute)) * 60, east: -250)
      )
    }
    let answer = try #require(try world.audit()["c"])
    #expect(answer.ratios[.offTrack] ?? 0 >= 3)
  }

  @Test func trackAtAStoreWithoutOtherVisitsIsJudgedByThePinAlone() throws {
    var world = AuditWorld()
    world.addStore("s")
    world.addCheckIn("c", east: nil)
    for minute in -30...30 {
      world.fixes["r", default: []].append(World.fix(after: Double(minute) * 60, east: -250))
    }
    #expect(try world.audit()["c"]?.ratios[.offTrack] == nil)
  }

  /// Adds a track that stays some metres east of `World.origin` on the fifth day.
  private func sitting(at east: Double, _ world: inout AuditWorld) {
    for minute in -60...190 {
      // It leaves in the end, so that the stay has one.
      let place = minute > 100 ? east + 5_000 : east
      world.fixes["r", default: []].append(
        World.fix(after: (4 * Self.day + Double(minute)) * 60, east: place)
      )
    }
  }

  /// A rep's visits to two stores 300 m apart on eight days, on the fifth with coarse fixes.
  private func neighbours(_ generator: inout SplitMix64) -> AuditWorld {
    var world = AuditWorld()
    for (store, east) in [("a", 0.0), ("b", 300)] {
      world.addStore(store, east: east)
      for day in 0..<8 {
        let error = World.fixError(8, &generator)
        world.addCheckIn(
          "\(store)\(day)",
          store: store,
          minutes: Double(day) * Self.day + (store == "a" ? 0 : 60),
          east: (day == 4 ? 150 : east) + error.x,
          north: error.y,
          accuracyMetres: day == 4 ? 150 : 8
        )
      }
    }
    return world
  }

  @Test func trackThatStaysBetweenTwoStoresSpeaksAgainstCoarseVisitsToBoth() throws {
    var generator = SplitMix64(seed: 6)
    var world = neighbours(&generator)
    sitting(at: 150, &world)
    let answers = try world.audit()
    for id in ["a4", "b4"] {
      #expect(answers[id]?.ratios[.onePlaceManyStores] ?? 0 >= 2)
    }
    #expect(answers["a3"]?.ratios[.onePlaceManyStores] == nil)
  }

  @Test func stallsUnderOneRoofAreOnePlace() throws {
    var generator = SplitMix64(seed: 7)
    var world = neighbours(&generator)
    sitting(at: 20, &world)
    #expect(try world.audit()["a4"]?.ratios[.onePlaceManyStores] == nil)
  }
}
