import LeadlineGeometry
import LeadlineTerritories
import LeadlineTestSupport
import Testing

struct TerritoryPlaneTests {
  /// A quarter of a degree each way around the middle, as a ring.
  private func square(_ longitude: Double, _ latitude: Double, half: Double) -> [(Double, Double)] {
    var ring: [(Double, Double)] = []
    for step in 0..<64 {
      let side = step / 16
      let part = Double(step % 16) / 16 * 2 * half
      switch side {
      case 0: ring.append((longitude - half + part, latitude - half))
      case 1: ring.append((longitude + half, latitude - half + part))
      case 2: ring.append((longitude + half - part, latitude + half))
      default: ring.append((longitude - half, latitude + half - part))
      }
    }
    return ring
  }

  @Test func areasAreThoseOfTheEllipsoid() throws {
    let plane = TerritoryPlane(longitudes: [115, 125], latitudes: [28, 34])
    for (longitude, latitude) in [(121.4, 31.2), (114.0, 22.5), (104.1, 30.6), (87.6, 43.8)] {
      let ring = square(longitude, latitude, half: 0.25)
      var doubled = 0.0
      for (start, end) in zip(ring, ring.dropFirst() + ring.prefix(1)) {
        let from = plane.point(longitude: start.0, latitude: start.1)
        let to = plane.point(longitude: end.0, latitude: end.1)
        doubled += from.x * to.y - to.x * from.y
      }
      let closed = try (ring + ring.prefix(1)).map {
        try Coordinate(longitude: $0.0, latitude: $0.1)
      }
      let truth = Geodesic.areaSquareMetres(of: MultiPolygon([try Polygon(exterior: closed)]))
      #expect(abs(doubled / 2 / truth - 1) < 1e-4)
    }
  }

  @Test func lengthsNearTheMiddleAreGeodesic() throws {
    let plane = TerritoryPlane(longitudes: [179, -179], latitudes: [-18, -17])
    let first = try Coordinate(longitude: 179.5, latitude: -17.8)
    let second = try Coordinate(longitude: -179.6, latitude: -17.1)
    let from = plane.point(longitude: 179.5, latitude: -17.8)
    let to = plane.point(longitude: -179.6, latitude: -17.1)
    let length = ((from.x - to.x) * (from.x - to.x) + (from.y - to.y) * (from.y - to.y))
      .squareRoot()
    let truth = Geodesic.exactDistance(first, second).metres
    #expect(abs(length / truth - 1) < 0.005, "across the antimeridian: \(length) for \(truth)")
  }

  @Test func everyPlaceHasAPoint() {
    let plane = TerritoryPlane(longitudes: [0], latitudes: [0])
    for (longitude, latitude) in [(180.0, 0.0), (-180, 0), (0, 90), (0, -90), (90, 0)] {
      let point = plane.point(longitude: longitude, latitude: latitude)
      #expect(point.x.isFinite && point.y.isFinite)
    }
  }
}
