import LeadlineGeometry

/// The columns of one track as the search for stays reads them.
struct StayFixes {
  private let columns: FixColumns
  private let start: Int
  /// The number of fixes.
  let count: Int

  init(_ track: Track) {
    columns = track.columns
    start = track.range.lowerBound
    count = track.range.count
  }

  /// Seconds since 2001.
  @inline(__always)
  func time(_ position: Int) -> Double { columns.times[start &+ position] }

  @inline(__always)
  func longitude(_ position: Int) -> Double { columns.longitudes[start &+ position] }

  @inline(__always)
  func latitude(_ position: Int) -> Double { columns.latitudes[start &+ position] }

  /// 68 % radius, metres; NaN where unknown.
  @inline(__always)
  func radius(_ position: Int) -> Double { Double(columns.radii[start &+ position]) }

  /// A plane around a fix.
  func frame(at position: Int) -> LocalFrame {
    LocalFrame(longitude: longitude(position), latitude: latitude(position))
  }

  /// The distance from one fix to another, metres; in a plane around the first.
  func metres(from first: Int, to second: Int) -> Double {
    let frame = frame(at: first)
    let x = frame.x(longitude(second))
    let y = frame.y(latitude(second))
    return (x * x + y * y).squareRoot()
  }
}
