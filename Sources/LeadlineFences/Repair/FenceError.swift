public import LeadlineGeometry

/// Why a geometry can't be the area of a fence, or why GEOS gave no answer.
///
/// Parts count from 1 in the order of the file; ring 0 of a part is its exterior.
public enum FenceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A geometry that is no area, such as a point or a line.
  case wrongGeometry(type: String)
  /// A position that is NaN or infinite.
  case notFinite(part: Int, ring: Int, position: Position)
  /// A position outside longitude -180…180, latitude -90…90.
  case outOfRange(part: Int, ring: Int, position: Position)
  /// A ring that does not end where it starts.
  case ringNotClosed(part: Int, ring: Int)
  /// A geometry of which no area is left after repair.
  case notRepairable(reason: String)
  /// A call of GEOS that failed.
  case geos(function: String, message: String)

  /// The code under which the rejects file lists the fence.
  public var rejectCode: Reject.Code {
    switch self {
    case .wrongGeometry: .wrongGeometry
    case .notFinite: .notFinite
    case .outOfRange(_, _, let position):
      position.degreesFault == .swappedAxes ? .swappedAxes : .outOfRange
    case .ringNotClosed: .ringNotClosed
    case .notRepairable, .geos: .notRepairable
    }
  }

  /// One sentence that says what is wrong and what would be right.
  public var description: String {
    switch self {
    case .wrongGeometry(let type):
      "a fence needs a Polygon or a MultiPolygon, not a \(type)"
    case .notFinite(let part, let ring, let position):
      """
      the position \(position.x) \(position.y) in \(Self.name(ofRing: ring, part: part)) is not a \
      pair of finite numbers
      """
    case .outOfRange(let part, let ring, let position):
      """
      the position \(position.x) \(position.y) in \(Self.name(ofRing: ring, part: part)) is \
      outside longitude -180…180, latitude -90…90
      """
    case .ringNotClosed(let part, let ring):
      """
      \(Self.name(ofRing: ring, part: part)) does not end where it starts; repeat its first \
      position at its end
      """
    case .notRepairable(let reason):
      "no area is left of the fence after repair: \(reason)"
    case .geos(let function, let message):
      "GEOS could not evaluate the fence: \(function) says '\(message)'"
    }
  }

  private static func name(ofRing ring: Int, part: Int) -> String {
    ring == 0 ? "the exterior ring of part \(part)" : "hole \(ring) of part \(part)"
  }
}
