/// Why a position is no longitude and latitude in degrees.
package enum DegreesFault: Hashable, Sendable {
  /// A number that is NaN or infinite.
  case notFinite
  /// Out of range as it stands, and in range with its numbers exchanged.
  case swappedAxes
  /// A longitude outside -180…180.
  case longitudeOutOfRange
  /// A latitude outside -90…90.
  case latitudeOutOfRange
}

extension Position {
  /// Why the position, taken as longitude and latitude in degrees, is out of range; nil when it is
  /// in range.
  package var degreesFault: DegreesFault? {
    // NaN fails both comparisons, so one test covers the common case.
    if abs(x) <= 180 && abs(y) <= 90 { return nil }
    guard x.isFinite && y.isFinite else { return .notFinite }
    if abs(x) <= 90 && abs(y) <= 180 { return .swappedAxes }
    return abs(x) > 180 ? .longitudeOutOfRange : .latitudeOutOfRange
  }
}
