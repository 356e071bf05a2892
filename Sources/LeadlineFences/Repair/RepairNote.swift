public import LeadlineGeometry

/// One thing that was changed in a fence's geometry so that it can be used.
public enum RepairNote: Hashable, Sendable, CustomStringConvertible {
  /// A collection of polygons was taken as one area.
  case collectionFlattened(parts: Int)
  /// A part without a ring that encloses anything was left out.
  case partDropped(part: Int, distinctPositions: Int)
  /// A hole that encloses nothing was left out.
  case holeDropped(part: Int, hole: Int, distinctPositions: Int)
  /// The area was invalid and was rebuilt from its line work; areas are geodesic, square metres.
  case madeValid(
    reason: String,
    location: Position?,
    squareMetresBefore: Double,
    squareMetresAfter: Double
  )
  /// Lines or points that the rebuilding left over were dropped.
  case remaindersDropped

  /// One sentence that says what was changed, and where.
  public var description: String {
    switch self {
    case .collectionFlattened(let parts):
      "the GeometryCollection was taken as one area of \(parts) parts"
    case .partDropped(let part, let count):
      "part \(part) was dropped: its exterior ring has \(count) distinct positions and needs 3"
    case .holeDropped(let part, let hole, let count):
      "hole \(hole) of part \(part) was dropped: it has \(count) distinct positions and needs 3"
    case .madeValid(let reason, let location, let before, let after):
      "the area was rebuilt by make-valid: \(reason)" + Self.place(location)
        + Self.change(before, after)
    case .remaindersDropped:
      "lines or points that enclose nothing were dropped after make-valid"
    }
  }

  private static func place(_ location: Position?) -> String {
    location.map { " at \($0.x) \($0.y)" } ?? ""
  }

  /// Says the change of the area where it is more than a thousandth.
  private static func change(_ before: Double, _ after: Double) -> String {
    guard abs(after - before) > 0.001 * max(before, after) else { return "" }
    return "; its area changed from \(squareKilometres(before)) to \(squareKilometres(after)) km²"
  }

  private static func squareKilometres(_ squareMetres: Double) -> Double {
    (squareMetres / 1_000).rounded() / 1_000
  }
}
