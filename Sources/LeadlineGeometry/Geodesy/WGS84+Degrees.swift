extension WGS84 {
  /// How many metres a degree of longitude and one of latitude have at a latitude.
  ///
  /// The radii of curvature of the parallel and of the meridian there, times π/180. Plane distances
  /// by them are off by about d² tan φ / 2R relative to d: at 1 km and 60° by 0.14 m, at 100 m by
  /// 1.4 mm. The same bits on every machine.
  ///
  /// - Parameter latitude: Degrees north, -90…90.
  /// - Returns: Metres.
  package static func metresPerDegree(latitude: Double) -> (east: Double, north: Double) {
    let (sine, cosine) = SineCosine.of(degrees: latitude)
    let squared = 1 - eccentricitySquared * sine * sine
    let primeVertical = equatorialRadiusMetres / squared.squareRoot()
    let meridian = primeVertical * (1 - eccentricitySquared) / squared
    return (primeVertical * cosine * (.pi / 180), meridian * (.pi / 180))
  }
}
