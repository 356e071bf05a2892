import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct ReadingRunTests {
  /// A rep who visits eight stores a day for eight days, an hour from each to the next, with what
  /// `accuracy` states.
  private func world(
    repeats: Bool = false,
    _ accuracy: (_ day: Int, _ visit: Int, _ random: Double) -> Double
  ) -> AuditWorld {
    var world = AuditWorld()
    var generator = SplitMix64(seed: 5)
    for store in 0..<8 { world.addStore("s\(store)", east: Double(store) * 900) }
    for day in 0..<8 {
      for visit in 0..<8 {
        world.addCheckIn(
          "\(day)-\(visit)",
          store: "s\(visit)",
          minutes: Double(1_440 * day + 50 * visit - 200),
          // Some way from the pins, so that nothing looks made up around them.
          east: repeats ? 0 : Double(visit) * 900 + generator.double(in: -15...15),
          north: repeats ? 60 : 45 + 10 * Double(visit) + generator.double(in: -15...15),
          accuracyMetres: accuracy(day, visit, generator.double(in: 0...1))
        ) { $0.provider = .fused }
      }
    }
    return world
  }

  /// The check-ins in runs that tell; the rest of the rule has signs of its own.
  private func marked(_ world: AuditWorld) throws -> Set<String> {
    let context = try world.whole().context
    let fixes = context.data.checkIns(ofRep: 0).filter { context.hasOwnFix($0) }
    let runs = ReadingRuns(context).find(fixes)
    return Set(runs.flatMap(\.checkIns).map { context.data.checkInID($0) })
  }

  /// Of a phone that states full metres.
  private func usual(_ random: Double) -> Double { (6 + 25 * random).rounded() }

  @Test func dayOnWhichAllFixesStateOneAccuracyIsMarked() throws {
    let found = try marked(world { day, _, random in day == 3 ? 12 : usual(random) })
    #expect(found == Set((0..<8).map { "3-\($0)" }))
  }

  @Test func phoneThatStatesFullMetresIsClear() throws {
    #expect(try marked(world { _, _, random in usual(random) }) == [])
  }

  @Test func phoneThatAlwaysStatesTheSameIsClear() throws {
    #expect(try marked(world { _, _, _ in 10 }) == [])
  }

  @Test func phoneThatKnowsThreeAccuraciesIsClear() throws {
    let found = try marked(world { _, _, random in random < 0.6 ? 5 : random < 0.8 ? 10 : 65 })
    #expect(found == [])
  }

  @Test func oneFixGivenAllDayIsNoRun() throws {
    let found = try marked(
      world(repeats: true) { day, _, random in day == 3 ? 12 : usual(random) }
    )
    #expect(found == [])
  }

  @Test func fourEqualAccuraciesAreChance() throws {
    let found = try marked(
      world { day, visit, random in day == 3 && visit < 4 ? 12 : usual(random) + 0.5 * random }
    )
    #expect(found == [])
  }

  @Test func runIsAMarkOfTheRule() throws {
    let world = world { day, _, random in day == 3 ? 12 : usual(random) }
    let marks = try world.whole().marksByRep.joined()
    #expect(marks.count { $0.evidence.3 == 8 } == 8)
  }
}
