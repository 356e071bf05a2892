import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

struct PositionMissingTests {
  /// Reps with ten check-ins a day at stores of their own for twelve days; `isMissing` tells which of
  /// those of `r` have no position.
  private func world(_ isMissing: (_ day: Int, _ store: Int) -> Bool) -> AuditWorld {
    var world = AuditWorld()
    for rep in ["r", "o1", "o2", "o3"] {
      for store in 0..<30 {
        world.addStore("\(rep)-\(store)", east: Double(store) * 700)
      }
      for day in 0..<12 {
        for number in 0..<10 {
          let store = day % 3 * 10 + number
          let isAway = rep == "r" && isMissing(day, store)
          world.addCheckIn(
            "\(rep)-\(day)-\(store)",
            rep: rep,
            store: "\(rep)-\(store)",
            minutes: Double(day * 1_440 + number * 30),
            east: isAway ? nil : Double(store) * 700
          )
        }
      }
    }
    return world
  }

  private func ratios(_ world: AuditWorld) throws -> [String: Double] {
    try world.audit().compactMapValues { $0.ratios[.positionMissing] }
  }

  @Test func positionsMissingFarMoreOftenThanWithOthersAreMarked() throws {
    let marks = try ratios(world { day, store in store % 10 >= 8 && day < 9 })
    #expect(marks.count == 18)
    #expect(marks.values.allSatisfy { $0 > 2 })
  }

  @Test func missingPositionsAloneNeverAccuse() throws {
    let answers = try world { day, store in store % 10 >= 7 && day < 9 }.audit()
    #expect(answers.values.allSatisfy { !$0.verdict.isAccusing })
  }

  @Test func aFewMissingPositionsAreNoMark() throws {
    #expect(try ratios(world { day, store in day % 4 == 0 && store % 10 == 3 }).isEmpty)
  }

  @Test func storesInACellarAreNoMark() throws {
    // Nobody ever has a position there.
    #expect(try ratios(world { _, store in store % 10 >= 8 }).isEmpty)
  }

  @Test func daysWithoutAnyPositionAreNoMark() throws {
    #expect(try ratios(world { day, _ in day < 3 }).isEmpty)
  }

  @Test func appThatOftenGivesNoneIsNoMark() throws {
    var world = world { day, store in store % 10 >= 8 && day < 9 }
    for position in world.checkIns.indices where position % 5 == 1 {
      world.checkIns[position].coordinate = nil
    }
    #expect(try ratios(world).isEmpty)
  }

  @Test func trackAtTheStoreExcuses() throws {
    var world = world { day, store in store % 10 >= 8 && day < 9 }
    for checkIn in world.checkIns where checkIn.rep == ID("r") && checkIn.coordinate == nil {
      guard let store = world.stores.first(where: { ID($0.id) == checkIn.store }) else { continue }
      let minutes = checkIn.time.timeIntervalSince(World.noon) / 60
      for minute in -5...5 {
        let east = Double(store.id.split(separator: "-")[1]).map { $0 * 700 } ?? 0
        world.fixes["r", default: []].append(
          World.fix(after: (minutes + Double(minute)) * 60, east: east)
        )
      }
    }
    #expect(try ratios(world).isEmpty)
  }
}
