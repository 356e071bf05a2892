import Foundation
import LeadlineGeometry

/// The plane in which plans are worked out: Lambert's azimuthal equal-area projection around the
/// middle of the customers.
///
/// Areas are true everywhere, and lengths within 0.3 % up to 1,000 km from the middle, which is what
/// balance and compactness ask for. It is computed on the sphere of the same surface as the ellipsoid,
/// with authalic latitudes. Distances that are reported are geodesic and not taken from this plane.
///
/// Source: J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987),
/// equations 3-12, 3-18 and 24-2 to 24-4.
public struct TerritoryPlane: Sendable {
  private let middleLongitude: Double
  private let sineOfMiddle: Double
  private let cosineOfMiddle: Double

  /// Makes the plane whose middle is that of some places: the direction of the sum of their
  /// positions in space, so that the antimeridian does not matter.
  ///
  /// - Parameters:
  ///   - longitudes: Degrees.
  ///   - latitudes: Degrees, as many.
  /// - Complexity: O(places).
  public init(longitudes: [Double], latitudes: [Double]) {
    var x = 0.0
    var y = 0.0
    var z = 0.0
    for place in longitudes.indices {
      let longitude = longitudes[place] * .pi / 180
      let latitude = latitudes[place] * .pi / 180
      x += cos(latitude) * cos(longitude)
      y += cos(latitude) * sin(longitude)
      z += sin(latitude)
    }
    // Rounded to some metres, so that the order in which places are added up leaves no trace.
    func rounded(_ angle: Double) -> Double { (angle * 1e6).rounded() / 1e6 }
    middleLongitude = x == 0 && y == 0 ? 0 : rounded(atan2(y, x))
    let latitude = rounded(atan2(z, (x * x + y * y).squareRoot()))
    let middle = Self.authalic(sineOf: sin(latitude))
    sineOfMiddle = middle
    cosineOfMiddle = max(0, 1 - middle * middle).squareRoot()
  }

  /// The point of a place, metres from the middle towards east and north.
  ///
  /// The antipode of the middle, a single point, is given the place of a point beside it.
  public func point(longitude: Double, latitude: Double) -> PlanePoint {
    let sine = Self.authalic(sineOf: sin(latitude * .pi / 180))
    let cosine = max(0, 1 - sine * sine).squareRoot()
    let turn = longitude * .pi / 180 - middleLongitude
    let away = max(1e-12, 1 + sineOfMiddle * sine + cosineOfMiddle * cosine * cos(turn))
    let scale = Self.radiusMetres * (2 / away).squareRoot()
    return PlanePoint(
      x: scale * cosine * sin(turn),
      y: scale * (cosineOfMiddle * sine - sineOfMiddle * cosine * cos(turn))
    )
  }

  /// The radius of the sphere with the ellipsoid's surface, metres (Snyder 3-13).
  private static let radiusMetres =
    WGS84.equatorialRadiusMetres * (surface(sineOf: 1) / 2).squareRoot()

  /// The sine of the authalic latitude of a geodetic one.
  private static func authalic(sineOf sine: Double) -> Double {
    max(-1, min(1, surface(sineOf: sine) / surface(sineOf: 1)))
  }

  /// Snyder's q, which grows as the surface between the equator and a latitude.
  private static func surface(sineOf sine: Double) -> Double {
    let eccentricity = WGS84.eccentricitySquared.squareRoot()
    let product = eccentricity * sine
    return (1 - WGS84.eccentricitySquared)
      * (sine / (1 - product * product) + atanh(product) / eccentricity)
  }
}
