/// An axis-aligned box in longitude and latitude; closed: it contains its boundary.
///
/// A box never crosses the antimeridian: `west <= east` always.
public struct BoundingBox: Hashable, Sendable {
  /// Least longitude, degrees.
  public private(set) var west: Double
  /// Least latitude, degrees.
  public private(set) var south: Double
  /// Greatest longitude, degrees.
  public private(set) var east: Double
  /// Greatest latitude, degrees.
  public private(set) var north: Double

  /// Makes the box of one coordinate.
  public init(_ coordinate: Coordinate) {
    west = coordinate.longitude
    east = coordinate.longitude
    south = coordinate.latitude
    north = coordinate.latitude
  }

  /// Grows the box until it contains a coordinate.
  public mutating func extend(to coordinate: Coordinate) {
    west = min(west, coordinate.longitude)
    east = max(east, coordinate.longitude)
    south = min(south, coordinate.latitude)
    north = max(north, coordinate.latitude)
  }

  /// Grows the box until it contains another.
  public mutating func extend(to other: BoundingBox) {
    west = min(west, other.west)
    east = max(east, other.east)
    south = min(south, other.south)
    north = max(north, other.north)
  }

  /// Tells whether the coordinate lies in the box or on its boundary.
  @inlinable
  public func covers(_ coordinate: Coordinate) -> Bool {
    coordinate.longitude >= west && coordinate.longitude <= east
      && coordinate.latitude >= south && coordinate.latitude <= north
  }
}
