import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct PhotoSpotTests {
  /// A rep who, without a position, checks in once a day at stores on a circle around `World.origin`; the
  /// photo is taken some metres from where `taken` puts it.
  private func world(
    stores: Int = 6,
    radius: Double = 380,
    spread: Double = 20,
    _ taken: (_ store: (east: Double, north: Double)) -> (east: Double, north: Double)
  ) -> AuditWorld {
    var world = AuditWorld()
    var generator = SplitMix64(seed: 4)
    for store in 0..<stores {
      let angle = 2 * Double.pi * Double(store) / Double(stores)
      let place = (east: radius * cos(angle), north: radius * sin(angle))
      world.addStore("s\(store)", east: place.east, north: place.north, accuracyMetres: 20)
      world.addCheckIn("c\(store)", store: "s\(store)", minutes: Double(1_440 * store), east: nil) {
        let photo = taken(place)
        let spot = World.place(
          east: photo.east + generator.double(in: -spread...spread),
          north: photo.north + generator.double(in: -spread...spread)
        )
        $0.photo = Photo(
          differenceHash: generator.next(),
          time: $0.time,
          longitude: spot.longitude,
          latitude: spot.latitude
        )
      }
    }
    return world
  }

  private func ratios(_ world: AuditWorld) throws -> [Double] {
    try world.audit().values.compactMap { $0.ratios[.photoElsewhere] }
  }

  @Test func photosOfStoresFarApartTakenInOnePlaceSpeakAgainstTheVisits() throws {
    // None of them is far enough off to speak for itself.
    let ratios = try ratios(world { _ in (0, 0) })
    #expect(ratios.count == 6)
    #expect(ratios.allSatisfy { $0 >= 3.5 })
  }

  @Test func twoStoresTakenInOnePlaceAreNotEnough() throws {
    #expect(try ratios(world(stores: 2) { _ in (0, 0) }) == [])
  }

  @Test func cameraThatKeepsOnePositionToTheLastDigitIsNoSpot() throws {
    #expect(try ratios(world(spread: 0) { _ in (0, 0) }) == [])
  }

  @Test func photosAtTheStoresAreNoSpot() throws {
    #expect(try ratios(world { $0 }) == [])
  }

  @Test func storesWithinTheErrorsOfAPhotoAreNoSpot() throws {
    // Those across are more than the distance of a photo elsewhere apart.
    #expect(try ratios(world(radius: 125) { _ in (0, 0) }) == [])
  }

  @Test func cameraInAnotherDatumIsNoSpot() throws {
    #expect(try ratios(world { ($0.east + 380, $0.north + 60) }) == [])
  }

  @Test func mallWhosePinsAreAllAtTheWrongCornerIsNoSpot() throws {
    // The pins are together, and so are the photos.
    #expect(try ratios(world(radius: 60) { _ in (380, 0) }) == [])
  }

  @Test func oneWrongPinAmongStoresOfAMallIsNoSpot() throws {
    var world = world(radius: 40) { $0 }
    world.addStore("stray", east: 380, accuracyMetres: 20)
    world.addCheckIn("at stray", store: "stray", minutes: 20_000, east: nil) {
      let place = World.place(east: 7, north: 3)
      $0.photo = Photo(time: $0.time, longitude: place.longitude, latitude: place.latitude)
    }
    #expect(try ratios(world) == [])
  }

  @Test func visitThatTheFixVouchesForIsNotOfTheSpot() throws {
    var world = world { _ in (0, 0) }
    world.checkIns[0].coordinate = World.place(east: 382, north: 4)
    world.checkIns[0].accuracyMetres = 8
    let answers = try world.audit()
    #expect(answers["c0"]?.ratios[.photoElsewhere] == nil)
    #expect(answers["c3"]?.ratios[.photoElsewhere] != nil)
  }
}
