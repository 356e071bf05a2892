import LeadlineGeometry

/// A corner of a fence: longitude and latitude in degrees.
typealias Vertex = SIMD2<Double>

extension Orientation {
  /// Whether a place lies strictly west of an edge at a latitude in the edge's half-open range, so
  /// that a ray to the east crosses the edge; exact.
  @inline(__always)
  static func isWest(_ place: Vertex, of start: Vertex, _ end: Vertex) -> Bool {
    let side = sign(ax: start.x, ay: start.y, bx: end.x, by: end.y, px: place.x, py: place.y)
    return end.y > start.y ? side > 0 : side < 0
  }

  /// Whether a ray from a place to the east crosses an edge, whose lower end counts to it and whose
  /// upper end does not; exact.
  @inline(__always)
  static func rayCrosses(from place: Vertex, _ start: Vertex, _ end: Vertex) -> Bool {
    (start.y > place.y) != (end.y > place.y) && isWest(place, of: start, end)
  }
}
