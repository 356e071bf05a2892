import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

/// How a track speaks for a rep whose fix, clock or store's position is wrong.
struct TrackExcuseTests {
  /// A check-in at `World.noon` at a store at the origin, and a track with a fix a minute from an hour
  /// before to an hour after.
  private func world(
    fix: Double?,
    _ change: (inout CheckIn) -> Void = { _ in },
    track: (_ minute: Double) -> Double
  ) -> AuditWorld {
    var world = AuditWorld()
    world.addStore("s")
    world.addCheckIn("c", east: fix, change)
    for minute in stride(from: -60.0, through: 60, by: 1) {
      world.fixes["r", default: []].append(World.fix(after: minute * 60, east: track(minute)))
    }
    return world
  }

  private func answer(_ world: AuditWorld) throws -> AuditWorld.Answer {
    try #require(try world.audit()["c"])
  }

  /// At a place from two minutes before the check-in to a time after it, else on the way there.
  private func visit(to east: Double, until end: Double) -> (Double) -> Double {
    { minute in
      if minute < -2 { return east + (minute + 2) * 300 }
      return minute > end ? east + (minute - end) * 300 : east
    }
  }

  @Test func cachedFixThatDoesNotSaySoIsExcusedByATrackAtTheStore() throws {
    let old = try answer(world(fix: 1_500, track: visit(to: 0, until: 20)))
    #expect(old.ratios[.tooFar] == nil)
    #expect(!old.verdict.isAccusing)
    let away = try answer(world(fix: 1_500, track: { _ in 1_500 }))
    #expect(away.ratios[.tooFar] ?? 0 > 2)
  }

  @Test func visitByTheTrackSpeaksForAStoreWithAWrongPin() throws {
    let visit = try answer(world(fix: 900, track: visit(to: 900, until: 20)))
    let sitting = try answer(world(fix: 900, track: { _ in 900 }))
    let passing = try answer(world(fix: 900, track: { 900 + $0 * 300 }))
    #expect(!visit.verdict.isAccusing)
    #expect(visit.score < sitting.score - 1)
    #expect(visit.score < passing.score - 1)
  }

  @Test func visitInWhichAnotherStoreFarOffIsClaimedSpeaksForNone() throws {
    let alone = world(fix: 900, track: visit(to: 900, until: 20))
    var both = alone
    both.addStore("t", east: 2_400)
    both.addCheckIn("d", store: "t", minutes: 9, east: 900)
    #expect(try answer(both).score > answer(alone).score + 1)
    // Next door, as in a market.
    var neighbour = alone
    neighbour.addStore("t", east: 930)
    neighbour.addCheckIn("d", store: "t", minutes: 9, east: 900)
    #expect(try answer(neighbour).score <= answer(alone).score)
  }

  @Test func orderAtTheVisitSpeaksForAStoreWithAWrongPin() throws {
    let track: (Double) -> Double = { _ in 900 }
    let without = try answer(world(fix: 900, track: track))
    var ordered = world(fix: 900, track: track)
    ordered.orders.append((store: "s", minutes: 12))
    // Somebody telephoned.
    #expect(try answer(ordered).score == without.score)
    ordered.takenOrders = [(store: "s", rep: "r", minutes: 12)]
    #expect(try answer(ordered).score <= without.score - 1)
    ordered.takenOrders = [(store: "s", rep: "r", minutes: 200)]
    #expect(try answer(ordered).score == without.score)
  }

  @Test func visitThatEndsAtAnotherTimeThanStatedIsNotTheOne() throws {
    let change: (inout CheckIn) -> Void = {
      $0.leftAt = $0.time.addingTimeInterval(3_000)
    }
    let world = world(fix: 900, change, track: visit(to: 900, until: 5))
    #expect(try answer(world).ratios[.tooFar] != nil)
  }

  @Test func wrongClockIsExcusedByATrackAtTheStoreWhenTheFixWasTaken() throws {
    let change: (inout CheckIn) -> Void = {
      $0.fixTime = $0.time.addingTimeInterval(-1_800)
    }
    // At the store from 32 to 25 minutes before the time claimed, then away.
    let track: (Double) -> Double = { $0 < -25 && $0 > -33 ? 5 : 4_000 }
    let excused = try answer(world(fix: 0, change, track: track))
    #expect(excused.ratios[.offTrack] == nil)
    let away = try answer(world(fix: 0, change, track: { _ in 4_000 }))
    #expect(away.ratios[.offTrack] ?? 0 >= 3)
  }

  /// Visits to the store on other days, so that it is known where it is, and one at `World.noon` from 200 m
  /// off.
  private func world(track: (_ minute: Double) -> Double) -> AuditWorld {
    var world = world(fix: 200, track: track)
    for day in 1...6 {
      world.addCheckIn(
        "d\(day)",
        minutes: Double(day) * 1_440,
        east: day % 2 == 0 ? 4 : -4,
        north: day % 3 == 0 ? 5 : -5
      )
    }
    return world
  }

  @Test func trackThatPassesTheQuarterIsNotAtTheStore() throws {
    // Half a kilometre between two fixes, so that the store is near to what lies between them.
    let passing = try answer(world { 200 + ($0 - 0.1) * 480 })
    #expect(passing.ratios[.tooFar] ?? 0 > 1.5)
    #expect(passing.ratios[.shortDwell] ?? 0 > 1)
    #expect(passing.verdict.isAccusing)
  }

  @Test func detourOfTheSignalIsExcusedByATrackThatStoodAtTheStore() throws {
    // For some minutes around the check-in, all fixes are off.
    let there = try answer(world { abs($0) < 2 ? 200 : visit(to: 0, until: 20)($0) })
    #expect(there.ratios[.tooFar] == nil)
    #expect(there.ratios[.shortDwell] == nil)
  }

  @Test func visitNextDoorJustBeforeIsNoVisitHere() throws {
    let before = try answer(
      world { $0 < -4 ? visit(to: 0, until: -4)($0 < -15 ? -15 : $0) : 200 + $0 * 150 }
    )
    #expect(before.ratios[.tooFar] ?? 0 > 1.5)
  }
}
