import Foundation
import LeadlineGeometry
import LeadlineModel
import Testing

@testable import LeadlineSimulation

/// Shops, records and movement.
struct WorldTests {
  private static func world(_ city: Scenario.City, traps: Double) -> World {
    var scenario = Scenario(seed: 31)
    scenario.city = city
    scenario.reps = 60
    scenario.traps = traps
    scenario.cheats = 0.3
    scenario.tracks = 0
    return World(scenario)
  }

  @Test func geocodeErrorsHaveTheMeasuredQuantiles() {
    let world = Self.world(.grid, traps: 0)
    let metres = world.stores.filter { $0.statedAccuracyMetres == nil && $0.original == nil }
      .map { $0.geocode.distance(to: world.shops[$0.shop].place) }.sorted()
    // The quantiles between two geocodes of a place, over the root of two.
    for (share, expected) in [(0.5, 38.1), (0.75, 75.8), (0.9, 140.7), (0.95, 204.0)] {
      let found = metres[Int(share * Double(metres.count))]
      #expect(abs(found / (expected / 2.0.squareRoot()) - 1) < 0.12, "\(share)")
    }
  }

  @Test(arguments: Scenario.City.allCases)
  func tabletsAreSharedByNeighbours(city: Scenario.City) throws {
    let people = Self.world(city, traps: 1).people.filter { $0.role == .rep }
    let members = people.filter { $0.tablet != nil }
    #expect(!members.isEmpty)
    for member in members {
      let depot = try #require(member.depot)
      let own = member.centre.distance(to: depot)
      #expect(people.count { $0.centre.distance(to: depot) < own } < 12)
    }
  }

  @Test func agreedPositionsAreAsGoodAsTheySay() {
    let world = Self.world(.rings, traps: 0)
    let agreed = world.stores.filter { $0.statedAccuracyMetres != nil }
    let inside = agreed.count {
      $0.geocode.distance(to: world.shops[$0.shop].place) <= $0.statedAccuracyMetres ?? 0
    }
    #expect(agreed.count > 150)
    #expect(abs(Double(inside) / Double(agreed.count) - 0.68) < 0.1)
  }

  @Test(arguments: Scenario.City.allCases)
  func nobodyIsFasterThanTheVehicle(city: Scenario.City) {
    let world = Self.world(city, traps: 1)
    let builder = DayBuilder(world: world)
    for person in world.people {
      for date in 0..<4 {
        let day: RepDay? =
          person.role == .rep
          ? builder.day(of: person.index, date) : builder.supervisorDay(of: person.index, date)
        guard let day else { continue }
        for (stop, next) in zip(day.stops, day.stops.dropFirst()) {
          #expect(stop.arrival <= stop.departure && stop.departure < next.arrival)
          let way = stop.place.distance(to: stop.corner) + stop.corner.distance(to: next.place)
          // A supervisor rides along with the rep.
          let limit = person.role == .rep ? person.vehicle.limit : Person.Vehicle.car.limit
          #expect(way / (next.arrival - stop.departure) <= limit)
        }
        let start = day.window.lowerBound
        for step in stride(from: start, to: min(start + 20_000, day.window.upperBound), by: 20) {
          let metres = day.moment(at: step).place.distance(to: day.moment(at: step + 20).place)
          // Some metres are steps inside the shop.
          #expect(metres <= person.vehicle.limit * 20 + 16 || person.role != .rep)
        }
      }
    }
  }

  @Test func presenceFollowsFromWhereThePersonWas() {
    let world = Self.world(.grid, traps: 1)
    let builder = DayBuilder(world: world)
    let rows = RowText(world)
    var absent = 0
    for person in world.people.prefix(20) {
      let month = Month(builder, person.index, rows)
      for claim in month.claims {
        let date = Int(((claim.time - world.midnight(0)) / 86_400).rounded(.down))
        guard let day = builder.day(of: person.index, date) else { continue }
        let time = claim.time - person.clockError(on: date)
        let place = builder.place(of: claim.store, on: date)
        let metres = day.moment(at: time).place.distance(to: place)
        #expect(claim.truth.isPresent == (metres <= 50))
        if !claim.truth.isPresent { absent += 1 }
        if claim.truth.isHonest { #expect(metres < 30) }
      }
    }
    #expect(absent > 20)
  }

  @Test func foundingCheckInsArePins() throws {
    let world = Self.world(.ribbon, traps: 2)
    let rows = RowText(world)
    var founded = 0
    for person in world.people.prefix(15) {
      let month = Month(DayBuilder(world: world), person.index, rows)
      for claim in month.claims where claim.truth.trap == .foundingCheckIn {
        let app = world.apps[claim.app]
        let sent = rows.rounded(rows.sent(try #require(claim.reading), app), decimals: app.decimals)
        let pin = month.pins[claim.store - world.storesOfRep[person.index].lowerBound]
        #expect(sent == pin)
        founded += 1
      }
    }
    #expect(founded > 20)
  }
}
