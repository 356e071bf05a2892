import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct GeodesicTests {
  /// Lines of `lat1,lon1,lat2,lon2,azi1,azi2,s12`.
  private func expectLengths(_ lines: some Sequence<Substring>) throws -> Int {
    var count = 0
    for line in lines {
      let numbers = line.split(separator: ",").compactMap { Double($0) }
      let start = try Coordinate(longitude: numbers[1], latitude: numbers[0])
      let end = try Coordinate(longitude: numbers[3], latitude: numbers[2])
      // The answers are rounded to 1e-6 m.
      #expect(abs(Geodesic.exactDistance(start, end).metres - numbers[6]) < 6e-7, "\(line)")
      #expect(abs(Geodesic.distance(start, end).metres - numbers[6]) < 1e-6, "\(line)")
      count += 1
    }
    return count
  }

  @Test func lengthsAreThoseOfGeographicLib() throws {
    let text = try String(contentsOf: Fixtures.url("geodesy/geodesic_inverse.csv"), encoding: .utf8)
    #expect(try expectLengths(text.split(separator: "\n").dropFirst()) == 100)
  }

  @Test(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the data sets"))
  func allLengthsAreThoseOfGeographicLib() throws {
    let lines = try DataFiles.lines("g01_oracles/geodesic_inverse.csv.gz").dropFirst()
    #expect(try expectLengths(lines) == 5_209)
  }

  @Test(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the data sets"))
  func lengthsAreThoseOfGeodTest() throws {
    let lines = try DataFiles.lines("f02_geodesic_geodtest100/GeodTest-100.dat")
    #expect(lines.count == 100)
    for line in lines {
      let numbers = line.split(separator: " ").compactMap { Double($0) }
      let start = try Coordinate(longitude: numbers[1], latitude: numbers[0])
      // Some longitudes lie beyond 180°.
      let end = try Coordinate(
        longitude: numbers[4].remainder(dividingBy: 360),
        latitude: numbers[3]
      )
      #expect(abs(Geodesic.exactDistance(start, end).metres - numbers[6]) < 2e-8, "\(line)")
    }
  }

  @Test(arguments: [(50_000.0, 1.2e-8), (100_000.0, 2.6e-7)])
  func theMidpointFormulaKeepsItsError(chordMetres: Double, toleranceMetres: Double) {
    forEverySeed(0..<20) { seed, rng in
      for _ in 0..<200 {
        let (start, end) = PairsOfPlaces.near(&rng, upToMetres: chordMetres)
        let first = ECEF(start)
        let second = ECEF(end)
        let chordSquared = first.chordSquared(to: second)
        guard chordSquared < chordMetres * chordMetres else { continue }
        let arc = Geodesic.arcMetres(first, second, chordSquared: chordSquared)
        let exact = Geodesic.exactDistance(start, end).metres
        #expect(abs(arc - exact) <= toleranceMetres, "\(start) \(end), seed \(seed)")
      }
    }
  }

  @Test func distanceIsTheExactOneForEveryKindOfPair() {
    forEverySeed(0..<20) { seed, rng in
      for _ in 0..<100 {
        let (start, end) = PairsOfPlaces.any(&rng)
        let fast = Geodesic.distance(start, end).metres
        let exact = Geodesic.exactDistance(start, end).metres
        #expect(abs(fast - exact) <= 2.6e-7, "\(start) \(end), seed \(seed)")
        #expect(Geodesic.distance(end, start).metres == fast || abs(fast - exact) <= 2.6e-7)
      }
    }
  }

  @Test func aPlaceIsNowhereAwayFromItself() throws {
    let antimeridian = try (
      Coordinate(longitude: 180, latitude: 12), Coordinate(longitude: -180, latitude: 12)
    )
    let pole = try (
      Coordinate(longitude: -77, latitude: 90), Coordinate(longitude: 33, latitude: 90)
    )
    for (start, end) in [antimeridian, pole] {
      #expect(ECEF(start) == ECEF(end))
      #expect(Geodesic.distance(start, end).metres == 0)
      #expect(Geodesic.exactDistance(start, end).metres < 1e-8)
    }
    forEverySeed(0..<50) { _, rng in
      let place = PairsOfPlaces.place(&rng)
      #expect(Geodesic.distance(place, place).metres == 0)
      #expect(Geodesic.exactDistance(place, place).metres == 0)
    }
  }

  @Test func poleToPoleIsTheLongestGeodesic() throws {
    let north = try Coordinate(longitude: 10, latitude: 90)
    let south = try Coordinate(longitude: 50, latitude: -90)
    let metres = Geodesic.distance(north, south).metres
    #expect(abs(metres - WGS84.longestGeodesicMetres) < 1e-7)
  }
}
