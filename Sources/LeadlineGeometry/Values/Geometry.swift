/// Two numbers as a file gives them, in whatever datum; degrees for geographic datums.
public struct Position: Hashable, Sendable {
  /// Longitude or easting.
  public var x: Double
  /// Latitude or northing.
  public var y: Double

  /// Makes a position; nothing is checked.
  @inlinable
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A geometry as a file gives it: unchecked, in the datum of the file, heights dropped.
///
/// Rings and lines are kept exactly as read, so that what is wrong with them can be reported.
/// `Polygon` and `MultiPolygon` are the checked values that the rest works with.
public enum Geometry: Hashable, Sendable {
  /// One position.
  case point(Position)
  /// Several positions.
  case multiPoint([Position])
  /// A line.
  case lineString([Position])
  /// Several lines.
  case multiLineString([[Position]])
  /// Rings: the exterior first, then holes.
  case polygon([[Position]])
  /// Polygons, each a list of rings.
  case multiPolygon([[[Position]]])
  /// Geometries of any kind.
  indirect case collection([Geometry])

  /// The name that RFC 7946 and OGC use.
  public var typeName: String {
    switch self {
    case .point: "Point"
    case .multiPoint: "MultiPoint"
    case .lineString: "LineString"
    case .multiLineString: "MultiLineString"
    case .polygon: "Polygon"
    case .multiPolygon: "MultiPolygon"
    case .collection: "GeometryCollection"
    }
  }

  /// Applies a conversion to every position.
  ///
  /// - Complexity: O(*n*) in the number of positions.
  public func mapPositions<Failure: Error>(
    _ transform: (Position) throws(Failure) -> Position
  ) throws(Failure) -> Geometry {
    switch self {
    case .point(let position): return .point(try transform(position))
    case .multiPoint(let list): return .multiPoint(try Self.map(list, transform))
    case .lineString(let list): return .lineString(try Self.map(list, transform))
    case .multiLineString(let lists): return .multiLineString(try Self.map(lists, transform))
    case .polygon(let rings): return .polygon(try Self.map(rings, transform))
    case .multiPolygon(let polygons):
      var result: [[[Position]]] = []
      for polygon in polygons { result.append(try Self.map(polygon, transform)) }
      return .multiPolygon(result)
    case .collection(let members):
      var result: [Geometry] = []
      for member in members { result.append(try member.mapPositions(transform)) }
      return .collection(result)
    }
  }

  private static func map<Failure: Error>(
    _ list: [Position],
    _ transform: (Position) throws(Failure) -> Position
  ) throws(Failure) -> [Position] {
    var result: [Position] = []
    result.reserveCapacity(list.count)
    for position in list { result.append(try transform(position)) }
    return result
  }

  private static func map<Failure: Error>(
    _ lists: [[Position]],
    _ transform: (Position) throws(Failure) -> Position
  ) throws(Failure) -> [[Position]] {
    var result: [[Position]] = []
    for list in lists { result.append(try map(list, transform)) }
    return result
  }
}
