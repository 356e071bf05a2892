/// A place on the WGS 84 ellipsoid, in degrees, longitude first.
public struct Coordinate: Hashable, Sendable {
  /// Degrees east, -180…180.
  public let longitude: Double
  /// Degrees north, -90…90.
  public let latitude: Double

  /// Makes a coordinate after checking its range.
  ///
  /// - Parameters:
  ///   - longitude: Degrees east, -180…180.
  ///   - latitude: Degrees north, -90…90.
  /// - Throws: ``GeometryError/notFinite(longitude:latitude:)`` for NaN and infinities,
  ///   ``GeometryError/outOfRange(longitude:latitude:)`` beyond the ranges.
  @inlinable
  public init(longitude: Double, latitude: Double) throws(GeometryError) {
    // NaN fails both comparisons, so one test covers the common case.
    guard abs(longitude) <= 180 && abs(latitude) <= 90 else {
      guard longitude.isFinite && latitude.isFinite else {
        throw .notFinite(longitude: longitude, latitude: latitude)
      }
      throw .outOfRange(longitude: longitude, latitude: latitude)
    }
    self.longitude = longitude
    self.latitude = latitude
  }

  /// Makes a coordinate from values that were checked before.
  @inlinable
  package init(uncheckedLongitude longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
  }
}
