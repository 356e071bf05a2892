import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

struct PinMovedRuleTests {
  /// A store in town that `a` has visited at its place on six days; the home of `a` is 4 km off.
  private func world(colleague: Bool = false) -> AuditWorld {
    var world = AuditWorld()
    world.addStore("s")
    world.homes["a"] = World.place(east: 4_000)
    for day in 0..<6 {
      world.addCheckIn("old-\(day)", rep: "a", minutes: Double(day) * 1_440, east: 8)
      if colleague {
        world.addCheckIn("b-\(day)", rep: "b", minutes: Double(day) * 1_440 + 300, east: -6)
      }
    }
    return world
  }

  /// Check-ins of `a` where the pin lies now.
  private func visit(_ world: inout AuditWorld, east: Double) {
    for day in 8..<14 {
      world.addCheckIn("new-\(day)", rep: "a", minutes: Double(day) * 1_440, east: east + 5)
    }
  }

  private func ratio(_ world: AuditWorld, _ id: String) throws -> Double? {
    try world.audit()[id]?.ratios[.pinMoved]
  }

  @Test func pinMovedHomeIsSuspicious() throws {
    var world = world()
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 4_010)
    visit(&world, east: 4_000)
    #expect((try ratio(world, "new-9") ?? 0) >= 3)
    #expect(try ratio(world, "old-3") == nil)
  }

  @Test func pinMovedWhileAColleagueStillFindsTheShopIsSuspicious() throws {
    var world = world(colleague: true)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 900)
    visit(&world, east: 900)
    world.addCheckIn("b-10", rep: "b", minutes: 10 * 1_440, east: 12)
    #expect((try ratio(world, "new-12") ?? 0) >= 3)
  }

  @Test func smallStepsAddUp() throws {
    var world = world()
    for step in 1...5 {
      world.movePin("s", rep: "a", minutes: Double(7 * 1_440 + step), toEast: 100 * Double(step))
    }
    visit(&world, east: 500)
    let stepwise = try #require(try ratio(world, "new-9"))
    var once = self.world()
    once.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 500)
    visit(&once, east: 500)
    #expect(stepwise > (try ratio(once, "new-9") ?? 9))
  }

  @Test func pinsOfSeveralStoresMovedToOnePlaceAreSuspicious() throws {
    var world = world()
    world.addStore("t", east: 1_500)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 2_500)
    world.movePin("t", rep: "a", minutes: 7 * 1_440 + 5, toEast: 2_540)
    visit(&world, east: 2_500)
    let single = try #require(try ratio(world, "new-9"))
    // Two customers may well move into one street.
    #expect(single >= 2 && single < 3)
    world.addStore("u", east: -1_500)
    world.movePin("u", rep: "a", minutes: 7 * 1_440 + 9, toEast: 2_520)
    #expect((try ratio(world, "new-9") ?? 0) >= 3)
  }

  @Test func pinsMovedOnlyNearEnoughToPassAreSuspicious() throws {
    var world = world()
    world.addStore("t", east: 1_500)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 2_420)
    world.movePin("t", rep: "a", minutes: 7 * 1_440 + 5, toEast: 2_590)
    world.addStore("u", east: -1_500)
    world.movePin("u", rep: "a", minutes: 7 * 1_440 + 9, toEast: 2_520)
    visit(&world, east: 2_505)
    #expect((try ratio(world, "new-9") ?? 0) >= 3)
  }

  @Test func movedStoreThatColleaguesFollowIsNoMark() throws {
    var world = world(colleague: true)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 900)
    visit(&world, east: 900)
    world.addCheckIn("b-11", rep: "b", minutes: 11 * 1_440, east: 905)
    #expect(try ratio(world, "new-12") == nil)
  }

  @Test func movedStoreThatOnlyItsRepVisitsIsNotSuspicious() throws {
    var world = world()
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 900)
    visit(&world, east: 900)
    #expect((try ratio(world, "new-9") ?? 0) < 3)
  }

  @Test func badGeocodePutRightIsNotSuspicious() throws {
    var world = AuditWorld()
    world.addStore("s")
    world.movePin("s", rep: "a", minutes: 10, toEast: 700)
    for day in 0..<6 {
      world.addCheckIn("new-\(day)", rep: "a", minutes: Double(day * 1_440 + 11), east: 703)
    }
    #expect((try ratio(world, "new-3") ?? 0) < 1)
  }

  @Test func movedStoreCorrectedAtAVisitIsLessThanOneMovedBeforehand() throws {
    var beforehand = world()
    beforehand.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 900)
    visit(&beforehand, east: 900)
    var corrected = world()
    corrected.movePin("s", rep: "a", minutes: 8 * 1_440 + 3, toEast: 900)
    visit(&corrected, east: 900)
    let less = try ratio(corrected, "new-10") ?? 0
    #expect(try (ratio(beforehand, "new-10") ?? 0) >= less + 0.9)
  }

  @Test func aSingleFormerVisitAtTheOldPlaceTells() throws {
    var world = AuditWorld()
    world.addStore("s")
    world.addCheckIn("old", rep: "a", minutes: -1_440, east: 8)
    world.movePin("s", rep: "a", minutes: 0, toEast: 900)
    visit(&world, east: 900)
    let visited = try #require(try ratio(world, "new-9"))
    world.checkIns.removeAll { $0.id == ID("old") }
    #expect(try visited > (ratio(world, "new-9") ?? 0) + 0.5)
  }

  @Test func twoPinsServedFromOneSpotAreSuspicious() throws {
    var world = world()
    world.addStore("t", east: 1_500)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 2_440)
    world.movePin("t", rep: "a", minutes: 7 * 1_440 + 5, toEast: 2_560)
    visit(&world, east: 2_500)
    world.addCheckIn("t", rep: "a", store: "t", minutes: 9 * 1_440 + 10, east: 2_505)
    #expect((try ratio(world, "new-9") ?? 0) >= 3)
    // In one street, not at one spot.
    world.checkIns.removeAll { $0.id == ID("t") }
    world.addCheckIn("t", rep: "a", store: "t", minutes: 9 * 1_440 + 10, east: 2_590)
    #expect((try ratio(world, "new-9") ?? 9) < 3)
  }

  @Test func visitByTheTrackAtTheNewPlaceSpeaksForTheRep() throws {
    var world = world()
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 900)
    visit(&world, east: 900)
    let without = try #require(try ratio(world, "new-9"))
    for minute in -40...60 {
      let east = minute < -2 || minute > 20 ? 4_000.0 : 905
      world.fixes["a", default: []].append(
        World.fix(after: (9 * 1_440 + Double(minute)) * 60, east: east)
      )
    }
    #expect(try (ratio(world, "new-9") ?? 0) < without - 0.5)
  }

  @Test func foundingCheckInIsNoMark() throws {
    var world = AuditWorld()
    world.addStore("s", east: 700)
    let place = World.place(east: 700)
    let edit = StoreEdit(
      store: -1,
      time: AuditWorld.time(minutes: 0),
      rep: -1,
      longitude: place.longitude,
      latitude: place.latitude
    )
    world.edits.append((store: "s", rep: "a", edit: edit))
    for day in 0..<6 {
      world.addCheckIn("new-\(day)", rep: "a", minutes: Double(day * 1_440), east: 703)
    }
    for day in 0..<6 { #expect(try ratio(world, "new-\(day)") == nil) }
  }

  @Test func smallCorrectionIsNoMark() throws {
    var world = world(colleague: true)
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 90)
    visit(&world, east: 90)
    #expect(try ratio(world, "new-9") == nil)
  }

  @Test func colleagueWhoDidNotMoveThePinIsNotMarked() throws {
    var world = world()
    world.movePin("s", rep: "a", minutes: 7 * 1_440, toEast: 4_000)
    world.addCheckIn("b", rep: "b", minutes: 9 * 1_440, east: 10)
    #expect(try ratio(world, "b") == nil)
  }
}
