import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineVisits

struct TrackJumpTests {
  /// One day with a fix a minute from an hour before `World.noon` to three hours after, at so many metres
  /// east of `World.origin`, and a check-in after 60 minutes at a store 3 km east.
  private func world(
    shifted: Double = 3_000,
    radius: (Int) -> Double = { 5 + Double($0 % 7) },
    isAwake: (Int) -> Bool = { _ in true },
    _ east: (_ minute: Int) -> Double?
  ) -> AuditWorld {
    var world = AuditWorld()
    world.addStore("s", east: 3_000)
    world.addCheckIn("c", minutes: 60, east: shifted)
    for minute in -60...180 {
      guard let east = east(minute) else { continue }
      world.fixes["r", default: []].append(
        World.fix(
          after: Double(minute) * 60,
          // Some metres of error, so that no two fixes are equal.
          east: east + (isAwake(minute) ? Double(minute % 5) : 0),
          accuracyMetres: radius(minute)
        )
      )
    }
    return world
  }

  private func ratio(_ world: AuditWorld) throws -> Double? {
    try world.audit()["c"]?.ratios[.impossibleTravel]
  }

  @Test func trackThatIsAtTheStoreBetweenTwoJumpsSpeaksAgainstTheVisit() throws {
    let ratio = try ratio(world { (50...80).contains($0) ? 3_000 : 0 })
    #expect(try #require(ratio) > 4)
  }

  @Test func wayAtTheSpeedOfATownIsNoJump() throws {
    // Five minutes there, five back: 10 m/s.
    #expect(try ratio(world { 3_000 * max(0, min(1, (65 - abs(Double($0) - 60)) / 5 - 3)) }) == nil)
  }

  @Test func taxiThatIsSeenOnItsWayIsNoJump() throws {
    // 1,000 m a minute.
    let world = world { minute in
      Double(max(0, min(3_000, 1_000 * min(minute - 40, 90 - minute))))
    }
    #expect(try ratio(world) == nil)
  }

  @Test func spikesOfAReceiverAreNoJumps() throws {
    let world = world { (52...53).contains($0) || $0 == 59 ? 3_000 : 0 }
    #expect(try ratio(world) == nil)
  }

  @Test func gapOfTheTrackIsNoJump() throws {
    let world = world { minute in
      (40..<50).contains(minute) || (81...90).contains(minute)
        ? nil : (50...80).contains(minute) ? 3_000 : 0
    }
    #expect(try ratio(world) == nil)
  }

  @Test func fixElsewhereThanTheTrackIsNotOfItsJumps() throws {
    #expect(try ratio(world(shifted: 3_600) { (50...80).contains($0) ? 3_000 : 0 }) == nil)
  }

  @Test func phoneThatWakesUpWithAnOldPositionAccusesNobody() throws {
    let world = world(isAwake: { $0 >= 50 }, { $0 < 50 ? 0 : 3_000 })
    #expect(try ratio(world) == nil)
  }

  @Test func phoneThatRestsAtHomeCannotBeAtACustomersAMinuteLater() throws {
    let ratio = try ratio(world { $0 < 50 ? 0 : 3_000 })
    #expect(try #require(ratio) > 4)
  }

  @Test func phoneThatIsAtHomeAMinuteLaterWasNotAtTheCustomersEither() throws {
    let ratio = try ratio(world { $0 < 90 ? 3_000 : 0 })
    #expect(try #require(ratio) > 3)
  }

  @Test func visitsOfTheMorningAreNotAccusedByAJumpOfTheAfternoon() throws {
    var world = world { $0 < 150 ? 3_000 : 0 }
    world.checkIns[0].time.addTimeInterval(-6_600)
    let ratio = try ratio(world)
    #expect(ratio ?? 0 < 3)
  }

  @Test func jumpToTheCustomersAccusesNobodyWhoWasAtACustomersBefore() throws {
    var world = world { $0 < 50 ? 0 : 3_000 }
    world.addStore("other", east: 20)
    world.addCheckIn("d", store: "other", minutes: -2_000, east: 20)
    #expect(try ratio(world) == nil)
  }

  @Test func visitOnTheSideWhereThePhoneReallyWasIsClear() throws {
    // At home after what was made up, then to a customer by road, where the phone falls asleep.
    var world = world(
      isAwake: { $0 < 50 },
      { $0 < 10 ? -3_000 : $0 < 40 ? 0 : min(3_000, 300 * Double($0 - 40)) }
    )
    world.addStore("other", east: -3_000)
    world.addCheckIn("d", store: "other", minutes: -2_000, east: -3_000)
    #expect(try ratio(world) == nil)
  }

  @Test func singleJumpTellsWhereTheTrackThenStandsStill() throws {
    let ratio = try ratio(
      world(radius: { $0 < 50 ? Double($0 % 7) + 5 : 5 }, isAwake: { $0 >= 50 }) {
        $0 < 50 ? 0 : 3_000
      }
    )
    #expect(try #require(ratio) > 3)
  }

  // Ways and errors as they stand in GeoLife, by the second, around a visit between two of them.

  /// A day with fixes by the second: at the store from 50 minutes after noon to 80, and what `way` tells
  /// of the seconds outside that time: below 0 before it, above 0 after it.
  private func worldBySecond(_ way: (_ second: Int) -> Double?) -> AuditWorld {
    var world = AuditWorld()
    world.addStore("s", east: 3_000)
    world.addCheckIn("c", minutes: 65, east: 3_000)
    for second in 0...7_800 {
      let outside = second < 3_000 ? second - 3_000 : max(0, second - 4_800)
      guard let east = outside == 0 ? 3_000 : way(outside) else { continue }
      world.fixes["r", default: []].append(
        World.fix(after: Double(second), east: east + Double(second % 5), accuracyMetres: .nan)
      )
    }
    return world
  }

  @Test func gapOnAMotorwayIsNoJump() throws {
    // 20 m/s, and a minute of it unseen.
    let world = worldBySecond { second in
      (60...120).contains(abs(second)) ? nil : 3_000 - 20 * Double(abs(second))
    }
    #expect(try ratio(world) == nil)
  }

  @Test func fastTrainIsNoJump() throws {
    // 50 m/s, and a minute of it unseen.
    let world = worldBySecond { second in
      (60..<120).contains(abs(second)) ? nil : 3_000 - 50 * Double(min(abs(second), 600))
    }
    #expect(try ratio(world) == nil)
  }

  @Test func receiverThatDriftsOffAndComesBackAtOnceHasNotJumped() throws {
    // 40 m/s for 40 s, then back within one.
    let world = worldBySecond { second in
      switch second {
      case -100 ..< -60: 3_000 + 40 * Double(second + 100)
      case 61...100: 3_000 + 40 * Double(second - 60)
      default: 3_000
      }
    }
    #expect(try ratio(world) == nil)
  }

  @Test func strayFixesAfterAGapAreNoJump() throws {
    let world = worldBySecond { second in
      switch second {
      case -400 ..< -60, 60..<400: nil
      case -60 ..< -55, 400..<405: 4_600
      default: 3_000
      }
    }
    #expect(try ratio(world) == nil)
  }

  @Test func slowTrainSeenHalfwayIsNoJump() throws {
    // 3.5 km in 67 s, with one fix in the middle.
    let world = worldBySecond { second in
      switch abs(second) {
      case ..<60: 3_000
      case 90: 1_200
      case ..<127: nil
      default: -500
      }
    }
    #expect(try ratio(world) == nil)
  }

  @Test func undergroundForMinutesIsNoJump() throws {
    // 3.3 km in 159 s.
    let world = worldBySecond { second in
      abs(second) < 60 ? 3_000 : abs(second) < 219 ? nil : -300
    }
    #expect(try ratio(world) == nil)
  }

  @Test func loggerThatFindsItselfAgainIsNoJump() throws {
    // 700 m in 6 s, with no accuracy stated.
    #expect(try ratio(worldBySecond { abs($0) < 66 ? abs($0) < 60 ? 3_000 : nil : 2_300 }) == nil)
  }

  @Test func positionThatIsMadeUpBySecondsIsAJump() throws {
    let ratio = try ratio(worldBySecond { _ in 0 })
    #expect(try #require(ratio) > 4)
  }

  @Test func receiverThatRepeatsItselfForSecondsDoesNotStandStill() throws {
    // Each place for five seconds, and one jump that leaves open which side is true.
    var world = worldBySecond { _ in nil }
    world.addStore("other", east: 0)
    world.addCheckIn("d", store: "other", minutes: 10, east: 20)
    world.fixes["r"] = (0...7_800).map { second in
      World.fix(
        after: Double(second),
        east: (second < 3_000 ? 0 : 3_000) + Double(second / 5 % 50),
        accuracyMetres: .nan
      )
    }
    #expect(try ratio(world) == nil)
  }
}
