import Foundation
import LeadlineModel
import Testing

@testable import LeadlineVisits

/// Phones that set out from a colleague's home, and honest mornings elsewhere.
struct MorningsTests {
  private typealias Place = (east: Double, north: Double)

  private static let days = 8
  private static let homeOfA: Place = (9_000, 9_000)
  private static let homeOfB: Place = (0, -3_000)

  /// `a` and `b` visit four stores each on eight days; the phone of `a` tells where it sets out from.
  private func world(_ start: (Int) -> Place) -> AuditWorld {
    var world = AuditWorld()
    world.homes["a"] = World.place(east: Self.homeOfA.east, north: Self.homeOfA.north)
    world.homes["b"] = World.place(east: Self.homeOfB.east, north: Self.homeOfB.north)
    world.fixes["a"] = []
    for stop in 0..<4 {
      world.addStore("a\(stop)", east: 700 * Double(stop), owner: "a")
      world.addStore("b\(stop)", east: 700 * Double(stop), north: 1_500, owner: "b")
    }
    for day in 0..<Self.days {
      func fix(_ minutes: Double, _ place: Place) {
        let time = World.noon.addingTimeInterval(60 * (Double(day) * 1_440 + minutes))
        world.fixes["a"]?.append(
          PositionFix(
            time: time,
            coordinate: World.place(east: place.east, north: place.north),
            accuracyMetres: 10
          )
        )
      }
      for minute in -90 ..< -60 { fix(Double(minute), start(day)) }
      for stop in 0..<4 {
        let place: Place = (700 * Double(stop) + 6, 0)
        for minute in 0...20 { fix(Double(stop * 40 + minute), place) }
        for rep in ["a", "b"] {
          world.addCheckIn(
            "\(rep)-\(day)-\(stop)",
            rep: rep,
            store: "\(rep)\(stop)",
            minutes: Double(day * 1_440 + stop * 40 + (rep == "a" ? 4 : 26)),
            east: place.east,
            north: rep == "a" ? 0 : 1_500
          )
        }
      }
    }
    return world
  }

  private func proxies(_ world: AuditWorld) throws -> [String] {
    try world.audit().filter { $0.value.ratios[.proxyCheckIn] != nil }.keys.sorted()
  }

  @Test func visitsOfAPhoneThatSetOutFromAColleaguesHomeAreSuspicious() throws {
    let world = world { $0 == 2 || $0 == 5 ? (30, -2_960) : Self.homeOfA }
    let marks = try world.audit().compactMapValues { $0.ratios[.proxyCheckIn] }
    let expected = [2, 5].flatMap { day in (0..<4).map { "a-\(day)-\($0)" } }
    #expect(marks.keys.sorted() == expected)
    #expect(marks.values.allSatisfy { $0 >= 3 })
  }

  @Test func morningsAtTheOwnHomeAreNoMark() throws {
    #expect(try proxies(world { _ in Self.homeOfA }) == [])
  }

  /// Two who live together, or a depot at the colleague's.
  @Test func habitIsNoMark() throws {
    #expect(try proxies(world { $0 % 2 == 0 ? Self.homeOfB : Self.homeOfA }) == [])
  }

  @Test func neighboursHomeIsNoMark() throws {
    var world = world { $0 == 2 ? (30, -2_960) : (100, -2_700) }
    world.homes["a"] = World.place(east: 100, north: -2_700)
    #expect(try proxies(world) == [])
  }

  /// A phone whose app sends another datum: all its mornings are half a kilometre off, some of them a
  /// little nearer to a colleague.
  @Test func morningsInAnotherDatumAreNoMark() throws {
    var world = world { $0 % 4 == 1 ? (9_440, 9_300) : (9_400, 9_280) }
    world.homes["b"] = World.place(east: 9_500, north: 9_400)
    #expect(try proxies(world) == [])
  }

  /// The same phone, lent: it sets out from the colleague's home in its own datum.
  @Test func lentPhoneInAnotherDatumIsSuspicious() throws {
    let shift: Place = (400, 280)
    let world = world { day in
      let home = day == 2 || day == 5 ? Self.homeOfB : Self.homeOfA
      return (home.east + shift.east, home.north + shift.north)
    }
    #expect(try proxies(world) == [2, 5].flatMap { day in (0..<4).map { "a-\(day)-\($0)" } })
  }

  /// A track that was only switched on at the first store, beside which the colleague lives.
  @Test func dayBegunAtTheFirstStoreIsNoMark() throws {
    var world = world { $0 == 2 ? (20, 40) : Self.homeOfA }
    world.homes["b"] = World.place(east: 30, north: 60)
    #expect(try proxies(world) == [])
  }

  @Test func dayOnWhichTheColleagueDidNotWorkIsNoMark() throws {
    var world = world { $0 == 2 ? (30, -2_960) : Self.homeOfA }
    world.checkIns.removeAll { $0.id.rawValue.hasPrefix("b-2-") }
    #expect(try proxies(world) == [])
  }

  @Test func tourThatTheColleagueNamesIsNoMark() throws {
    var world = world { $0 == 2 ? (30, -2_960) : Self.homeOfA }
    for index in world.checkIns.indices where world.checkIns[index].rep == ID("b") {
      world.checkIns[index].accompaniedBy = ID("a")
    }
    #expect(try proxies(world) == [])
  }
}
