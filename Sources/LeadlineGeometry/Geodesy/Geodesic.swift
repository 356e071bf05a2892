import CPROJ
import Foundation

/// Shortest paths on the WGS 84 ellipsoid.
public enum Geodesic {
  // geod_init only fills in derived constants; the functions below read them and never write.
  private static let wgs84: geod_geodesic = {
    var geodesic = geod_geodesic()
    geod_init(&geodesic, WGS84.equatorialRadiusMetres, WGS84.flattening)
    return geodesic
  }()

  /// Beyond this chord the midpoint formula of `metres(…)` gives way to the exact solution.
  ///
  /// Its error grows as the fifth power of the length: at most 9e-9 m to 50 km, 2.6e-7 m to 100 km.
  package static let midpointFormulaChordMetres = 100_000.0

  /// The exact length of the shortest path between two coordinates.
  ///
  /// - Returns: Metres, accurate to about 1e-8 m.
  ///
  /// - Complexity: O(1), about half a microsecond.
  ///
  /// Source: `geod_inverse` of PROJ, after C. F. F. Karney, "Algorithms for geodesics", J. Geodesy
  /// 87 (2013), https://doi.org/10.1007/s00190-012-0578-z
  public static func exactDistance(_ start: Coordinate, _ end: Coordinate) -> Distance {
    var metres = 0.0
    withUnsafePointer(to: wgs84) {
      geod_inverse(
        $0,
        start.latitude,
        start.longitude,
        end.latitude,
        end.longitude,
        &metres,
        nil,
        nil
      )
    }
    return Distance(uncheckedMetres: metres)
  }

  /// The length of the shortest path, fast for short ones.
  ///
  /// Below 100 km it is the arc over the chord on a circle whose radius is Euler's radius of
  /// curvature at the chord's midpoint, in the chord's direction; beyond, the exact solution.
  ///
  /// - Returns: Metres; off by at most 2.6e-7 m below 100 km (measured), by 1e-8 m beyond.
  public static func distance(
    _ start: Coordinate,
    _ end: Coordinate,
    ecef first: ECEF,
    _ second: ECEF
  ) -> Distance {
    let chordSquared = first.chordSquared(to: second)
    guard chordSquared < midpointFormulaChordMetres * midpointFormulaChordMetres else {
      return exactDistance(start, end)
    }
    return Distance(uncheckedMetres: arcMetres(first, second, chordSquared: chordSquared))
  }

  /// The length of the shortest path, fast for short ones, from coordinates alone.
  public static func distance(_ start: Coordinate, _ end: Coordinate) -> Distance {
    distance(start, end, ecef: ECEF(start), ECEF(end))
  }

  /// Euler's arc over a chord, in metres, without any trigonometric function.
  ///
  /// The normal at the midpoint m is (mx, my, mz / (1 - e²)); W² = 1 - e² sin²φ gives both principal
  /// curvatures, 1/N = W / a and 1/M = W³ / (a (1 - e²)); sin²α = (mx dy - my dx)² / (h² c²) is the
  /// chord's east share. The arc sine is its series up to the ninth power.
  package static func arcMetres(_ first: ECEF, _ second: ECEF, chordSquared: Double) -> Double {
    arcMetres(
      dx: first.x - second.x,
      dy: first.y - second.y,
      mx: (first.x + second.x) * 0.5,
      my: (first.y + second.y) * 0.5,
      nz: (first.z + second.z) * (0.5 / (1 - WGS84.eccentricitySquared)),
      chordSquared: chordSquared
    )
  }

  /// Euler's arc by the chord's differences and the normal at its midpoint; the twin of the kernel
  /// `arcs`.
  @inline(__always)
  static func arcMetres(
    dx: Double,
    dy: Double,
    mx: Double,
    my: Double,
    nz: Double,
    chordSquared: Double
  ) -> Double {
    let horizontalSquared = mx * mx + my * my
    let sinSquared = nz * nz / (horizontalSquared + nz * nz)
    let wSquared = 1 - WGS84.eccentricitySquared * sinSquared
    let w = wSquared.squareRoot()
    let cross = my * dx - mx * dy
    var share = cross * cross / (horizontalSquared * chordSquared)
    share = share < 1 ? share : 1
    // On the axis every direction has the same curvature, so the share does not matter there.
    share = horizontalSquared > 0 ? share : 0
    let complement = 1 / (1 - WGS84.eccentricitySquared)
    let curvature = w * (share + (1 - share) * (wSquared * complement))
    let half = curvature * (0.5 / WGS84.equatorialRadiusMetres)
    let u = chordSquared * half * half
    let series = 1 + u * (1 / 6 + u * (3 / 40 + u * (15 / 336 + u * (105 / 3_456))))
    return chordSquared > 0 ? chordSquared.squareRoot() * series : 0
  }

  /// The area that a polygon's rings enclose, holes taken off, with geodesic edges.
  ///
  /// - Returns: Square metres, never negative for a valid polygon whatever way its rings turn.
  ///
  /// - Complexity: O(*n*) in the number of coordinates.
  ///
  /// Source: `geod_polygonarea` of PROJ.
  public static func areaSquareMetres(of area: MultiPolygon) -> Double {
    area.polygons.reduce(0) { sum, polygon in
      sum + ringArea(polygon.exterior) - polygon.holes.reduce(0) { $0 + ringArea($1) }
    }
  }

  private static func ringArea(_ ring: [Coordinate]) -> Double {
    var latitudes = ring.dropLast().map(\.latitude)
    var longitudes = ring.dropLast().map(\.longitude)
    var squareMetres = 0.0
    withUnsafePointer(to: wgs84) {
      geod_polygonarea(
        $0,
        &latitudes,
        &longitudes,
        Int32(clamping: latitudes.count),
        &squareMetres,
        nil
      )
    }
    // Counter-clockwise rings come out positive, clockwise ones negative.
    return abs(squareMetres)
  }
}
