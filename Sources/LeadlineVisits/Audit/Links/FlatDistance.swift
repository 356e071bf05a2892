import Foundation
import LeadlineGeometry

/// Distances for rules that ask a million times whether places are some hundred metres apart.
enum FlatDistance {
  /// Metres in a degree of latitude at 45°; others differ by up to 0.6 %.
  private static let metresPerDegree = 111_132.0

  /// The distance between two places in metres, within 1 % below 100 km; NaN for a place unknown.
  ///
  /// Measured in the plane, with degrees of longitude as wide as half way between the two.
  static func metres(
    _ longitude: Double,
    _ latitude: Double,
    _ otherLongitude: Double,
    _ otherLatitude: Double
  ) -> Double {
    var east = abs(longitude - otherLongitude)
    if east > 180 { east = 360 - east }
    let north = latitude - otherLatitude
    if east > 1 || abs(north) > 1 {
      return Geodesic.distance(
        Coordinate(uncheckedLongitude: longitude, latitude: latitude),
        Coordinate(uncheckedLongitude: otherLongitude, latitude: otherLatitude)
      ).metres
    }
    let width = cos((latitude + otherLatitude) * (.pi / 360)) * east
    return metresPerDegree * (width * width + north * north).squareRoot()
  }

  /// Whether two places are surely farther apart than some metres; cheaper to ask than how far.
  ///
  /// - Returns: False for all whose ``metres(_:_:_:_:)`` are no more, for some others, and for places
  ///   unknown.
  static func areSurelyApart(
    _ metres: Double,
    _ longitude: Double,
    _ latitude: Double,
    _ otherLongitude: Double,
    _ otherLatitude: Double
  ) -> Bool {
    let east = abs(longitude - otherLongitude)
    let north = abs(latitude - otherLatitude)
    // Over the date line, and as the sphere and the ellipsoid differ, others know better.
    guard east <= 1, north <= 1 else { return false }
    // The cosine is no less than this.
    let middle = (latitude + otherLatitude) * (.pi / 360)
    let width = (1 - middle * middle / 2) * east
    return 0.999 * metresPerDegree * max(width, north) > metres
  }

  /// Whether two places are surely no farther apart than some metres; cheaper to ask than how far.
  ///
  /// - Returns: False for all whose ``metres(_:_:_:_:)`` are more, for some others, and for places unknown.
  static func areSurelyWithin(
    _ metres: Double,
    _ longitude: Double,
    _ latitude: Double,
    _ otherLongitude: Double,
    _ otherLatitude: Double
  ) -> Bool {
    let east = abs(longitude - otherLongitude)
    let north = abs(latitude - otherLatitude)
    guard east <= 1, north <= 1 else { return false }
    // As if on the equator, where degrees of longitude are widest.
    let degrees = 0.999 * metres / metresPerDegree
    return east * east + north * north <= degrees * degrees
  }

  /// The distance between two stores, metres.
  static func metres(_ first: AuditStore, _ second: AuditStore) -> Double {
    metres(first.longitude, first.latitude, second.longitude, second.latitude)
  }

  /// The distance between two fixes, metres; NaN where one has none.
  static func metres(_ first: CheckInRow, _ second: CheckInRow) -> Double {
    metres(first.longitude, first.latitude, second.longitude, second.latitude)
  }
}
