import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct MockLocationAuditTests {
  private func world(flagged: Range<Int>) -> AuditWorld {
    var generator = SplitMix64(seed: 31)
    var world = AuditWorld()
    for number in 0..<60 {
      world.addStore("s\(number)", east: Double(number) * 500)
      world.addCheckIn(
        "c\(number)",
        store: "s\(number)",
        minutes: Double(number) * 60,
        east: Double(number) * 500 + 8 * World.normal(&generator),
        north: 8 * World.normal(&generator)
      ) { $0.mock = flagged.contains(number) }
    }
    return world
  }

  private func ratio(_ world: AuditWorld, _ id: String) throws -> Double {
    try world.audit()[id]?.ratios[.mockLocation] ?? 0
  }

  @Test func someFlaggedOfManyAreSuspicious() throws {
    #expect(try ratio(world(flagged: 3..<9), "c5") >= 3)
    #expect(try ratio(world(flagged: 3..<9), "c10") == 0)
  }

  @Test func accessoryThatAlwaysSetsTheFlagIsNotSuspicious() throws {
    #expect(try ratio(world(flagged: 0..<60), "c5") < 3)
    #expect(try ratio(world(flagged: 0..<58), "c5") < 3)
  }

  @Test func trackAtTheStoreSpeaksForAnAccessory() throws {
    var world = world(flagged: 3..<9)
    for minute in -3...3 {
      world.fixes["r", default: []].append(
        World.fix(after: 5 * 3_600 + Double(minute) * 60, east: 2_500)
      )
    }
    #expect(try ratio(world, "c5") < 3)
    #expect(try ratio(world, "c6") >= 3)
  }
}
