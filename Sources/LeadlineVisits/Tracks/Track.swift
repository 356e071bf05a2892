import Foundation
package import LeadlineGeometry
public import LeadlineModel

/// The fixes of one rep, ordered by time; made once, asked for every check-in.
///
/// A track is a range of a ``TrackTable``'s columns, or of its own: copying it copies no fix. Equal
/// times are ordered by longitude, latitude and accuracy, unknown ones first; repeated fixes count
/// once. So the order in which fixes came does not matter.
public struct Track: Sendable {
  let columns: FixColumns
  /// Where in the columns its fixes are.
  let range: Range<Int>

  init(columns: FixColumns, range: Range<Int>) {
    self.columns = columns
    self.range = range
  }

  /// Orders fixes that come in any order; those that are repeated count once.
  ///
  /// Fixes whose time is not finite are left out, and so are radii that are negative or not finite.
  ///
  /// - Complexity: O(*n* log *n*); O(*n*) for fixes in order.
  public init(_ fixes: [PositionFix]) {
    var rows = FixRows()
    for fix in fixes { rows.append(fix) }
    rows.order()
    self.init(columns: FixColumns(rows), range: 0..<rows.count)
  }

  /// The number of fixes, repeated ones counted once.
  public var count: Int { range.count }

  /// Whether there is no fix.
  public var isEmpty: Bool { range.isEmpty }

  /// The fix at a position in time order, 0 for the first.
  public subscript(position: Int) -> PositionFix {
    let row = row(position)
    let radius = columns.radii[row]
    return PositionFix(
      time: Date(timeIntervalSinceReferenceDate: columns.times[row]),
      coordinate: coordinate(at: position),
      accuracyMetres: radius.isNaN ? nil : Double(radius)
    )
  }

  /// The time of a fix, in seconds since 2001-01-01 00:00 UTC; it never falls along a track.
  package func time(at position: Int) -> Double { columns.times[row(position)] }

  /// The place of a fix.
  package func coordinate(at position: Int) -> Coordinate {
    let row = row(position)
    // They come from coordinates.
    return Coordinate(
      uncheckedLongitude: columns.longitudes[row],
      latitude: columns.latitudes[row]
    )
  }

  /// The 68 % radius of a fix, metres; NaN where unknown.
  package func radiusMetres(at position: Int) -> Float { columns.radii[row(position)] }

  /// A fix as the rules see it.
  package struct Fix {
    /// Seconds since 2001-01-01 00:00 UTC.
    package var time: Double
    /// Where.
    package var place: ECEF
    /// 68 % radius, metres; nil when unknown.
    package var radiusMetres: Double?
  }

  /// The fix at a position in time order.
  package func fix(at position: Int) -> Fix {
    let radius = radiusMetres(at: position)
    return Fix(
      time: time(at: position),
      place: ECEF(coordinate(at: position)),
      radiusMetres: radius.isNaN ? nil : Double(radius)
    )
  }

  /// The position of the first fix later than a time; ``count`` when there is none.
  ///
  /// - Parameter time: Seconds since 2001-01-01 00:00 UTC.
  /// - Returns: A position in the track, or its count.
  ///
  /// - Complexity: O(log *n*).
  package func firstPosition(after time: Double) -> Int {
    guard !range.isEmpty else { return 0 }
    return unsafe columns.times[range].withUnsafeBufferPointer { times in
      // It is low…low + count. Nobody can guess which half it is in, so both are reckoned, not jumped to.
      var low = 0
      var count = times.count
      while count > 1 {
        let half = count / 2
        low &+= unsafe times[low &+ half &- 1] <= time ? half : 0
        count &-= half
      }
      return unsafe times[low] <= time ? low + 1 : low
    }
  }

  /// The fixes between two times, both included.
  ///
  /// - Complexity: O(log *n*).
  package func positions(from start: Double, through end: Double) -> Range<Int> {
    let first = firstPosition(after: start.nextDown)
    return first..<max(first, firstPosition(after: end, from: first))
  }

  /// As ``firstPosition(after:)``, at a position or behind it, and likely near.
  ///
  /// - Complexity: O(log *k*) for an answer *k* positions behind.
  func firstPosition(after time: Double, from start: Int) -> Int {
    precondition(start >= 0, "a position lies within its track")
    // All positions read are from `start` on and below the count.
    return unsafe columns.times[range].withUnsafeBufferPointer { times in
      var low = start
      var step = 8
      while low + step <= times.count, unsafe times[low + step - 1] <= time {
        low += step
        step *= 2
      }
      // The first one later is one of the next `step`, or there is none.
      var high = min(times.count, low + step)
      while low < high {
        let middle = low + (high - low) / 2
        if unsafe times[middle] <= time { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  /// A part of the track, by positions.
  package func slice(_ positions: Range<Int>) -> Track {
    precondition(positions.upperBound <= count, "a slice lies within its track")
    let start = range.lowerBound + positions.lowerBound
    return Track(columns: columns, range: start..<start + positions.count)
  }

  private func row(_ position: Int) -> Int {
    precondition(position >= 0 && position < range.count, "a position lies within its track")
    return range.lowerBound + position
  }
}
