/// What keeps a position from being brought from one datum to another.
public enum DatumError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An EPSG code that PROJ does not know, or that is no system with two coordinates.
  case unknownCode(Int, reason: String)
  /// Two systems that PROJ finds no way between.
  case noTransformation(from: Datum, to: Datum, reason: String)
  /// A position outside of what the systems can express.
  case notConvertible(Position, from: Datum, to: Datum, reason: String)

  /// One sentence that says what is wrong and what would be right.
  public var description: String {
    switch self {
    case .unknownCode(let code, let reason):
      "EPSG:\(code) is not known to PROJ as a system of two coordinates (\(reason));"
        + " give the code of a geographic or projected one, as EPSG:4326"
    case .noTransformation(let from, let to, let reason):
      "PROJ knows no transformation from \(from) to \(to) (\(reason));"
        + " convert the data to WGS 84 with another tool first"
    case .notConvertible(let position, let from, let to, let reason):
      "the position \(position.x), \(position.y) cannot be converted from \(from) to \(to)"
        + " (\(reason)); check its datum and the order of its coordinates"
    }
  }
}
