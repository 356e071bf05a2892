import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

struct KeepAliveRuleTests {
  /// Twelve stores that a rep visits every three days, with photos, for eight weeks.
  private func world(everyDays: Int = 3, weakShare: Int = 0) -> AuditWorld {
    var world = AuditWorld()
    for store in 0..<12 {
      world.addStore("s\(store)", east: Double(store) * 900)
      for visit in 0..<(56 / everyDays) {
        let isWeak = weakShare > 0 && (visit * 12 + store) % weakShare == 0
        world.addCheckIn(
          "c-\(store)-\(visit)",
          store: "s\(store)",
          minutes: Double(visit * everyDays * 1_440 + store * 35),
          east: isWeak ? nil : Double(store) * 900
        ) {
          let number = UInt64(store * 100 + visit)
          if !isWeak { $0.photo = Photo(differenceHash: number &* 0x9e37_79b9_7f4a_7c15) }
        }
      }
    }
    return world
  }

  /// Further stores that are kept by a check-in a week, without anything that shows a visit.
  private func keep(_ world: inout AuditWorld, accuracyMetres: Double? = nil) {
    for store in 0..<5 {
      world.addStore("k\(store)", east: Double(store) * 900, north: 3_000)
      for visit in 0..<8 {
        world.addCheckIn(
          "k-\(store)-\(visit)",
          store: "k\(store)",
          minutes: Double(visit) * 6.6 * 1_440 + Double(store * 7),
          east: accuracyMetres.map { _ in Double(store) * 900 + 200 },
          north: 3_000,
          accuracyMetres: accuracyMetres
        )
      }
    }
  }

  private func keepAlives(_ world: AuditWorld) throws -> [String: Double] {
    try world.audit().compactMapValues { $0.ratios[.keepAlive] }
  }

  @Test func weakCheckInsBeforeTheDropAgainAndAgainAreMarked() throws {
    var world = world()
    keep(&world)
    let marks = try keepAlives(world)
    #expect(marks.count == 35)
    #expect(marks.keys.allSatisfy { $0.hasPrefix("k-") })
    #expect((marks.values.min() ?? 0) > 1.8)
  }

  @Test func weakCheckInsBetweenTrueVisitsOfTheSameStoresAreSuspicious() throws {
    var world = world(everyDays: 7)
    for store in 0..<3 {
      world.addStore("k\(store)", east: Double(store) * 900, north: 3_000)
      for week in 0..<8 {
        let isTrue = week % 2 == 0
        world.addCheckIn(
          "k-\(store)-\(week)",
          store: "k\(store)",
          minutes: Double(week * 7 * 1_440 + store * 9),
          east: isTrue ? Double(store) * 900 : nil,
          north: 3_000
        ) { if isTrue { $0.photo = Photo(differenceHash: 0x5a5a_1234_9876_3c3c) } }
      }
    }
    let marks = try keepAlives(world)
    #expect(marks.count == 12)
    #expect(marks.allSatisfy { $0.key.hasPrefix("k-") && $0.value >= 3 })
  }

  @Test func storeInACellarWhereAllFixesAreCoarseIsNoMark() throws {
    var world = world(everyDays: 7)
    for store in 0..<3 {
      world.addStore("k\(store)", east: Double(store) * 900, north: 3_000)
      for week in 0..<8 {
        world.addCheckIn(
          "k-\(store)-\(week)",
          store: "k\(store)",
          minutes: Double(week * 7 * 1_440 + store * 9),
          east: Double(store) * 900,
          north: 3_000,
          accuracyMetres: 400
        ) { if week % 2 == 0 { $0.photo = Photo(differenceHash: 0x5a5a_1234_9876_3c3c) } }
      }
    }
    #expect(try keepAlives(world) == [:])
  }

  @Test func coarseFixesAreAsWeakAsNone() throws {
    var world = world()
    keep(&world, accuracyMetres: 800)
    #expect(try keepAlives(world).count == 35)
  }

  @Test func weeklyRouteWithPhotosIsNoMark() throws {
    #expect(try keepAlives(world(everyDays: 7)) == [:])
  }

  @Test func weeklyRouteOfABadPhoneIsNotSuspicious() throws {
    // Every third check-in has neither fix nor photo.
    for ratio in try keepAlives(world(everyDays: 7, weakShare: 3)).values { #expect(ratio < 2) }
  }

  @Test func badPhoneOnARouteOfThreeDaysIsNoMark() throws {
    #expect(try keepAlives(world(weakShare: 2)) == [:])
  }

  @Test func ordersShowThatTheVisitsTookPlace() throws {
    var world = world()
    keep(&world)
    for store in 0..<5 {
      for visit in 0..<8 {
        world.orders.append(("k\(store)", Double(visit) * 6.6 * 1_440 + 60))
      }
    }
    #expect(try keepAlives(world) == [:])
  }

  @Test func twoWeakCheckInsAreNoPattern() throws {
    var world = world()
    world.addStore("k", north: 3_000)
    for visit in 0..<3 {
      world.addCheckIn("k-\(visit)", store: "k", minutes: Double(visit) * 6.6 * 1_440, east: nil)
    }
    #expect(try keepAlives(world) == [:])
  }
}
