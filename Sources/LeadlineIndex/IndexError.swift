public import LeadlineGeometry

/// What makes columns of coordinates unusable for an index.
public enum IndexError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Two columns of different lengths.
  case countsDiffer(longitudes: Int, latitudes: Int)
  /// A coordinate that is NaN, infinite or out of range, with its position in the columns.
  case badCoordinate(position: Int, GeometryError)

  /// One sentence that says what is wrong, where, and what would be right.
  public var description: String {
    switch self {
    case .countsDiffer(let longitudes, let latitudes):
      "\(longitudes) longitudes came with \(latitudes) latitudes; the columns must be equally long"
    case .badCoordinate(let position, let error):
      "position \(position): \(error)"
    }
  }
}
