import Foundation

/// Bounds of a geodesic's length by the chord between its ends, in metres.
///
/// For two points of the WGS 84 ellipsoid with chord c, the length s of the shortest geodesic obeys
/// `2 R asin(c / 2R) <= s <= 2 r asin(c / 2r)` with the greatest and the least radius of curvature
/// R = a²/b and r = b²/a. Along a geodesic at unit speed, f(t) = |x(t) - x(0)|² has
/// f'' = 2 - 2 k ⟨x(t) - x(0), n⟩ with the normal curvature k in [1/R, 1/r]. By Blaschke's rolling
/// theorem the ellipsoid lies inside the ball of radius R and outside the ball of radius r that
/// touch it at x(t), so f/2R <= ⟨x(t) - x(0), n⟩ <= f/2r, hence 2 - f/r² <= f'' <= 2 - f/R². Sturm's
/// comparison with the sphere's f = (2ρ sin(t/2ρ))² gives both sides.
///
/// The bracket is 2e-8 m wide at 1 km, 2e-5 m at 10 km, 2e-2 m at 100 km.
public enum GeodesicBracket {
  /// Beyond this chord the upper bound is the longest geodesic there is.
  ///
  /// The comparison needs s <= π r; as a chord is never longer than its arc and no geodesic is
  /// longer than half a meridian, c < 2r - (longest - π r) is enough.
  public static let greatestBoundedChordMetres =
    2 * WGS84.leastCurvatureRadiusMetres
    - (WGS84.longestGeodesicMetres - .pi * WGS84.leastCurvatureRadiusMetres)

  /// What rounding of ECEF coordinates and of the bounds themselves may add to either side.
  ///
  /// A component of 6.4e6 m has an ulp of 9.3e-10 m; the trigonometry before it adds a few more.
  public static let roundingMetres = 1e-8

  /// The length that no geodesic over this chord falls short of, rounding included.
  public static func lowerBoundMetres(chordMetres chord: Double) -> Double {
    let radius = WGS84.greatestCurvatureRadiusMetres
    return max(chord, 2 * radius * asin(min(1, chord / (2 * radius)))) - roundingMetres
  }

  /// The length that no geodesic over this chord exceeds, rounding included.
  public static func upperBoundMetres(chordMetres chord: Double) -> Double {
    guard chord < greatestBoundedChordMetres else {
      return WGS84.longestGeodesicMetres + roundingMetres
    }
    let radius = WGS84.leastCurvatureRadiusMetres
    return 2 * radius * asin(chord / (2 * radius)) + roundingMetres
  }

  /// The chord beyond which every geodesic is longer than the given length.
  ///
  /// It inverts ``lowerBoundMetres(chordMetres:)``; 2 R where no chord is that long.
  public static func chordMetres(surelyLongerThan metres: Double) -> Double {
    let radius = WGS84.greatestCurvatureRadiusMetres
    let angle = (metres + roundingMetres) / (2 * radius)
    return angle >= .pi / 2 ? 2 * radius : 2 * radius * sin(angle)
  }

  /// The chord up to which every geodesic is no longer than the given length.
  ///
  /// It inverts ``upperBoundMetres(chordMetres:)``; negative where not even a chord of 0 is sure.
  public static func chordMetres(surelyWithin metres: Double) -> Double {
    guard metres < WGS84.longestGeodesicMetres + roundingMetres else { return .infinity }
    let radius = WGS84.leastCurvatureRadiusMetres
    let angle = min(.pi / 2, (metres - roundingMetres) / (2 * radius))
    return min(2 * radius * sin(angle), greatestBoundedChordMetres)
  }
}
