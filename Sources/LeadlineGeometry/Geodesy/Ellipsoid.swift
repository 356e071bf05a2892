/// The WGS 84 ellipsoid (EPSG:7030) and the figures derived from it.
public enum WGS84 {
  /// Equatorial radius a in metres, exact by definition.
  public static let equatorialRadiusMetres = 6_378_137.0
  /// Flattening f = 1 / 298.257223563, exact by definition.
  public static let flattening = 1 / 298.257_223_563
  /// Square of the first eccentricity, e² = f (2 - f).
  public static let eccentricitySquared = flattening * (2 - flattening)
  /// The least radius of curvature, b²/a, that of the meridian at the equator, in metres.
  public static let leastCurvatureRadiusMetres =
    equatorialRadiusMetres * (1 - flattening) * (1 - flattening)
  /// The greatest radius of curvature, a²/b, that at the poles, in metres.
  public static let greatestCurvatureRadiusMetres = equatorialRadiusMetres / (1 - flattening)
  /// The longest possible geodesic, half a meridian, in metres.
  ///
  /// Rounded up, as it serves as a bound. Source: PROJ's `geod_inverse` from pole to pole.
  public static let longestGeodesicMetres = 20_003_931.458_625_45
}
