/// Why fences could not be drawn.
public enum FenceDrawingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An edge of the region spans more than half the globe.
  case regionCrossesAntimeridian
  /// Edges of the region cross each other near a place.
  case regionCrossesItself(longitude: Double, latitude: Double)
  /// Customers could not be parted after many attempts.
  case notParted(territory: Int)

  /// One sentence: what, where, what to do.
  public var description: String {
    switch self {
    case .regionCrossesAntimeridian:
      """
      the region has an edge across the antimeridian; cut the region at 180 degrees into polygons \
      on either side
      """
    case .regionCrossesItself(let longitude, let latitude):
      """
      the region's boundary crosses itself near \(longitude),\(latitude); repair it, for instance \
      by importing it as a fence
      """
    case .notParted(let territory):
      """
      the customers of territory \(territory) can't be parted from their neighbours; merge \
      customers that are less than a few centimetres apart
      """
    }
  }
}
