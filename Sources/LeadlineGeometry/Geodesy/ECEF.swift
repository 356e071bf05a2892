/// A position on the surface of the ellipsoid as earth-centred, earth-fixed coordinates in metres
/// (EPSG:4978, height 0).
///
/// Straight lines between such positions (chords) order pairs of places as geodesics do, but for
/// the few that ``GeodesicBracket`` leaves open; there is no antimeridian and no pole in them.
public struct ECEF: Hashable, Sendable {
  /// Metres towards longitude 0 on the equator.
  public let x: Double
  /// Metres towards longitude 90° E on the equator.
  public let y: Double
  /// Metres towards the north pole.
  public let z: Double

  /// Makes a position from its three components in metres.
  @inlinable
  public init(x: Double, y: Double, z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// Projects a coordinate onto the ellipsoid.
  ///
  /// Longitudes -180 and 180 give the same position, and a pole gives one position for every
  /// longitude. Rounding is below 3e-9 m. The same coordinate gives the same bits on every machine
  /// and in ``PlaceTable``, one by one or in bulk.
  public init(_ coordinate: Coordinate) {
    self.init(longitude: coordinate.longitude, latitude: coordinate.latitude)
  }

  /// Projects degrees onto the ellipsoid; the twin of the kernel `places`.
  @inline(__always)
  init(longitude: Double, latitude: Double) {
    let (sinLatitude, cosLatitude) = SineCosine.of(degrees: latitude)
    let (sinLongitude, cosLongitude) = SineCosine.of(degrees: longitude)
    let eccentricitySquared = WGS84.eccentricitySquared
    let primeVertical =
      WGS84.equatorialRadiusMetres
      / (1 - eccentricitySquared * sinLatitude * sinLatitude).squareRoot()
    let horizontal = primeVertical * cosLatitude
    x = horizontal * cosLongitude
    y = horizontal * sinLongitude
    z = primeVertical * (1 - eccentricitySquared) * sinLatitude
  }

  /// The square of the straight-line distance to another position, in square metres.
  @inlinable
  public func chordSquared(to other: ECEF) -> Double {
    let dx = x - other.x
    let dy = y - other.y
    let dz = z - other.z
    return dx * dx + dy * dy + dz * dz
  }
}
