import Foundation
import LeadlineModel
import Testing

@testable import LeadlineVisits

/// Two phones that go one way, and colleagues who only meet.
struct TrackCompanyTests {
  private static let days = 3

  /// Where `b` is, minutes after noon: from home 3 km south to a row of stores 700 m apart.
  private static func way(_ minutes: Double) -> (east: Double, north: Double) {
    if minutes < 0 { return (0, 50 * max(-60, minutes)) }
    let stop = (minutes / 40).rounded(.down)
    return (700 * (stop + max(0, (minutes - 40 * stop - 30) / 10)), 0)
  }

  /// The track of `b`, or of a phone that goes along until some minute of each day.
  private static func track(off: Double, until end: Double = 320) -> [PositionFix] {
    (0..<days).flatMap { day in
      stride(from: -60, through: end, by: 1).map { minutes in
        let place = way(minutes)
        return PositionFix(
          time: World.noon.addingTimeInterval(60 * (Double(day) * 1_440 + minutes)),
          coordinate: World.place(east: place.east + off, north: place.north - off),
          accuracyMetres: 10
        )
      }
    }
  }

  /// `b` visits every second store of the row, and check-ins of `a` are made at those between.
  private func world() -> AuditWorld {
    var world = AuditWorld()
    for stop in 0..<8 {
      world.addStore("s\(stop)", east: 700 * Double(stop), owner: stop % 2 == 0 ? "b" : "a")
      for day in 0..<Self.days {
        world.addCheckIn(
          "\(stop % 2 == 0 ? "b" : "a")-\(day)-\(stop)",
          rep: stop % 2 == 0 ? "b" : "a",
          store: "s\(stop)",
          minutes: Double(day * 1_440 + stop * 40 + 4),
          east: 700 * Double(stop) + 6
        )
      }
    }
    world.homes["a"] = World.place(east: 9_000, north: 9_000)
    world.homes["b"] = World.place(east: 0, north: -3_000)
    world.fixes["b"] = Self.track(off: 0)
    return world
  }

  private func proxies(_ world: AuditWorld) throws -> [String: Double] {
    try world.audit().compactMapValues { $0.ratios[.proxyCheckIn] }
  }

  @Test func phoneCarriedWithAColleaguesAllDayIsSuspicious() throws {
    var world = world()
    world.fixes["a"] = Self.track(off: 7)
    let marks = try proxies(world)
    #expect(marks.count == 4 * Self.days)
    #expect(marks.allSatisfy { $0.key.hasPrefix("a-") && $0.value >= 3 })
  }

  @Test func tourThatOneOfThemNamesIsNoProxy() throws {
    var world = world()
    world.fixes["a"] = Self.track(off: 7)
    for index in world.checkIns.indices where world.checkIns[index].rep == ID("b") {
      world.checkIns[index].accompaniedBy = ID("a")
    }
    #expect(try proxies(world) == [:])
  }

  @Test func dayBegunAtTheOwnHomeIsNoProxy() throws {
    var world = world()
    world.fixes["a"] = Self.track(off: 7)
    world.homes["a"] = World.place(east: 60, north: -3_000)
    world.homes["b"] = World.place(east: 9_000, north: 9_000)
    #expect(try proxies(world).keys.allSatisfy { $0.hasPrefix("b-") })
  }

  @Test func colleaguesTrackAtTheStoresOfARepWithoutOneIsSuspicious() throws {
    let marks = try proxies(world())
    #expect(marks.count == 4 * Self.days)
    #expect(marks.allSatisfy { $0.key.hasPrefix("a-") && $0.value >= 3 })
  }

  @Test func colleagueWhoOnlyPassesByIsNoMark() throws {
    var world = world()
    // At each of these stores half an hour before the check-in.
    world.fixes["b"] = Self.track(off: 0).map {
      PositionFix(
        time: $0.time.addingTimeInterval(-2_100),
        coordinate: $0.coordinate,
        accuracyMetres: 10
      )
    }
    #expect(try proxies(world) == [:])
  }

  @Test func ownTrackAtTheStoresExcusesWhateverAColleaguesSays() throws {
    var world = world()
    world.homes = [:]
    world.fixes["a"] = Self.track(off: 7)
    #expect(try proxies(world) == [:])
  }

  @Test func meetingsAreTheSameOnAnyNumberOfThreads() {
    var world = world()
    world.fixes["a"] = Self.track(off: 7, until: 120)
    let one = TrackCompany(world.context(threads: 1))
    let two = TrackCompany(world.context(threads: 2))
    for rep in 0..<2 {
      let moments = one.meetings(of: rep).map(\.moment)
      // Three hours of each day have six half hours at least.
      #expect((6...7).contains(moments.count / Self.days))
      #expect(moments == two.meetings(of: rep).map(\.moment))
    }
  }
}
