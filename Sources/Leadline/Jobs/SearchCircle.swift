import Foundation
import LeadlineGeometry

/// All places within a distance of another one, and boxes that hold them.
struct SearchCircle {
  let centre: Coordinate
  let radiusMetres: Double

  /// Whether no place on earth lies outside.
  var isWholeEarth: Bool { radiusMetres >= WGS84.longestGeodesicMetres }

  /// One box, or two at the antimeridian, in degrees, that hold every place of the circle.
  ///
  /// A metre northwards is at most 1/M of latitude with the least radius of curvature M. A geodesic
  /// that stays below the latitude φ turns by at most 1/(a cos φ) of longitude per metre, as no
  /// prime vertical is shorter than the equatorial radius a. Both are widened by more than rounding
  /// takes away; a box around a pole has every longitude.
  var boxes: [PlanarBounds] {
    let whole = PlanarBounds(minX: -180, maxX: 180, minY: -90, maxY: 90)
    guard !isWholeEarth else { return [whole] }
    let height = Self.widened(radiusMetres / WGS84.leastCurvatureRadiusMetres)
    let south = max(-90, centre.latitude - height)
    let north = min(90, centre.latitude + height)
    let world = PlanarBounds(minX: -180, maxX: 180, minY: south, maxY: north)
    let farthest = max(abs(south), abs(north))
    guard farthest < 90 else { return [world] }
    let parallel = WGS84.equatorialRadiusMetres * cos(farthest * (.pi / 180))
    let width = Self.widened(radiusMetres / parallel)
    guard width < 180 else { return [world] }
    let west = centre.longitude - width
    let east = centre.longitude + width
    func box(_ minX: Double, _ maxX: Double) -> PlanarBounds {
      PlanarBounds(minX: minX, maxX: maxX, minY: south, maxY: north)
    }
    if west <= -180 { return [box(-180, east), box(west + 360, 180)] }
    if east >= 180 { return [box(west, 180), box(-180, east - 360)] }
    return [box(west, east)]
  }

  /// An angle in radians as degrees, with a reserve for rounding.
  private static func widened(_ radians: Double) -> Double {
    radians * (180 / .pi) * (1 + 1e-9) + 1e-9
  }
}
