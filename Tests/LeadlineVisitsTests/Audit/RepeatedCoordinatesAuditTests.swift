import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct RepeatedCoordinatesAuditTests {
  /// Ordinary visits of a rep: each some metres from its store, two hours apart, four a day.
  private func addOrdinaryVisits(
    _ world: inout AuditWorld,
    rep: String = "r",
    days: Int = 10,
    _ generator: inout SplitMix64,
    _ change: (inout CheckIn) -> Void = { _ in }
  ) {
    for day in 0..<days {
      for visit in 0..<4 {
        let store = (day * 4 + visit) % 12
        world.addCheckIn(
          "\(rep)-\(day)-\(visit)",
          rep: rep,
          store: "s\(store)",
          minutes: Double(day * 1440 + visit * 120),
          east: Double(store) * 800 + 7 * World.normal(&generator),
          north: 7 * World.normal(&generator),
          change
        )
      }
    }
  }

  private func world() -> AuditWorld {
    var world = AuditWorld()
    for store in 0..<12 { world.addStore("s\(store)", east: Double(store) * 800) }
    world.addStore("far", east: 30_000)
    return world
  }

  private func ratios(_ world: AuditWorld, _ ids: [String]) throws -> [Double] {
    let answers = try world.audit()
    return ids.map { answers[$0]?.ratios[.repeatedCoordinates] ?? 0 }
  }

  @Test func twelveEqualCoordinatesOnSixDaysAccuseEachOther() throws {
    var generator = SplitMix64(seed: 1)
    var world = world()
    addOrdinaryVisits(&world, &generator)
    let ids = (0..<12).map { "x\($0)" }
    for (number, id) in ids.enumerated() {
      world.addCheckIn(
        id,
        store: "s\(number % 9)",
        minutes: Double(number / 2 * 1440 + number % 2 * 90 + 20),
        east: 1234.5
      )
    }
    let answers = try world.audit()
    for id in ids { #expect((answers[id]?.ratios[.repeatedCoordinates] ?? 0) >= 5.3) }
    for (id, answer) in answers where !id.hasPrefix("x") {
      #expect(answer.ratios[.repeatedCoordinates] == nil)
    }
  }

  @Test func threeEqualVisitsToOneStoreAreSuspiciousButForTheFirst() throws {
    var generator = SplitMix64(seed: 2)
    var world = world()
    addOrdinaryVisits(&world, &generator)
    for day in 0..<3 {
      world.addCheckIn("x\(day)", store: "s3", minutes: Double(day * 1440 + 30), east: 2404.3)
    }
    #expect(try ratios(world, ["x1", "x2"]).allSatisfy { $0 >= 3 })
    #expect(try ratios(world, ["x0"]) == [0])
  }

  @Test func cachedFixWithinHalfAnHourIsNoRepeat() throws {
    var world = world()
    for number in 0..<4 {
      world.addCheckIn(
        "x\(number)",
        store: "s\(number)",
        minutes: Double(number * 8),
        east: 1200
      )
    }
    #expect(try ratios(world, ["x0", "x1", "x2", "x3"]) == [0, 0, 0, 0])
  }

  @Test func cachedFixThatSaysSoIsNoRepeat() throws {
    var world = world()
    for number in 0..<6 {
      world.addCheckIn(
        "x\(number)",
        store: "s\(number)",
        minutes: Double(number * 700),
        east: 1200
      ) { $0.provider = .cached }
    }
    #expect(try ratios(world, ["x0", "x3", "x5"]) == [0, 0, 0])
  }

  @Test func mallWithoutReceptionKeepsOneFixForTheTour() throws {
    var world = world()
    for shop in 0..<5 {
      world.addStore("m\(shop)", east: 20_000 + Double(shop) * 20)
      world.addCheckIn("x\(shop)", store: "m\(shop)", minutes: Double(shop * 50), east: 20_010)
    }
    #expect(try ratios(world, ["x0", "x1", "x4"]) == [0, 0, 0])
  }

  @Test func wifiGivesTheSameFixAtTheSameStore() throws {
    var world = world()
    for week in 0..<5 {
      world.addCheckIn(
        "x\(week)",
        store: "s2",
        minutes: Double(week * 10_080),
        east: 1603,
        accuracyMetres: 25
      ) { $0.provider = .network }
    }
    #expect(try ratios(world, ["x0", "x2", "x4"]) == [0, 0, 0])
  }

  @Test func oneRepeatOnAnotherDayIsNotEnough() throws {
    var generator = SplitMix64(seed: 3)
    var world = world()
    addOrdinaryVisits(&world, &generator)
    for day in 0..<2 {
      world.addCheckIn("x\(day)", store: "s3", minutes: Double(day * 1440 + 30), east: 2404.3)
    }
    #expect(try ratios(world, ["x0", "x1"]).allSatisfy { $0 < 3 })
  }

  @Test func appThatRoundsForEveryoneAccusesNobody() throws {
    var generator = SplitMix64(seed: 4)
    var world = world()
    for rep in 0..<6 {
      addOrdinaryVisits(&world, rep: "r\(rep)", days: 30, &generator) { checkIn in
        checkIn.appVersion = "rounding"
        checkIn.coordinate = checkIn.coordinate.map {
          .init(
            uncheckedLongitude: ($0.longitude * 1e4).rounded() / 1e4,
            latitude: ($0.latitude * 1e4).rounded() / 1e4
          )
        }
      }
    }
    for (id, answer) in try world.audit() {
      #expect((answer.ratios[.repeatedCoordinates] ?? 0) < 3, "\(id)")
      #expect((answer.ratios[.roundedCoordinates] ?? 0) < 1, "\(id)")
      #expect(!answer.verdict.isAccusing, "\(id)")
    }
  }

  @Test func typedCoordinatesAmongPrecisePeersAreSuspicious() throws {
    var generator = SplitMix64(seed: 5)
    var world = world()
    for rep in 0..<4 { addOrdinaryVisits(&world, rep: "r\(rep)", &generator) }
    for day in 0..<4 {
      world.addCheckIn("x\(day)", rep: "r1", store: "s\(day)", minutes: Double(day * 1440 + 20)) {
        let place = World.place(east: Double(day) * 800)
        $0.coordinate = .init(
          uncheckedLongitude: (place.longitude * 1e3).rounded() / 1e3,
          latitude: (place.latitude * 1e3).rounded() / 1e3
        )
      }
    }
    let answers = try world.audit()
    for day in 0..<4 { #expect((answers["x\(day)"]?.ratios[.roundedCoordinates] ?? 0) >= 3) }
  }

  @Test func mastThatHappensToBeAtARoundPlaceIsOneRoundFix() throws {
    let ratios = try roundRatios(accuracyMetres: 500)
    #expect(ratios.allSatisfy { $0 < 3 })
  }

  @Test func typedPlaceThatIsSaidToBeExactIsNoMast() throws {
    let ratios = try roundRatios(accuracyMetres: 20)
    #expect(ratios.count == 8 && ratios.allSatisfy { $0 >= 3 })
  }

  /// Of eight check-ins of one rep at one round place that the network is said to have given.
  private func roundRatios(accuracyMetres: Double) throws -> [Double] {
    var generator = SplitMix64(seed: 5)
    var world = world()
    for rep in 0..<4 { addOrdinaryVisits(&world, rep: "r\(rep)", &generator) }
    let place = World.place(east: 400)
    for day in 0..<8 {
      world.addCheckIn("x\(day)", rep: "r1", store: "s\(day % 2)", minutes: Double(day * 1440 + 20))
      {
        $0.coordinate = .init(
          uncheckedLongitude: (place.longitude * 1e3).rounded() / 1e3,
          latitude: (place.latitude * 1e3).rounded() / 1e3
        )
        $0.accuracyMetres = accuracyMetres
        $0.provider = .network
      }
    }
    let answers = try world.audit()
    return (0..<8).compactMap { answers["x\($0)"]?.ratios[.roundedCoordinates] }
  }
}
