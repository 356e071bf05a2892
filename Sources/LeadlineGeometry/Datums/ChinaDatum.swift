import Foundation

/// Shifts between WGS 84 and the two datums of Chinese maps, GCJ-02 and BD-09.
///
/// Both apply where the WGS 84 position lies in mainland China (``MainlandChina``); elsewhere they
/// equal WGS 84. All functions are total: whatever numbers come in, an answer comes out, after a
/// fixed number of steps.
///
/// The datums jump at the border, by some 500 m (GCJ-02) or 1,200 m (BD-09). So near it a shifted
/// position may have two meanings, one in the mainland and one outside: the mainland wins. On the
/// stretches where it has neither, because the shift moved the mainland away from the border, it is
/// unshifted too: it lies in the mainland as it stands, so a shifted map drew it there.
///
/// Source: the formula in public use since 2010 (Krasovsky's ellipsoid with a = 6,378,245 m and
/// e² = 0.00669342162296594323); the services' own converters differ from it by up to 0.7 m.
public enum ChinaDatum {
  /// The GCJ-02 position of a WGS 84 position.
  ///
  /// - Parameter position: Degrees; not finite or off the globe comes back as it is.
  /// - Returns: Degrees.
  public static func gcj02(fromWGS84 position: Position) -> Position {
    guard MainlandChina.shared.contains(longitude: position.x, latitude: position.y) else {
      return position
    }
    return gcj02Formula(position)
  }

  /// The WGS 84 position of a GCJ-02 position, exact to 1e-8 m.
  ///
  /// - Parameter position: Degrees; not finite or off the globe comes back as it is.
  /// - Returns: Degrees.
  public static func wgs84(fromGCJ02 position: Position) -> Position {
    guard MainlandChina.shared.isNear(longitude: position.x, latitude: position.y) else {
      return position
    }
    return mainlandReading(of: position, unshifted: gcj02Inverse(position))
  }

  /// The BD-09 position of a WGS 84 position.
  ///
  /// - Parameter position: Degrees; not finite or off the globe comes back as it is.
  /// - Returns: Degrees.
  public static func bd09(fromWGS84 position: Position) -> Position {
    guard MainlandChina.shared.contains(longitude: position.x, latitude: position.y) else {
      return position
    }
    return bd09Formula(gcj02Formula(position))
  }

  /// The WGS 84 position of a BD-09 position, exact to 1e-8 m.
  ///
  /// - Parameter position: Degrees; not finite or off the globe comes back as it is.
  /// - Returns: Degrees.
  public static func wgs84(fromBD09 position: Position) -> Position {
    guard MainlandChina.shared.isNear(longitude: position.x, latitude: position.y) else {
      return position
    }
    return mainlandReading(of: position, unshifted: gcj02Inverse(bd09Inverse(position)))
  }

  private static func mainlandReading(of position: Position, unshifted: Position) -> Position {
    let mainland = MainlandChina.shared
    return mainland.contains(longitude: unshifted.x, latitude: unshifted.y)
      || mainland.contains(longitude: position.x, latitude: position.y) ? unshifted : position
  }

  // MARK: - GCJ-02

  /// The shift of GCJ-02 in degrees east and north, wherever the position lies.
  @inline(__always)
  private static func gcj02Shift(_ position: Position) -> (east: Double, north: Double) {
    let x = position.x - 105
    let y = position.y - 35
    let first = sinePi(SIMD4(6 * x, 2 * x, x, x / 3))
    let second = sinePi(SIMD4(x / 12, x / 30, y, y / 3))
    // The last two are the sine and the cosine of the latitude.
    let turn = position.y / 180
    let third = sinePi(SIMD4(y / 12, y / 30, turn, 0.5 - turn))
    let shared = 20 * first[0] + 20 * first[1]
    let eastWaves = shared + 20 * first[2] + 40 * first[3] + 150 * second[0] + 300 * second[1]
    let northWaves = shared + 20 * second[2] + 40 * second[3] + 160 * third[0] + 320 * third[1]
    let root = abs(x).squareRoot()
    let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + eastWaves * (2 / 3)
    let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + northWaves * (2 / 3)
    // From metres to degrees by the radii of curvature.
    let wSquared = 1 - eccentricitySquared * third[2] * third[2]
    let w = wSquared.squareRoot()
    let degreesPerRadius = 180 / (equatorialRadiusMetres * .pi)
    return (
      east: east * degreesPerRadius * w / third[3],
      north: north * degreesPerRadius * wSquared * w / (1 - eccentricitySquared)
    )
  }

  private static let equatorialRadiusMetres = 6_378_245.0
  private static let eccentricitySquared = 0.006_693_421_622_965_943_23

  package static func gcj02Formula(_ position: Position) -> Position {
    let shift = gcj02Shift(position)
    return Position(x: position.x + shift.east, y: position.y + shift.north)
  }

  /// Fixed-point iteration; each step leaves a hundredth of the error or less.
  private static func gcj02Inverse(_ position: Position) -> Position {
    var result = position
    for _ in 0..<gcj02Steps {
      let shift = gcj02Shift(result)
      result = Position(x: position.x - shift.east, y: position.y - shift.north)
    }
    return result
  }

  /// From 700 m, the sixth step leaves less than rounding does, 2.4e-9 m there and back (measured).
  private static let gcj02Steps = 6

  // MARK: - BD-09

  /// A shift in polar coordinates with a ripple in radius and angle, then a constant one.
  package static func bd09Formula(_ position: Position) -> Position {
    let shifted = bd09Ripple(position, at: position, direction: 1)
    return Position(x: shifted.x + 0.0065, y: shifted.y + 0.006)
  }

  private static func bd09Inverse(_ position: Position) -> Position {
    let centred = Position(x: position.x - 0.0065, y: position.y - 0.006)
    var result = centred
    // The ripple is read where the last step ended and taken off the constant start.
    for _ in 0..<bd09Steps { result = bd09Ripple(centred, at: result, direction: -1) }
    return result
  }

  /// There and back closes to 9.4e-9 m (measured), all of it rounding.
  private static let bd09Steps = 6

  /// Adds or takes off the ripple of a place to or from a position.
  private static func bd09Ripple(
    _ position: Position,
    at place: Position,
    direction: Double
  ) -> Position {
    let radians = Double.pi * 3_000 / 180
    let stretch = direction * 0.000_02 * sin(place.y * radians)
    let turn = direction * 0.000_003 * cos(place.x * radians)
    let radius = (position.x * position.x + position.y * position.y).squareRoot()
    // Turning by the angle itself needs no atan2.
    let factor = (radius + stretch) / radius
    let cosine = cos(turn)
    let sine = sin(turn)
    return Position(
      x: factor * (position.x * cosine - position.y * sine),
      y: factor * (position.x * sine + position.y * cosine)
    )
  }
}
