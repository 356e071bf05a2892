import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct ReplayedTrackAuditTests {
  /// A day of eight stops 1 to 3 km apart, a fix a minute: where, and seconds from its start.
  private typealias Path = [(east: Double, north: Double, seconds: Double)]

  /// A day with so many minutes at each stop; the route is the same for the same seed.
  private func path(route seed: UInt64, stays: [Double], speed: Double = 9) -> Path {
    var generator = SplitMix64(seed: seed)
    var path: Path = []
    var place = (east: 0.0, north: 0.0)
    var seconds = 0.0
    func sample(until end: Double, from start: (Double, Double), to goal: (Double, Double)) {
      let begin = seconds
      while seconds < end {
        let share = (seconds - begin) / (end - begin)
        path.append(
          (start.0 + share * (goal.0 - start.0), start.1 + share * (goal.1 - start.1), seconds)
        )
        seconds += 60
      }
    }
    for stay in stays {
      let turn = generator.double(in: -1...1)
      let length = generator.double(in: 1_500...4_000)
      let goal = (place.east + length * cos(turn), place.north + length * sin(turn))
      sample(until: seconds + length / speed, from: (place.east, place.north), to: goal)
      sample(until: seconds + stay * 60, from: goal, to: goal)
      place = goal
    }
    return path
  }

  private func stays(_ generator: inout SplitMix64) -> [Double] {
    (0..<8).map { _ in generator.double(in: 8...25) }
  }

  private func add(
    _ path: Path,
    day: Int,
    to world: inout AuditWorld,
    noise: Double = 6,
    shift: Double = 0,
    _ generator: inout SplitMix64
  ) {
    for fix in path {
      world.fixes["r", default: []].append(
        PositionFix(
          time: World.noon.addingTimeInterval(Double(day) * 86_400 + fix.seconds + shift),
          coordinate: World.place(
            east: fix.east + noise * World.normal(&generator),
            north: fix.north + noise * World.normal(&generator)
          ),
          accuracyMetres: 10
        )
      )
    }
    world.addStore("s\(day)", east: 40_000)
    world.addCheckIn(
      "c\(day)",
      store: "s\(day)",
      minutes: Double(day * 1_440 + 90) + shift / 60,
      east: nil
    )
  }

  private func ratios(_ world: AuditWorld, days: Int) throws -> [Double] {
    let answers = try world.audit()
    return (0..<days).map { answers["c\($0)"]?.ratios[.replayedTrack] ?? 0 }
  }

  @Test func noisyCopyOfAnEarlierDayIsFound() throws {
    try forEverySeed(0..<10) { seed, generator in
      var world = AuditWorld()
      var paths: [Path] = []
      for day in 0..<5 {
        paths.append(path(route: UInt64(day % 3), stays: stays(&generator)))
        add(paths[day], day: day, to: &world, &generator)
      }
      add(paths[1], day: 5, to: &world, shift: -1_234.5, &generator)
      let ratios = try ratios(world, days: 6)
      #expect(ratios[5] >= 3, "seed \(seed)")
      #expect(ratios.dropLast().allSatisfy { $0 == 0 }, "seed \(seed)")
    }
  }

  @Test func weeklyRouteIsNoReplay() throws {
    try forEverySeed(0..<10) { seed, generator in
      var world = AuditWorld()
      for day in 0..<6 {
        let path = path(
          route: 7,
          stays: stays(&generator),
          speed: generator.double(in: 8...10)
        )
        add(path, day: day, to: &world, &generator)
      }
      let ratios = try ratios(world, days: 6)
      #expect(ratios.allSatisfy { $0 == 0 }, "seed \(seed)")
    }
  }

  @Test func dayAtHomeIsNoReplay() throws {
    var generator = SplitMix64(seed: 5)
    var world = AuditWorld()
    let home: Path = (0..<300).map { (5, 5, Double($0) * 60) }
    for day in 0..<4 { add(home, day: day, to: &world, noise: 12, &generator) }
    #expect(try ratios(world, days: 4).allSatisfy { $0 == 0 })
  }

  @Test func gapsOfTheTrackMatchNothing() throws {
    var generator = SplitMix64(seed: 6)
    var world = AuditWorld()
    let path = path(route: 1, stays: stays(&generator))
    let sparse = path.enumerated().filter { $0.offset % 12 == 0 }.map(\.element)
    for day in 0..<2 { add(sparse, day: day, to: &world, &generator) }
    #expect(try ratios(world, days: 2).allSatisfy { $0 == 0 })
  }

  @Test func phoneThatFlapsOverALineAllDayIsNoReplay() throws {
    var generator = SplitMix64(seed: 8)
    var world = AuditWorld()
    let flapping: Path = (0..<600).map { ($0 % 2 == 0 ? -200 : 200, 5, Double($0) * 60) }
    for day in 0..<4 { add(flapping, day: day, to: &world, noise: 12, &generator) }
    #expect(try ratios(world, days: 4).allSatisfy { $0 == 0 })
  }
}
