/// The least and greatest x and y of a geometry, in whatever datum.
package struct PlanarBounds: Hashable, Sendable {
  /// Least x.
  package private(set) var minX = Double.infinity
  /// Greatest x.
  package private(set) var maxX = -Double.infinity
  /// Least y.
  package private(set) var minY = Double.infinity
  /// Greatest y.
  package private(set) var maxY = -Double.infinity

  /// Makes the bounds of nothing.
  package init() {}

  /// Makes bounds of their sides.
  package init(minX: Double, maxX: Double, minY: Double, maxY: Double) {
    self.minX = minX
    self.maxX = maxX
    self.minY = minY
    self.maxY = maxY
  }

  /// Whether nothing lies within; so for an empty geometry.
  package var isEmpty: Bool { !(minX <= maxX && minY <= maxY) }

  /// Extends the bounds to a position; NaN changes nothing.
  package mutating func extend(_ position: Position) {
    if position.x < minX { minX = position.x }
    if position.x > maxX { maxX = position.x }
    if position.y < minY { minY = position.y }
    if position.y > maxY { maxY = position.y }
  }

  /// Extends the bounds to all positions of a geometry.
  package mutating func extend(_ geometry: Geometry) {
    switch geometry {
    case .point(let position): extend(position)
    case .multiPoint(let list), .lineString(let list):
      for position in list { extend(position) }
    case .multiLineString(let lists), .polygon(let lists):
      for list in lists { for position in list { extend(position) } }
    case .multiPolygon(let polygons):
      for polygon in polygons { extend(.polygon(polygon)) }
    case .collection(let members):
      for member in members { extend(member) }
    }
  }
}
