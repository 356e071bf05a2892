import LeadlineGeometry

/// Metres east and north from one place to another, on the plane that touches the ellipsoid.
///
/// Off from the geodesic by less than a thousandth up to 20 km at the latitudes where people live;
/// beyond, only the direction is meant.
struct LocalOffset: Hashable, Sendable {
  /// Metres east.
  var east: Double
  /// Metres north.
  var north: Double

  /// The length in metres.
  var metres: Double { (east * east + north * north).squareRoot() }

  static func - (left: LocalOffset, right: LocalOffset) -> LocalOffset {
    LocalOffset(east: left.east - right.east, north: left.north - right.north)
  }

  static func + (left: LocalOffset, right: LocalOffset) -> LocalOffset {
    LocalOffset(east: left.east + right.east, north: left.north + right.north)
  }

  /// The square of the distance to the end of another offset.
  func squaredDistance(to other: LocalOffset) -> Double {
    let east = east - other.east
    let north = north - other.north
    return east * east + north * north
  }
}

/// The metres per degree around a place.
struct LocalScale: Sendable {
  /// Where the plane touches.
  let origin: Coordinate
  private let metresPerLongitude: Double
  private let metresPerLatitude: Double

  /// Makes the plane that touches the ellipsoid at a place.
  init(_ origin: Coordinate) {
    let (east, north) = WGS84.metresPerDegree(latitude: origin.latitude)
    self.origin = origin
    // A pole has no east: 1 mm per degree keeps the plane finite.
    metresPerLongitude = max(1e-3, east)
    metresPerLatitude = north
  }

  /// The way from the origin to a place.
  func offset(to place: Coordinate) -> LocalOffset {
    var degrees = place.longitude - origin.longitude
    if degrees > 180 { degrees -= 360 } else if degrees < -180 { degrees += 360 }
    return LocalOffset(
      east: degrees * metresPerLongitude,
      north: (place.latitude - origin.latitude) * metresPerLatitude
    )
  }

  /// The place at the end of a way from the origin.
  func place(at offset: LocalOffset) -> Coordinate {
    var longitude = origin.longitude + offset.east / metresPerLongitude
    if longitude > 180 { longitude -= 360 } else if longitude < -180 { longitude += 360 }
    return Coordinate(
      uncheckedLongitude: max(-180, min(180, longitude)),
      latitude: max(-90, min(90, origin.latitude + offset.north / metresPerLatitude))
    )
  }
}
