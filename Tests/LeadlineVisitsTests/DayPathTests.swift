import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct DayPathTests {
  /// All orders that begin and end where the given one does.
  private func shortest(_ places: [(x: Double, y: Double)]) -> Double {
    func best(_ order: [Int], _ rest: [Int]) -> Double {
      guard !rest.isEmpty else { return VisitOrder.length(order + [places.count - 1], places) }
      return rest.map { next in best(order + [next], rest.filter { $0 != next }) }.min() ?? 0
    }
    return best([0], Array(1..<max(1, places.count - 1)))
  }

  private func anyPlaces(_ count: Int, _ generator: inout SplitMix64) -> [(x: Double, y: Double)] {
    (0..<count).map { _ in
      (x: generator.double(in: -5_000...5_000), y: generator.double(in: -5_000...5_000))
    }
  }

  @Test func fewStopsAreOrderedExactly() {
    forEverySeed(0..<60) { seed, generator in
      let places = anyPlaces(Int.random(in: 2...8, using: &generator), &generator)
      #expect(abs(VisitOrder.shortestMetres(places) - shortest(places)) < 1e-6, "seed \(seed)")
    }
  }

  @Test func manyStopsAreOrderedNoWorseThanGone() {
    forEverySeed(0..<30) { seed, generator in
      let places = anyPlaces(Int.random(in: 13...40, using: &generator), &generator)
      let gone = VisitOrder.length(Array(places.indices), places)
      let best = VisitOrder.shortestMetres(places)
      #expect(best <= gone, "seed \(seed)")
      // Places on a line have an order that is known.
      let line = places.map { (x: $0.x, y: 0.0) }.sorted { $0.x < $1.x }
      var mixed = Array(line[1..<line.count - 1]).shuffled(using: &generator)
      mixed = [line[0]] + mixed + [line[line.count - 1]]
      let length = line[line.count - 1].x - line[0].x
      #expect(VisitOrder.shortestMetres(mixed) < 1.3 * length, "seed \(seed)")
    }
  }

  @Test func daysBeginAtMidnightOfTheTimeZone() throws {
    // 2026-03-28 23:30 in Berlin, an hour and a half before clocks go forward.
    let start = Date(timeIntervalSinceReferenceDate: 796_429_800)
    let fixes = (0..<60 * 26).map { minute in
      PositionFix(
        time: start.addingTimeInterval(Double(minute) * 60),
        coordinate: World.place(east: Double(minute) * 400)
      )
    }
    let track = Track(fixes)
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let days = DayPaths(timeZone: zone).days(of: track, stays: [])
    #expect(days.map(\.date) == ["2026-03-28", "2026-03-29", "2026-03-30"])
    // The day of the change has 23 hours.
    #expect(days[1].last.timeIntervalSince(days[1].first) == 23 * 3_600 - 60)
    let elsewhere = DayPaths(timeZone: .gmt).days(of: track, stays: [])
    #expect(elsewhere.map(\.date) == ["2026-03-28", "2026-03-29", "2026-03-30"])
  }

  @Test func timesOfADayAddUpAndWaysLieWithinTheInterval() {
    forEverySeed(0..<60) { seed, generator in
      var day = Day()
      var straight = 0.0
      for _ in 0..<4 {
        day.rest(generator.double(in: 500...1_500))
        let east = generator.double(in: 800...2_500)
        let north = generator.double(in: -2_000...2_000)
        day.go(east: east, north: north, speed: 8)
        straight += (east * east + north * north).squareRoot()
      }
      day.rest(600)
      let fixes = day.fixes(every: 10, noise: 6, spikes: 0, gaps: 0.003, &generator)
      let track = Track(fixes)
      let stays = StayDetector().stays(of: track)
      let paths = DayPaths(timeZone: .gmt).days(of: track, stays: stays)
      let seconds = paths.reduce(0) { $0 + $1.staySeconds + $1.travelSeconds + $1.gapSeconds }
      let expected = paths.reduce(0) { $0 + $1.last.timeIntervalSince($1.first) }
      #expect(abs(seconds - expected) < 1e-3, "seed \(seed)")
      let lower = paths.reduce(0) { $0 + $1.mileage.lowerMetres }
      let upper = paths.reduce(0) { $0 + $1.mileage.upperMetres }
      #expect(lower <= straight * 1.03 + 150 && upper >= straight * 0.97, "seed \(seed)")
      #expect(paths.allSatisfy { $0.detourRatio >= 1 }, "seed \(seed)")
    }
  }

  @Test func aSpikeIsNotDriven() {
    let clean = (0..<100).map { World.fix(after: Double($0) * 10, east: Double($0) * 80) }
    var spiked = clean
    spiked[50] = World.fix(after: 500, east: 30_000)
    func metres(_ fixes: [PositionFix]) -> Mileage {
      Mileage(StayFixes(Track(fixes)), 0...fixes.count - 1)
    }
    #expect(abs(metres(clean).lowerMetres - 7_920) < 20)
    #expect(abs(metres(spiked).upperMetres - metres(clean).upperMetres) < 20)
  }
}
