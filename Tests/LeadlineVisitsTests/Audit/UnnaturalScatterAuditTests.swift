import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct UnnaturalScatterAuditTests {
  /// Visits of some reps, with readings that vary but for those that a test changes.
  private func world(
    reps: Int = 3,
    visits: Int = 120,
    seed: UInt64 = 1,
    _ change: (_ rep: Int, _ visit: Int, inout CheckIn) -> Void = { _, _, _ in }
  ) -> AuditWorld {
    var generator = SplitMix64(seed: seed)
    var world = AuditWorld()
    for store in 0..<30 { world.addStore("s\(store)", east: Double(store) * 900) }
    for rep in 0..<reps {
      for visit in 0..<visits {
        let store = visit % 30
        let accuracy = generator.double(in: 4...25)
        world.addCheckIn(
          "c\(rep)-\(visit)",
          rep: "r\(rep)",
          store: "s\(store)",
          minutes: Double(visit) * 130,
          east: Double(store) * 900 + accuracy / 1.51 * World.normal(&generator),
          north: accuracy / 1.51 * World.normal(&generator),
          accuracyMetres: (accuracy * 1_000).rounded() / 1_000
        ) { checkIn in
          checkIn.altitudeMetres = generator.double(in: 10...60)
          checkIn.provider = .gps
          change(rep, visit, &checkIn)
        }
      }
    }
    return world
  }

  private func ratio(_ world: AuditWorld, _ id: String) throws -> Double {
    try world.audit()[id]?.ratios[.unnaturalScatter] ?? 0
  }

  @Test func oneAccuracyAndAltitudeAgainAndAgainSpeakAgainstThoseVisits() throws {
    let world = world { rep, visit, checkIn in
      guard rep == 1, visit % 8 == 3 else { return }
      checkIn.accuracyMetres = 5
      checkIn.altitudeMetres = 50
    }
    #expect(try ratio(world, "c1-3") >= 2)
    #expect(try ratio(world, "c1-4") == 0)
    #expect(try ratio(world, "c0-3") == 0)
  }

  @Test func altitudesOfZeroTellThoughAnotherValueComesOftenToo() throws {
    let world = world { rep, visit, checkIn in
      guard rep == 1 else { return }
      if visit % 8 == 3 { checkIn.altitudeMetres = 0 }
      if visit % 16 == 5 { checkIn.altitudeMetres = 12.5 }
    }
    #expect(try ratio(world, "c1-3") >= 1)
    #expect(try ratio(world, "c1-5") == 0)
  }

  @Test func readingsOfOneAfternoonMakeItsVisitsSuspicious() throws {
    let world = world { rep, visit, checkIn in
      guard rep == 1, (60..<66).contains(visit) else { return }
      checkIn.altitudeMetres = 0
    }
    #expect(try ratio(world, "c1-63") >= 3)
    #expect(try ratio(world, "c1-68") == 0)
  }

  @Test func oddPhoneIsOddOnAnyDay() throws {
    let world = world { rep, visit, checkIn in
      guard rep == 1, visit % 24 == 5 else { return }
      checkIn.altitudeMetres = 0
    }
    for (_, answer) in try world.audit() { #expect((answer.ratios[.unnaturalScatter] ?? 0) < 3) }
  }

  @Test func appThatSendsNoAltitudesUntilTheNextVersionAccusesNobody() throws {
    let world = world { rep, visit, checkIn in
      checkIn.appVersion = rep == 1 && visit < 40 ? "1" : "2"
      if rep == 1 && visit < 40 { checkIn.altitudeMetres = nil }
    }
    for (_, answer) in try world.audit() { #expect(answer.ratios[.unnaturalScatter] == nil) }
  }

  @Test func fullMetresOfNetworksInAnAppThatNamesNoProvidersAccuseNobody() throws {
    let world = world { rep, visit, checkIn in
      checkIn.provider = nil
      if visit % 40 < 6 { checkIn.accuracyMetres = checkIn.accuracyMetres?.rounded() }
    }
    for (_, answer) in try world.audit() { #expect(answer.ratios[.unnaturalScatter] == nil) }
  }

  @Test func readingsAloneNeverMakeAVisitSuspicious() throws {
    let world = world { rep, visit, checkIn in
      guard rep == 1, visit % 3 == 0 else { return }
      checkIn.accuracyMetres = 5
      checkIn.altitudeMetres = 50
    }
    for (_, answer) in try world.audit() { #expect((answer.ratios[.unnaturalScatter] ?? 0) < 3) }
  }

  @Test func accuracyThatAllPhonesOfAnAppGiveIsUsual() throws {
    let world = world { _, visit, checkIn in
      if visit % 5 == 0 { checkIn.accuracyMetres = 65 }
      if visit % 7 == 0 { checkIn.altitudeMetres = nil }
    }
    for (_, answer) in try world.audit() { #expect(answer.ratios[.unnaturalScatter] == nil) }
  }

  @Test func badPhoneWithFewLevelsOfAccuracyIsUsual() throws {
    let world = world { rep, visit, checkIn in
      guard rep == 1 else { return }
      checkIn.accuracyMetres = [5, 10, 10, 30, 65, 10, 5][visit % 7]
    }
    for (_, answer) in try world.audit() { #expect((answer.ratios[.unnaturalScatter] ?? 0) < 1.5) }
  }

  @Test func honestReadingsSayNothing() throws {
    for seed: UInt64 in 0..<5 {
      for (_, answer) in try world(seed: seed).audit() {
        #expect(answer.ratios[.unnaturalScatter] == nil)
      }
    }
  }

  /// Else whoever checks in from elsewhere would accuse those who were at the store.
  @Test func oneColleaguesWordAgainstThePinAccusesNobody() throws {
    var world = world(reps: 1)
    for store in 0..<10 {
      world.addCheckIn(
        "other\(store)",
        rep: "z",
        store: "s\(store)",
        minutes: Double(store) * 1_500,
        east: Double(store) * 900,
        north: 500 + 40 * Double(store),
        accuracyMetres: 6
      )
    }
    for (id, answer) in try world.audit() where id.hasPrefix("c0") {
      #expect(answer.ratios[.unnaturalScatter] == nil, "\(id)")
      #expect(answer.score == 0, "\(id) \(answer)")
    }
  }
}
