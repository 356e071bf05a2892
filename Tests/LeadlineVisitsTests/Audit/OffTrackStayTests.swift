import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct OffTrackStayTests {
  /// A check-in at a store, with a fix a minute somewhere east of it.
  private func ratio(_ east: (_ minute: Int) -> Double?) throws -> Double {
    var world = AuditWorld()
    world.addStore("s")
    world.addCheckIn("c")
    for minute in -8...8 {
      guard let east = east(minute) else { continue }
      world.fixes["r", default: []].append(
        World.fix(after: 60 * Double(minute) + 20, east: east)
      )
    }
    return try world.audit()["c"]?.ratios[.offTrack] ?? 0
  }

  @Test func stayAKilometreAwayExcludesTheVisit() throws {
    // One pin in some dozens is a kilometre off.
    #expect(try ratio { 1_000 + Double($0 % 3) * 9 } >= 2.9)
  }

  @Test func stayNextDoorDoesNot() throws {
    #expect(try ratio { 120 + Double($0 % 3) * 9 } == 0)
  }

  @Test func gapHidesAVisit() throws {
    #expect(try ratio { abs($0) < 4 ? nil : 1_000 } == 0)
  }

  @Test func spikeAtTheStoreIsFollowed() throws {
    #expect(try ratio { $0 == 0 ? 0 : 1_000 } == 0)
  }

  @Test func singleSpikeElsewhereDoesNotEndTheStay() throws {
    // The spike, too, is far off; without the stay the drift between two fixes would excuse.
    #expect(try ratio { $0 == 1 ? 850 : 1_000 + Double($0 % 3) * 9 } >= 2)
  }

  @Test func twoFixesOffTheStayAreAWay() throws {
    #expect(try ratio { $0 == 0 || $0 == 1 ? 300 : 1_000 } == 0)
  }

  @Test func passingByIsNoStay() throws {
    #expect(try ratio { 500 + Double($0) * 400 } == 0)
  }
}
