import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct OnePlaceAuditTests {
  /// Stores some metres east, checked in at from fixes around other metres, minutes apart.
  private func answers(
    stores: [Double],
    fixes: [Double],
    accuracyMetres: Double? = nil,
    minutes: Double = 15,
    _ change: (inout AuditWorld) -> Void = { _ in }
  ) throws -> [AuditWorld.Answer?] {
    var world = AuditWorld()
    for number in stores.indices {
      world.addStore("s\(number)", east: stores[number], accuracyMetres: accuracyMetres)
      world.addCheckIn(
        "c\(number)",
        store: "s\(number)",
        minutes: minutes * Double(number),
        east: fixes[number],
        north: Double(number)
      )
    }
    change(&world)
    let answers = try world.audit()
    return stores.indices.map { answers["c\($0)"] }
  }

  private func ratios(_ answers: [AuditWorld.Answer?]) -> [Double] {
    answers.map { $0?.ratios[.onePlaceManyStores] ?? 0 }
  }

  @Test func storesAroundACafeAreNotVisitedFromIt() throws {
    let ratios = ratios(
      try answers(stores: [0, 350, -400, 450, -420], fixes: [3, 0, -4, 2, 6])
    )
    #expect(ratios[0] == 0)
    #expect(ratios.dropFirst().allSatisfy { $0 >= 3 })
  }

  @Test func storeClaimedBetweenFarOnesWithinMinutesIsNotVisitedEither() throws {
    let series = try answers(
      stores: [350, -400, 10, 450, -420],
      fixes: [3, 0, -4, 2, 6],
      minutes: 2
    )
    #expect(ratios(series).allSatisfy { $0 >= 3 })
    // Who is there for a quarter of an hour may well be a customer's guest.
    let visit = try answers(stores: [350, -400, 10, 450, -420], fixes: [3, 0, -4, 2, 6])
    #expect(ratios(visit)[2] == 0)
  }

  @Test func storesOfKnownPlaceNeedLess() throws {
    let ratios = ratios(
      try answers(stores: [0, 150, -140, 260], fixes: [3, 0, -4, 2], accuracyMetres: 8)
    )
    #expect(ratios[0] == 0)
    #expect(ratios.dropFirst().allSatisfy { $0 >= 3 })
  }

  @Test func mallIsOnePlace() throws {
    let ratios = ratios(
      try answers(stores: [0, 40, -60, 110, 20, -90], fixes: [3, 0, -4, 2, 6, 1])
    )
    #expect(ratios.allSatisfy { $0 < 1 })
  }

  @Test func towerIsOnePlace() throws {
    let ratios = ratios(
      try answers(stores: [0, 2, 5, 1], fixes: [9, 0, -14, 12], accuracyMetres: 10)
    )
    #expect(ratios.allSatisfy { $0 == 0 })
  }

  @Test func denseMarketIsWalkedThrough() throws {
    let stores = (0..<8).map { Double($0) * 45 }
    let ratios = ratios(try answers(stores: stores, fixes: stores, minutes: 6))
    #expect(ratios.allSatisfy { $0 < 1 })
  }

  @Test func geocodeOfOneNeighbourOffByTwoHundredMetresIsNotEnough() throws {
    let ratios = ratios(try answers(stores: [0, 200], fixes: [3, 10]))
    #expect(ratios.allSatisfy { $0 < 3 })
  }

  @Test func cachedFixForTheNextStoreIsNotEnough() throws {
    let found = try answers(stores: [0, 400], fixes: [3, 3]) { world in
      for position in 0..<2 { world.checkIns[position].coordinate = World.place(east: 3) }
    }
    #expect(ratios(found).allSatisfy { $0 < 3 })
  }

  @Test func staleFixesSayNothing() throws {
    let found = try answers(stores: [0, 600, 900], fixes: [3, 3, 3]) { world in
      for position in 1..<3 {
        world.checkIns[position].fixTime = world.checkIns[position].time.addingTimeInterval(-900)
      }
    }
    #expect(ratios(found).allSatisfy { $0 == 0 })
  }

  @Test func weeklyRoutePassesOnePlaceOnOtherDays() throws {
    let ratios = ratios(try answers(stores: [0, 400, -380], fixes: [3, 1, 2], minutes: 1_440))
    #expect(ratios.allSatisfy { $0 == 0 })
  }

  /// A thousand claims from one place are many pairs; each store is looked at once for each group.
  @Test func thousandClaimsOfAMinuteAreJudgedAsTheFirst() throws {
    var world = AuditWorld()
    for store in 0..<40 { world.addStore("s\(store)", east: 3_000 + Double(store) * 900) }
    for claim in 0..<1_000 {
      // No two fixes are equal, which might be one fix given again.
      let offset = Double(claim) / 100
      world.addCheckIn(
        "c\(claim)",
        store: "s\(claim % 40)",
        minutes: Double(claim) / 1_000,
        east: offset,
        north: offset
      )
    }
    let answers = try world.audit()
    for claim in stride(from: 0, to: 1_000, by: 37) {
      #expect(answers["c\(claim)"]?.ratios[.onePlaceManyStores] ?? 0 > 4, "c\(claim)")
    }
  }

  @Test func badGeocodeOfOneStoreIsTooLittleHoweverFar() throws {
    let ratios = ratios(try answers(stores: [0, 40, 1_400, -30], fixes: [3, 10, 0, -9]))
    #expect(ratios.allSatisfy { $0 < 2 })
  }

  @Test func badGeocodesOfTwoNeighboursVisitedWeekAfterWeekAccuseNobody() throws {
    var world = AuditWorld()
    for (number, east) in [0.0, 1_400, -1_900].enumerated() {
      world.addStore("s\(number)", east: east)
      for week in 0..<5 {
        world.addCheckIn(
          "c\(number)-\(week)",
          store: "s\(number)",
          minutes: Double(week) * 10_080 + Double(number) * 15,
          east: Double(number * 20 + week),
          north: Double(week)
        )
      }
    }
    for (id, answer) in try world.audit() {
      #expect((answer.ratios[.tooFar] ?? 0) < 3, "\(id)")
      #expect(answer.ratios[.onePlaceManyStores] == nil, "\(id)")
    }
  }
}
