import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct AreaTests {
  private func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) throws
    -> [Coordinate]
  {
    try [(west, south), (east, south), (east, north), (west, north), (west, south)].map {
      try Coordinate(longitude: $0.0, latitude: $0.1)
    }
  }

  @Test func holesAreTakenOffWhateverWayRingsTurn() throws {
    let outer = try box(10, 10, 12, 12)
    let inner = try box(10.5, 10.5, 11, 11)
    let whole = Geodesic.areaSquareMetres(of: MultiPolygon([try Polygon(exterior: outer)]))
    let cut = Geodesic.areaSquareMetres(of: MultiPolygon([try Polygon(exterior: inner)]))
    #expect(whole > 0 && cut > 0)
    for exterior in [outer, outer.reversed()] {
      for hole in [inner, inner.reversed()] {
        let area = MultiPolygon([try Polygon(exterior: exterior, holes: [hole])])
        #expect(abs(Geodesic.areaSquareMetres(of: area) - (whole - cut)) < 1)
      }
    }
    #expect(Geodesic.areaSquareMetres(of: MultiPolygon([])) == 0)
  }

  @Test(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the data sets"))
  func areasOfCountriesAreThoseOfGeographicLib() throws {
    let countries = try DataFiles.polygons("b03_naturalearth_110m/countries.geojson")
    var tested = 0
    for line in try DataFiles.lines("g01_oracles/polygon_area.csv") where line.hasPrefix("b03") {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let number = try #require(Int(fields[1]))
      let expected = try #require(Double(fields[3]))
      let polygons = try countries[number].map { rings in
        let checked = try rings.map { ring in
          try ring.map { try Coordinate(longitude: $0[0], latitude: $0[1]) }
        }
        return try Polygon(exterior: checked[0], holes: Array(checked.dropFirst()))
      }
      let metres = Geodesic.areaSquareMetres(of: MultiPolygon(polygons))
      #expect(abs(metres - expected) <= max(1, expected * 1e-12), "\(line)")
      tested += 1
    }
    #expect(tested == 177)
  }
}
