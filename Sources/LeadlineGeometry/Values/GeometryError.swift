/// What makes a coordinate, a ring or a distance unusable.
public enum GeometryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A coordinate that is NaN or infinite.
  case notFinite(longitude: Double, latitude: Double)
  /// A longitude outside -180…180 or a latitude outside -90…90.
  case outOfRange(longitude: Double, latitude: Double)
  /// A ring with fewer than four positions, which encloses nothing.
  case ringTooShort(ring: Int, positions: Int)
  /// A ring whose last position differs from its first.
  case ringNotClosed(ring: Int)
  /// A text that is no distance.
  case notADistance(String)
  /// A distance that is negative, NaN or infinite.
  case negativeDistance(Double)

  /// One sentence that says what is wrong and what would be right.
  public var description: String {
    switch self {
    case .notFinite(let longitude, let latitude):
      "the coordinate \(longitude), \(latitude) is not a pair of finite numbers"
    case .outOfRange(let longitude, let latitude):
      "the coordinate \(longitude), \(latitude) is outside longitude -180…180, latitude -90…90"
    case .ringTooShort(let ring, let positions):
      "\(Self.name(ofRing: ring)) has \(positions) positions; a ring needs at least 4"
    case .ringNotClosed(let ring):
      "\(Self.name(ofRing: ring)) does not end where it starts"
    case .notADistance(let text):
      "'\(text)' is not a distance; write metres as 500 or 500m, kilometres as 2km"
    case .negativeDistance(let metres):
      "a distance of \(metres) m is not possible; it must be 0 or more and finite"
    }
  }

  private static func name(ofRing ring: Int) -> String {
    ring == 0 ? "the exterior ring" : "hole \(ring)"
  }
}
