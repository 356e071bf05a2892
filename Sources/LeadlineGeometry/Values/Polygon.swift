/// A polygon with holes; edges are straight lines in longitude and latitude, as in GeoJSON.
///
/// Every ring is closed and has at least four coordinates. Whether rings cross each other is not
/// checked here: validity in the sense of OGC is decided and repaired by `LeadlineFences`.
public struct Polygon: Hashable, Sendable {
  /// The outer ring, closed.
  public let exterior: [Coordinate]
  /// The rings cut out of it, each closed.
  public let holes: [[Coordinate]]

  /// Makes a polygon of closed rings.
  ///
  /// - Throws: ``GeometryError/ringTooShort(ring:positions:)`` or
  ///   ``GeometryError/ringNotClosed(ring:)``; ring 0 is the exterior, the first hole is ring 1.
  public init(exterior: [Coordinate], holes: [[Coordinate]] = []) throws(GeometryError) {
    try Self.check(exterior, ring: 0)
    for (number, hole) in holes.enumerated() { try Self.check(hole, ring: number + 1) }
    self.exterior = exterior
    self.holes = holes
  }

  /// The exterior and the holes, in this order.
  public var rings: [[Coordinate]] { [exterior] + holes }

  private static func check(_ ring: [Coordinate], ring number: Int) throws(GeometryError) {
    guard ring.count >= 4 else {
      throw .ringTooShort(ring: number, positions: ring.count)
    }
    guard ring.first == ring.last else { throw .ringNotClosed(ring: number) }
  }
}

/// One or more polygons that count as one area.
public struct MultiPolygon: Hashable, Sendable {
  /// The parts; a fence with exclaves has several.
  public let polygons: [Polygon]

  /// Joins polygons into one area.
  public init(_ polygons: [Polygon]) {
    self.polygons = polygons
  }

  /// The number of coordinates in all rings.
  ///
  /// - Complexity: O(rings).
  public var coordinateCount: Int {
    polygons.reduce(0) { $0 + $1.exterior.count + $1.holes.reduce(0) { $0 + $1.count } }
  }

  /// The smallest box around all parts, nil when there are none.
  ///
  /// - Complexity: O(coordinates of the exteriors).
  public var boundingBox: BoundingBox? {
    var box: BoundingBox?
    for polygon in polygons {
      for coordinate in polygon.exterior {
        if box?.extend(to: coordinate) == nil { box = BoundingBox(coordinate) }
      }
    }
    return box
  }

  /// The same area as an unchecked geometry, for the writers.
  public var geometry: Geometry {
    let parts = polygons.map { polygon in
      polygon.rings.map { $0.map { Position(x: $0.longitude, y: $0.latitude) } }
    }
    return parts.count == 1 ? .polygon(parts[0]) : .multiPolygon(parts)
  }
}
