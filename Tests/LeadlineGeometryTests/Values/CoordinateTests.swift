import LeadlineGeometry
import Testing

struct CoordinateTests {
  @Test func theWholeGlobeIsAccepted() throws {
    for longitude in [-180, -0.0, 0, 180] {
      for latitude in [-90, 0.0, 90] {
        let coordinate = try Coordinate(longitude: longitude, latitude: latitude)
        #expect(coordinate.longitude == longitude && coordinate.latitude == latitude)
      }
    }
  }

  @Test func whatIsBeyondItIsRefused() {
    for (longitude, latitude) in [(180.0.nextUp, 0), (-181, 0), (0, 90.0.nextUp), (0, -91)] {
      #expect(throws: GeometryError.outOfRange(longitude: longitude, latitude: latitude)) {
        try Coordinate(longitude: longitude, latitude: latitude)
      }
    }
  }

  @Test func whatIsNotFiniteIsRefusedAsSuch() throws {
    for odd in [Double.nan, .infinity, -.infinity] {
      for (longitude, latitude) in [(odd, 0), (0, odd), (odd, 91), (181, odd)] {
        let error = try #require(throws: GeometryError.self) {
          try Coordinate(longitude: longitude, latitude: latitude)
        }
        guard case .notFinite = error else {
          Issue.record("\(error)")
          continue
        }
      }
    }
  }
}
