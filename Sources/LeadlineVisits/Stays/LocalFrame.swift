import LeadlineGeometry

/// A plane around a place, in metres east and north of it.
///
/// For places some hundred metres apart it agrees with the ellipsoid to millimetres; see
/// `WGS84.metresPerDegree(latitude:)`. The antimeridian is no border in it; within some kilometres of
/// a pole it is of no use.
struct LocalFrame {
  private let longitude: Double
  private let latitude: Double
  private let east: Double
  private let north: Double

  /// Makes a plane around a place.
  init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
    (east, north) = WGS84.metresPerDegree(latitude: latitude)
  }

  /// Metres east of the origin.
  @inline(__always)
  func x(_ longitude: Double) -> Double {
    var degrees = longitude - self.longitude
    if degrees > 180 { degrees -= 360 } else if degrees < -180 { degrees += 360 }
    return degrees * east
  }

  /// Metres north of the origin.
  @inline(__always)
  func y(_ latitude: Double) -> Double { (latitude - self.latitude) * north }

  /// The place some metres east and north of the origin.
  func coordinate(x: Double, y: Double) -> Coordinate {
    // At a pole a degree of longitude has no length; the origin's is as good as any.
    var longitude = longitude + (east > 1e-6 ? x / east : 0)
    if longitude > 180 { longitude -= 360 } else if longitude < -180 { longitude += 360 }
    return Coordinate(
      uncheckedLongitude: longitude,
      latitude: min(90, max(-90, latitude + y / north))
    )
  }
}
