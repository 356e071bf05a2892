import Foundation
import LeadlineGeometry

/// A place in the city's plane: metres east and north of its centre.
struct PlanePoint: Hashable, Sendable {
  var x: Double
  var y: Double

  /// Metres to another place.
  func distance(to other: PlanePoint) -> Double {
    let dx = x - other.x
    let dy = y - other.y
    return (dx * dx + dy * dy).squareRoot()
  }

  /// The place some metres away, the direction counted from the east against the clock.
  func moved(by metres: Double, towards radians: Double) -> PlanePoint {
    PlanePoint(x: x + metres * cos(radians), y: y + metres * sin(radians))
  }

  static func + (first: PlanePoint, second: PlanePoint) -> PlanePoint {
    PlanePoint(x: first.x + second.x, y: first.y + second.y)
  }

  static func - (first: PlanePoint, second: PlanePoint) -> PlanePoint {
    PlanePoint(x: first.x - second.x, y: first.y - second.y)
  }

  static func * (point: PlanePoint, factor: Double) -> PlanePoint {
    PlanePoint(x: point.x * factor, y: point.y * factor)
  }
}

/// The map between the city's plane and the globe.
///
/// Longitude and latitude grow evenly with metres, by the radii of curvature at the centre: lengths
/// are right within 0.5 % up to 50 km from it, which is no more than another city's shape would do.
struct CityPlane: Sendable {
  /// West of Shanghai, so that the largest worlds still lie on the mainland.
  static let centre = Position(x: 120.95, y: 31.3)

  private let degreesPerMetreEast: Double
  private let degreesPerMetreNorth: Double

  init() {
    // The radii of WGS 84: a = 6,378,137 m, e² = 0.00669437999014.
    let eccentricitySquared = 0.006_694_379_990_14
    let latitude = Self.centre.y * .pi / 180
    let w = (1 - eccentricitySquared * sin(latitude) * sin(latitude)).squareRoot()
    let east = 6_378_137 / w * cos(latitude)
    let north = 6_378_137 * (1 - eccentricitySquared) / (w * w * w)
    degreesPerMetreEast = 180 / (.pi * east)
    degreesPerMetreNorth = 180 / (.pi * north)
  }

  /// Degrees in WGS 84.
  func position(of point: PlanePoint) -> Position {
    Position(
      x: Self.centre.x + point.x * degreesPerMetreEast,
      y: Self.centre.y + point.y * degreesPerMetreNorth
    )
  }

  /// The place of WGS 84 degrees.
  func point(of position: Position) -> PlanePoint {
    PlanePoint(
      x: (position.x - Self.centre.x) / degreesPerMetreEast,
      y: (position.y - Self.centre.y) / degreesPerMetreNorth
    )
  }
}
