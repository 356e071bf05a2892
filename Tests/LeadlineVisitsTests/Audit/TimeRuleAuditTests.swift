import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct TimeRuleAuditTests {
  /// A month of ordinary visits, 4 a day, 700 m apart, at times of no pattern.
  private func world(everyMinutes: Double = 45, spacing: Double = 700) -> AuditWorld {
    var generator = SplitMix64(seed: 21)
    var world = AuditWorld()
    for store in 0..<40 { world.addStore("s\(store)", east: Double(store) * spacing) }
    for day in 0..<20 {
      for visit in 0..<4 {
        let store = (day * 4 + visit) % 40
        world.addCheckIn(
          "o\(day)-\(visit)",
          store: "s\(store)",
          minutes: Double(day * 1_440) + everyMinutes * Double(visit)
            + generator.double(in: 0...1),
          east: Double(store) * spacing + 8 * World.normal(&generator),
          north: 8 * World.normal(&generator)
        )
      }
    }
    return world
  }

  private func ratio(_ world: AuditWorld, _ id: String, _ reason: Reason) throws -> Double {
    try world.audit()[id]?.ratios[reason] ?? 0
  }

  /// Adds check-ins at other stores, some minutes apart, after the day's visits.
  private func addRun(_ world: inout AuditWorld, everyMinutes: Double, spacing: Double = 700) {
    for number in 0..<6 {
      world.addCheckIn(
        "x\(number)",
        store: "s\(20 + number)",
        minutes: 3 * 1_440 + 400.3 + everyMinutes * Double(number),
        east: Double(20 + number) * spacing + 4,
        north: Double(number)
      )
    }
  }

  @Test func sixCheckInsInTwoMinutesAreABurst() throws {
    var world = world()
    addRun(&world, everyMinutes: 0.4)
    let answers = try world.audit()
    for number in 0..<6 { #expect((answers["x\(number)"]?.ratios[.burst] ?? 0) >= 3) }
    #expect(answers["o3-0"]?.ratios[.burst] == nil)
  }

  @Test func offlineSyncIsNoBurst() throws {
    var world = world()
    for position in world.checkIns.indices {
      world.checkIns[position].submittedAt = World.noon.addingTimeInterval(2e6)
    }
    for (_, answer) in try world.audit() { #expect(answer.ratios[.burst] == nil) }
  }

  @Test func denseMarketIsItsRepsHabit() throws {
    var world = world(everyMinutes: 2, spacing: 60)
    addRun(&world, everyMinutes: 1.4, spacing: 60)
    for (id, answer) in try world.audit() { #expect((answer.ratios[.burst] ?? 0) < 3, "\(id)") }
  }

  @Test func dropOffsTwoMinutesApartAreNoBurst() throws {
    var world = world(spacing: 50)
    addRun(&world, everyMinutes: 2.5, spacing: 50)
    for number in 0..<6 { #expect(try ratio(world, "x\(number)", .burst) == 0) }
  }

  @Test func sentADayLateIsWeak() throws {
    var world = world()
    world.checkIns[5].submittedAt = world.checkIns[5].time.addingTimeInterval(100_000)
    let ratio = try ratio(world, world.checkIns[5].id.rawValue, .lateEntry)
    #expect(ratio > 0 && ratio <= 1)
  }

  @Test func offlineQueueSentTogetherIsNotHeldBack() throws {
    var world = world()
    for position in 8..<12 {
      world.checkIns[position].submittedAt = world.checkIns[11].time.addingTimeInterval(60)
    }
    for position in 8..<12 {
      #expect(try ratio(world, world.checkIns[position].id.rawValue, .lateEntry) == 0)
    }
  }

  @Test func heldBackWhileALaterOneWasSentIsSaid() throws {
    var world = world()
    for position in 8..<12 {
      world.checkIns[position].submittedAt = world.checkIns[position].time.addingTimeInterval(3)
    }
    world.checkIns[8].submittedAt = world.checkIns[11].time.addingTimeInterval(3_600)
    let ratio = try ratio(world, world.checkIns[8].id.rawValue, .lateEntry)
    #expect(ratio >= 1 && ratio < 3)
  }

  @Test func fixesOfTheEveningForTimesOfTheDayAreEnteredLate() throws {
    var world = world()
    for position in world.checkIns.indices {
      world.checkIns[position].fixTime = world.checkIns[position].time
    }
    for position in 8..<11 {
      world.checkIns[position].fixTime = world.checkIns[position].time.addingTimeInterval(20_000)
    }
    for position in 8..<11 {
      #expect(try ratio(world, world.checkIns[position].id.rawValue, .lateEntry) >= 3)
    }
  }

  @Test func clockSkewOfTheRepsPhoneIsNoLateEntry() throws {
    var world = world()
    for position in world.checkIns.indices {
      world.checkIns[position].fixTime = world.checkIns[position].time.addingTimeInterval(900)
    }
    for (_, answer) in try world.audit() { #expect(answer.ratios[.lateEntry] == nil) }
  }

  @Test func typedTimesAreRound() throws {
    var world = world()
    for position in 8..<16 {
      let seconds = world.checkIns[position].time.timeIntervalSinceReferenceDate
      world.checkIns[position].time = Date(
        timeIntervalSinceReferenceDate: (seconds / 300).rounded() * 300
      )
    }
    #expect(try ratio(world, world.checkIns[9].id.rawValue, .lateEntry) >= 3)
    #expect(try ratio(world, world.checkIns[20].id.rawValue, .lateEntry) == 0)
  }

  @Test(arguments: [300.0, 600, 3_600])
  func appThatRoundsTimesTypesNothing(seconds: Double) throws {
    var world = world()
    for position in world.checkIns.indices {
      let time = world.checkIns[position].time.timeIntervalSinceReferenceDate
      world.checkIns[position].time = Date(
        timeIntervalSinceReferenceDate: (time / seconds).rounded(.down) * seconds
      )
    }
    for (_, answer) in try world.audit() { #expect(answer.ratios[.lateEntry] == nil) }
  }

  @Test func appThatDropsTheSecondsTypesNothing() throws {
    var world = world()
    for position in world.checkIns.indices {
      let seconds = world.checkIns[position].time.timeIntervalSinceReferenceDate
      world.checkIns[position].time = Date(
        timeIntervalSinceReferenceDate: (seconds / 60).rounded() * 60
          + Double(position % 5) * 60
      )
    }
    for (_, answer) in try world.audit() { #expect((answer.ratios[.lateEntry] ?? 0) < 1) }
  }

  /// Makes some check-ins late, at times with whole minutes or not.
  private func delay(_ world: inout AuditWorld, every: Int, areTyped: Bool) {
    for position in world.checkIns.indices where position % every == 2 {
      let seconds = world.checkIns[position].time.timeIntervalSinceReferenceDate
      // Not a multiple of five minutes, on which another sign rests.
      let time = Date(
        timeIntervalSinceReferenceDate: (seconds / 300).rounded() * 300 + (areTyped ? 120 : 131)
      )
      world.checkIns[position].time = time
      world.checkIns[position].submittedAt = time.addingTimeInterval(14_400)
    }
  }

  @Test func lateCheckInsWithTypedTimesSpeakAgainstThemselves() throws {
    var world = world()
    delay(&world, every: 8, areTyped: true)
    #expect(try ratio(world, world.checkIns[2].id.rawValue, .lateEntry) >= 3)
    #expect(try ratio(world, world.checkIns[3].id.rawValue, .lateEntry) == 0)
  }

  @Test func lateCheckInsWithTheClocksTimesDoNot() throws {
    var world = world()
    delay(&world, every: 8, areTyped: false)
    #expect(try ratio(world, world.checkIns[2].id.rawValue, .lateEntry) < 2)
  }

  @Test func appThatLetsAllTypeTheTimeAccusesNobody() throws {
    var world = world()
    delay(&world, every: 8, areTyped: true)
    for check in world.checkIns {
      for rep in ["p", "q", "t"] {
        var other = check
        other.id = ID("\(rep)\(check.id.rawValue)")
        other.rep = ID(rep)
        world.checkIns.append(other)
      }
    }
    let late = world.checkIns[2].id.rawValue
    #expect(try ratio(world, late, .lateEntry) < 2)
  }

  @Test func dropOffsAreWeakAndLessSoWhereTheyAreUsual() throws {
    var world = world()
    world.checkIns[4].leftAt = world.checkIns[4].time.addingTimeInterval(60)
    let single = try ratio(world, world.checkIns[4].id.rawValue, .shortDwell)
    #expect(single > 0 && single <= 1)
    for position in world.checkIns.indices {
      world.checkIns[position].leftAt = world.checkIns[position].time.addingTimeInterval(60)
    }
    for (_, answer) in try world.audit() { #expect(answer.ratios[.shortDwell] == nil) }
  }

  /// A track that drives east past the store of the first check-in of day 0, a fix a minute.
  private func drive(standing: Double, gap: Bool = false) -> AuditWorld {
    var world = world()
    world.checkIns[0].time = World.noon
    for minute in -20...20 {
      if gap && abs(minute) < 4 { continue }
      let seconds = Double(minute) * 60
      let driven = seconds < 0 ? min(0, seconds + standing) : seconds
      world.fixes["r", default: []].append(World.fix(after: seconds, east: driven * 10))
    }
    return world
  }

  @Test func passingTheStoreAtSpeedIsNoVisit() throws {
    #expect(try ratio(drive(standing: 0), "o0-0", .shortDwell) >= 3)
  }

  @Test func stopNearTheTimeIsAVisitWhateverTheClock() throws {
    #expect(try ratio(drive(standing: 300), "o0-0", .shortDwell) == 0)
  }

  @Test func gapOfTheTrackHidesAStop() throws {
    #expect(try ratio(drive(standing: 0, gap: true), "o0-0", .shortDwell) == 0)
  }

  /// A phone that stands at the first store of day 0 for some time, and drives before and after.
  private func stop(_ seconds: Double) -> AuditWorld {
    var world = world()
    world.checkIns[0].time = World.noon
    for step in -60...60 {
      let time = Double(step) * 20
      let driven = time < -seconds / 2 ? time + seconds / 2 : max(0, time - seconds / 2)
      world.fixes["r", default: []].append(World.fix(after: time, east: driven * 8))
    }
    return world
  }

  @Test func visitsThatEndAsTheyBeginSpeakAgainstThemselves() throws {
    var world = world()
    for position in world.checkIns.indices {
      let seconds = position % 12 == 5 ? 4.0 : 900
      world.checkIns[position].leftAt = world.checkIns[position].time.addingTimeInterval(seconds)
    }
    let answers = try world.audit()
    #expect(answers[world.checkIns[5].id.rawValue]?.ratios[.shortDwell] ?? 0 >= 2)
    #expect(answers[world.checkIns[6].id.rawValue]?.ratios[.shortDwell] == nil)
  }

  @Test func checkingInWhenLeavingIsAHabitOfSome() throws {
    var world = world()
    for position in world.checkIns.indices where position % 5 < 3 {
      world.checkIns[position].leftAt = world.checkIns[position].time.addingTimeInterval(4)
    }
    for (_, answer) in try world.audit() { #expect((answer.ratios[.shortDwell] ?? 0) <= 1) }
  }

  @Test func stopOfAMinuteIsBriefByTheTrackButOneMayDropSomethingOff() throws {
    let ratio = try ratio(stop(40), "o0-0", .shortDwell)
    #expect(ratio > 1 && ratio < 3)
  }

  /// A phone that is carried up and down a street around the first store of day 0, some metres a second.
  private func walk(_ metres: Double) -> AuditWorld {
    var world = world()
    world.checkIns[0].time = World.noon
    for step in -90...90 {
      let time = Double(step) * 20
      let away = metres * sin(time / metres * 1.2)
      world.fixes["r", default: []].append(World.fix(after: time, east: away))
    }
    return world
  }

  @Test func walkUpAndDownTheStreetIsNoVisit() throws {
    #expect(try ratio(walk(220), "o0-0", .shortDwell) > 1)
  }

  @Test func walkAroundTheShelvesIsAVisit() throws {
    #expect(try ratio(walk(25), "o0-0", .shortDwell) == 0)
  }

  @Test func stopOfTenMinutesIsAVisit() throws {
    #expect(try ratio(stop(600), "o0-0", .shortDwell) == 0)
  }

  @Test func fixThatDrivesIsNoVisit() throws {
    var world = world()
    for position in 8..<10 {
      world.checkIns[position].speedMetresPerSecond = 4
      world.checkIns[position].provider = .gps
    }
    #expect(try ratio(world, world.checkIns[8].id.rawValue, .shortDwell) >= 3)
  }

  @Test func fixThatDrivesMayBeOldWhereTheAppTellsNeitherItsTimeNorItsProvider() throws {
    var world = world()
    for position in 8..<10 { world.checkIns[position].speedMetresPerSecond = 4 }
    for (_, answer) in try world.audit() { #expect(answer.ratios[.shortDwell] == nil) }
  }

  @Test func cachedFixOfTheDriveToTheStoreSaysNothing() throws {
    var world = world()
    for position in 8..<10 {
      world.checkIns[position].speedMetresPerSecond = 4
      world.checkIns[position].fixTime = world.checkIns[position].time.addingTimeInterval(-300)
    }
    for (_, answer) in try world.audit() { #expect(answer.ratios[.shortDwell] == nil) }
  }
}
