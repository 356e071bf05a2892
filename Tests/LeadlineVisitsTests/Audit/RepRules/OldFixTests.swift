import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

/// Apps that tell neither the time of a fix nor where it comes from.
struct OldFixTests {
  /// A visit at `World.origin`, then one to a store 1,500 m east with a fix elsewhere.
  private func ratio(
    east: Double = 700,
    north: Double = 100,
    minutes: Double = 20,
    firstFix: Double = 5,
    _ change: (inout CheckIn) -> Void = { _ in }
  ) throws -> Double? {
    var world = AuditWorld()
    world.addStore("a")
    world.addStore("b", east: 1_500)
    world.addCheckIn("first", store: "a", east: firstFix)
    world.addCheckIn("c", store: "b", minutes: minutes, east: east, north: north, change)
    return try world.audit()["c"]?.ratios[.tooFar]
  }

  @Test func fixOfTheWayFromTheCustomerBeforeMayBeAnOldOne() throws {
    #expect(try ratio() == nil)
  }

  @Test func fixFarOffTheWayIsNoOldOne() throws {
    #expect(try ratio(east: 700, north: 2_500) != nil)
  }

  @Test func freshFixIsFarFromTheStoreThoughItIsOnTheWay() throws {
    #expect(try ratio { $0.provider = .gps } != nil)
    #expect(try ratio { $0.fixTime = $0.time.addingTimeInterval(-3) } != nil)
  }

  @Test func wayOfHoursAgoExplainsNothing() throws {
    #expect(try ratio(minutes: 200) != nil)
  }

  @Test func oneWhoWasFarFromTheCustomerBeforeTooWasOnNoWay() throws {
    #expect(try ratio(firstFix: 900) != nil)
  }
}
