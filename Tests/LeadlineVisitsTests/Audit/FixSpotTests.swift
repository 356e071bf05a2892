import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct FixSpotTests {
  /// A rep who checks in once an evening for twelve days, in turn at stores on a circle around
  /// `World.origin`, from some metres around where `from` puts him.
  private func world(
    stores: Int = 6,
    radius: Double = 650,
    spread: Double = 20,
    accuracyMetres: Double = 15,
    provider: CheckIn.Provider? = .fused,
    _ from: (_ store: (east: Double, north: Double)) -> (east: Double, north: Double)
  ) -> AuditWorld {
    var world = AuditWorld()
    var generator = SplitMix64(seed: 11)
    for store in 0..<stores {
      let place = place(store, of: stores, radius)
      world.addStore("s\(store)", east: place.east, north: place.north)
    }
    for day in 0..<12 {
      let place = from(place(day % stores, of: stores, radius))
      world.addCheckIn(
        "c\(day)",
        store: "s\(day % stores)",
        minutes: Double(1_440 * day),
        east: place.east + generator.double(in: -spread...spread),
        north: place.north + generator.double(in: -spread...spread),
        accuracyMetres: accuracyMetres + generator.double(in: 0...3)
      ) { $0.provider = provider }
    }
    return world
  }

  private func place(_ store: Int, of stores: Int, _ radius: Double) -> (
    east: Double, north: Double
  ) {
    let angle = 2 * Double.pi * Double(store) / Double(stores)
    return (radius * cos(angle), radius * sin(angle))
  }

  private func ratios(_ world: AuditWorld) throws -> [Double] {
    try world.audit().values.compactMap { $0.ratios[.onePlaceManyStores] }
  }

  @Test func storesFarApartClaimedFromHomeEveningByEveningWereNotVisited() throws {
    let world = world { _ in (0, 0) }
    let answers = try world.audit()
    #expect(answers.count { $0.value.ratios[.onePlaceManyStores] ?? 0 > 4 } == 12)
    #expect(answers.count { $0.value.verdict.isAccusing } == 12)
  }

  @Test func visitsAtTheStoresThemselvesAreClear() throws {
    #expect(try ratios(world { $0 }) == [])
  }

  @Test func visitAtAStoreDoesNotSpeakAgainstOthers() throws {
    var world = world { _ in (0, 0) }
    world.addCheckIn("true", store: "s2", minutes: 30_000, east: -325, north: 563) {
      $0.provider = .fused
    }
    let answers = try world.audit()
    #expect(answers["true"]?.ratios[.onePlaceManyStores] == nil)
    #expect(answers["c2"]?.ratios[.onePlaceManyStores] != nil)
  }

  @Test func twoWrongPinsAreNoSpot() throws {
    #expect(try ratios(world(stores: 2) { _ in (0, 0) }) == [])
  }

  @Test(arguments: [(3, 14), (6, 6), (3, 1)])
  func streetOfShopsOfWhichSomePinsAreWrongIsNoSpot(wrong: Int, right: Int) throws {
    #expect(try ratios(street(wrong: wrong, right: right)) == [])
  }

  @Test func homeBesideOneCustomerIsASpot() throws {
    let ratios = try ratios(street(wrong: 6, right: 1))
    #expect(ratios.count == 12 && ratios.allSatisfy { $0 > 4 })
  }

  /// The rep who checks in in one place, and once at each of some shops there.
  private func street(wrong: Int, right: Int) -> AuditWorld {
    var world = world(stores: wrong) { _ in (0, 0) }
    for shop in 0..<right {
      world.addStore("near\(shop)", east: Double(shop * 5) - 36)
      world.addCheckIn("n\(shop)", store: "near\(shop)", minutes: Double(20_000 + 700 * shop)) {
        $0.coordinate = World.place(east: Double(shop * 5) - 33, north: 4)
        $0.provider = .fused
      }
    }
    return world
  }

  @Test func quarterWhosePinsAreAllShiftedIsNoSpot() throws {
    #expect(try ratios(world { ($0.east + 500, $0.north) }) == [])
  }

  @Test func neighboursWhosePinsAreTogetherInTheWrongPlaceAreNoSpot() throws {
    #expect(try ratios(world(radius: 90) { _ in (650, 0) }) == [])
  }

  @Test func appThatDoesNotTellOldFixesProvesNoSpot() throws {
    #expect(try ratios(world(provider: nil) { _ in (0, 0) }) == [])
  }

  @Test func appThatRoundsToAKilometreMakesNoSpot() throws {
    var world = world { _ in (0, 0) }
    for position in world.checkIns.indices {
      world.checkIns[position].coordinate = world.checkIns[position].coordinate.map {
        Coordinate(
          uncheckedLongitude: ($0.longitude * 100).rounded() / 100,
          latitude: ($0.latitude * 100).rounded() / 100
        )
      }
    }
    #expect(try ratios(world) == [])
  }

  @Test func fixesOfOneMastAreNoSpot() throws {
    #expect(try ratios(world(accuracyMetres: 400, provider: .network) { _ in (0, 0) }) == [])
  }
}
