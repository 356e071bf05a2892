import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineVisits

struct FlatDistanceTests {
  @Test func placesAreNeverSurelyFartherApartThanTheyAre() {
    forEverySeed(0..<200) { seed, generator in
      let longitude = generator.double(in: -180...180)
      let latitude = generator.double(in: -87...87)
      let reach = pow(10, generator.double(in: -5...0.3))
      let other = longitude + generator.double(in: -reach...reach)
      let otherLatitude = latitude + generator.double(in: -reach...reach)
      let metres = FlatDistance.metres(longitude, latitude, other, otherLatitude)
      #expect(
        !FlatDistance.areSurelyApart(metres, longitude, latitude, other, otherLatitude),
        "seed \(seed)"
      )
    }
  }

  @Test func placesFarApartAreFoundToBeSoButNotOverTheDateLine() {
    #expect(FlatDistance.areSurelyApart(60, 116.4, 39.9, 116.401, 39.9))
    #expect(FlatDistance.areSurelyApart(60, 116.4, 39.9, 116.4, 39.901))
    #expect(!FlatDistance.areSurelyApart(300, -179.999, 10, 179.999, 10))
    #expect(!FlatDistance.areSurelyApart(0, .nan, 10, 20, 10))
  }
}
