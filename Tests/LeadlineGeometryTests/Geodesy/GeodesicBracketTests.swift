import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct GeodesicBracketTests {
  @Test func everyGeodesicLiesInItsBracket() {
    forEverySeed(0..<20) { seed, rng in
      for _ in 0..<100 {
        let (start, end) = PairsOfPlaces.any(&rng)
        let chord = ECEF(start).chordSquared(to: ECEF(end)).squareRoot()
        let metres = Geodesic.exactDistance(start, end).metres
        // The bounds hold their own 1e-8 m for rounding.
        #expect(
          GeodesicBracket.lowerBoundMetres(chordMetres: chord) <= metres,
          "\(start) \(end), seed \(seed)"
        )
        #expect(
          metres <= GeodesicBracket.upperBoundMetres(chordMetres: chord),
          "\(start) \(end), seed \(seed)"
        )
      }
    }
  }

  @Test func theBracketIsAsNarrowAsItsCommentSays() {
    for (chord, width) in [(1_000.0, 2e-8), (10_000, 2e-5), (100_000, 2e-2)] {
      let lower = GeodesicBracket.lowerBoundMetres(chordMetres: chord)
      let upper = GeodesicBracket.upperBoundMetres(chordMetres: chord)
      #expect(upper - lower - 2 * GeodesicBracket.roundingMetres <= width * 1.3)
    }
  }

  @Test func boundsGrowWithTheChord() {
    var before = (lower: -1.0, upper: 0.0)
    // No chord is longer than the equator's diameter, 12 756 274 m.
    for step in 0...12_756 {
      let chord = Double(step) * 1_000
      let lower = GeodesicBracket.lowerBoundMetres(chordMetres: chord)
      let upper = GeodesicBracket.upperBoundMetres(chordMetres: chord)
      #expect(lower > before.lower)
      #expect(upper >= before.upper)
      #expect(lower <= upper)
      before = (lower, upper)
    }
  }

  @Test func chordsOfALengthAreSureOnBothSides() {
    forEverySeed(0..<20) { seed, rng in
      for _ in 0..<100 {
        let (start, end) = PairsOfPlaces.any(&rng)
        let chord = ECEF(start).chordSquared(to: ECEF(end)).squareRoot()
        let metres = Geodesic.exactDistance(start, end).metres
        // Radii just above and below the true distance are where a wrong side would show.
        for offset in [-1.0, -1e-3, -1e-8, 0, 1e-8, 1e-3, 1] {
          let radius = max(0, metres + offset)
          if chord <= GeodesicBracket.chordMetres(surelyWithin: radius) {
            #expect(metres <= radius, "\(start) \(end) \(radius), seed \(seed)")
          }
          if chord > GeodesicBracket.chordMetres(surelyLongerThan: radius) {
            #expect(metres > radius, "\(start) \(end) \(radius), seed \(seed)")
          }
        }
      }
    }
  }

  @Test func thresholdsInvertTheBounds() {
    for exponent in stride(from: 0, through: 7, by: 0.125) {
      let metres = pow(10, exponent)
      let longer = GeodesicBracket.chordMetres(surelyLongerThan: metres)
      #expect(abs(GeodesicBracket.lowerBoundMetres(chordMetres: longer) - metres) < 1e-8)
      let within = GeodesicBracket.chordMetres(surelyWithin: metres)
      #expect(abs(GeodesicBracket.upperBoundMetres(chordMetres: within) - metres) < 1e-8)
      #expect(within < longer)
    }
  }

  @Test func thresholdsHoldAtTheExtremes() {
    #expect(GeodesicBracket.chordMetres(surelyWithin: 0) < 0)
    #expect(GeodesicBracket.chordMetres(surelyLongerThan: 0) > 0)
    #expect(GeodesicBracket.chordMetres(surelyWithin: .infinity) == .infinity)
    #expect(GeodesicBracket.chordMetres(surelyWithin: 2.1e7) == .infinity)
    #expect(
      GeodesicBracket.chordMetres(surelyLongerThan: 2.1e7)
        == 2 * WGS84.greatestCurvatureRadiusMetres
    )
    #expect(
      GeodesicBracket.chordMetres(surelyWithin: WGS84.longestGeodesicMetres)
        <= GeodesicBracket.greatestBoundedChordMetres
    )
  }
}
