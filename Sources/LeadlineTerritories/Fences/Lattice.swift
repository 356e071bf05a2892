internal import LeadlineGeometry

/// A place in whole steps of 1e-7 degrees, longitude first, as fences are written.
///
/// Doubles hold the steps exactly, so the exact test of orientation decides on the written places.
typealias LatticePoint = SIMD2<Double>

/// Steps of 1e-7 degrees.
enum Lattice {
  /// Steps in a degree.
  static let perDegree = 1e7

  /// The nearest lattice point.
  static func point(longitude: Double, latitude: Double) -> LatticePoint {
    LatticePoint(
      (longitude * perDegree).rounded(.toNearestOrAwayFromZero),
      (latitude * perDegree).rounded(.toNearestOrAwayFromZero)
    )
  }

  /// The degrees of a lattice point: what reading its seven decimals gives.
  static func coordinate(_ point: LatticePoint) -> Coordinate {
    Coordinate(uncheckedLongitude: point.x / perDegree, latitude: point.y / perDegree)
  }

  /// 1 when p lies left of the line from a to b, -1 when right, 0 when on it; exact.
  @inline(__always)
  static func side(_ a: LatticePoint, _ b: LatticePoint, _ p: LatticePoint) -> Int {
    Orientation.sign(ax: a.x, ay: a.y, bx: b.x, by: b.y, px: p.x, py: p.y)
  }

  /// Whether p lies strictly inside a triangle that turns left.
  static func isInside(_ p: LatticePoint, _ a: LatticePoint, _ b: LatticePoint, _ c: LatticePoint)
    -> Bool
  {
    side(a, b, p) > 0 && side(b, c, p) > 0 && side(c, a, p) > 0
  }

  /// The lattice points around a place, nearest first.
  static func around(_ place: LatticePoint) -> [LatticePoint] {
    let centre = place.rounded(.toNearestOrEven)
    var points: [LatticePoint] = []
    for row in -1...1 {
      for column in -1...1 {
        points.append(centre + LatticePoint(Double(column), Double(row)))
      }
    }
    func distance(_ point: LatticePoint) -> Double {
      let offset = point - place
      return (offset * offset).sum()
    }
    return points.sorted { distance($0) < distance($1) }
  }

  /// The order of places by longitude, then latitude.
  static func precedes(_ a: LatticePoint, _ b: LatticePoint) -> Bool {
    a.x != b.x ? a.x < b.x : a.y < b.y
  }
}
