import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

struct TrackSilentAuditTests {
  /// Twelve days of work from four hours before to three hours after `World.noon`, with a check-in
  /// each half hour and a fix each minute but for the silences, in minutes, of each day.
  private func world(_ silences: (_ day: Int) -> [ClosedRange<Double>]) -> AuditWorld {
    var world = AuditWorld()
    for store in 0..<14 { world.addStore("s\(store)", east: Double(store) * 400) }
    for day in 0..<12 {
      let start = Double(day) * 1_440
      let silent = silences(day)
      for store in 0..<14 {
        world.addCheckIn(
          "c\(day)-\(store)",
          store: "s\(store)",
          minutes: start - 240 + Double(store) * 30,
          east: Double(store) * 400
        )
      }
      for minute in stride(from: -245.0, through: 175, by: 1)
      where !silent.contains(where: { $0.contains(minute) }) {
        world.fixes["r", default: []].append(
          World.fix(after: (start + minute) * 60, east: (minute + 240) / 30 * 400)
        )
      }
    }
    return world
  }

  private func ratios(_ world: AuditWorld) throws -> [String: Double] {
    try world.audit().compactMapValues { $0.ratios[.trackSilent] }
  }

  @Test func trackSwitchedOffForTheAfternoonOfEverySecondDaySpeaksAgainstThoseAfternoons() throws {
    let ratios = try ratios(world { $0 % 2 == 0 ? [-10...125] : [] })
    #expect(
      Set(ratios.keys) == Set((0..<6).flatMap { day in (8...12).map { "c\(2 * day)-\($0)" } })
    )
    #expect(ratios.values.allSatisfy { $0 >= 3 })
  }

  @Test func trackGapOfOneDayAccusesNobody() throws {
    let ratios = try ratios(world { $0 == 5 ? [-10...125] : [] })
    #expect(!ratios.isEmpty && ratios.values.allSatisfy { $0 <= 2 })
  }

  @Test func trackThatEndsForTheDayIsSilentUpToTheLastCheckIn() throws {
    let ratios = try ratios(world { $0 == 5 ? [-10...200] : [] })
    #expect(Set(ratios.keys) == Set((8...13).map { "c5-\($0)" }))
  }

  @Test func pausesOfAPhoneThatSavesBatterySayNothing() throws {
    let pauses = stride(from: -240.0, to: 170, by: 60).map { $0 - 8...$0 + 8 }
    #expect(try ratios(world { _ in pauses }).isEmpty)
  }

  @Test func trackWrittenByDistanceSaysNothingByItsGaps() throws {
    var world = world { _ in [] }
    // Nothing but the ways between the stores, and on some days two hours at one of them.
    world.fixes["r"] = world.fixes["r"]?.filter { fix in
      let minute = (fix.time.timeIntervalSince(World.noon) / 60 + 240 + 14_400)
        .truncatingRemainder(dividingBy: 1_440)
      let part = minute.truncatingRemainder(dividingBy: 30)
      return part > 12 && part < 18
    }
    #expect(try ratios(world).isEmpty)
  }

  @Test func dayWithoutAnyFixSaysNothing() throws {
    #expect(try ratios(world { $0 % 2 == 0 ? [-300...300] : [] }).isEmpty)
  }
}
