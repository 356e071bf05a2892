import Foundation
import LeadlineGeometry
import LeadlineModel

/// Fixes as columns that never change, 28 bytes a fix; several tracks share them.
final class FixColumns: Sendable {
  /// Seconds since 2001-01-01 00:00 UTC; they never fall within a track.
  let times: [Double]
  /// Degrees east, WGS 84.
  let longitudes: [Double]
  /// Degrees north, WGS 84.
  let latitudes: [Double]
  /// 68 % radii, metres; NaN where unknown.
  let radii: [Float]

  init(_ rows: FixRows) {
    times = rows.times
    longitudes = rows.longitudes
    latitudes = rows.latitudes
    radii = rows.radii
  }
}

/// Fixes as columns that are being filled and put in order.
struct FixRows: Sendable {
  var times: [Double] = []
  var longitudes: [Double] = []
  var latitudes: [Double] = []
  var radii: [Float] = []

  var count: Int { times.count }

  mutating func reserveCapacity(_ count: Int) {
    times.reserveCapacity(count)
    longitudes.reserveCapacity(count)
    latitudes.reserveCapacity(count)
    radii.reserveCapacity(count)
  }

  /// Makes room for so many that large pages pay.
  mutating func reserveLarge(_ count: Int) {
    LargeMemory.reserve(count, of: &times)
    LargeMemory.reserve(count, of: &longitudes)
    LargeMemory.reserve(count, of: &latitudes)
    LargeMemory.reserve(count, of: &radii)
  }

  /// Adds other rows behind the own ones.
  mutating func append(_ rows: FixRows) {
    times += rows.times
    longitudes += rows.longitudes
    latitudes += rows.latitudes
    radii += rows.radii
  }

  /// Adds a fix, unless its time is not finite.
  mutating func append(_ fix: PositionFix) {
    append(
      time: fix.time.timeIntervalSinceReferenceDate,
      longitude: fix.coordinate.longitude,
      latitude: fix.coordinate.latitude,
      accuracy: fix.accuracyMetres ?? .nan
    )
  }

  /// Adds a fix, unless its time is not finite.
  ///
  /// - Returns: Whether it was added.
  @discardableResult
  mutating func append(time: Double, longitude: Double, latitude: Double, accuracy: Double) -> Bool
  {
    guard time.isFinite else { return false }
    times.append(time)
    longitudes.append(longitude)
    latitudes.append(latitude)
    radii.append(Self.radius(accuracy))
    return true
  }

  /// Adds fixes whose times are finite.
  mutating func append(_ columns: FixBlock.Columns) {
    unsafe times.append(contentsOf: columns.times)
    unsafe longitudes.append(contentsOf: columns.longitudes)
    unsafe latitudes.append(contentsOf: columns.latitudes)
    radii.reserveCapacity(times.count)
    for row in unsafe columns.accuracies.indices {
      unsafe radii.append(Self.radius(columns.accuracies[row]))
    }
  }

  /// An accuracy as a radius; NaN for one that is none.
  private static func radius(_ accuracy: Double) -> Float {
    let radius = Float(accuracy)
    return radius >= 0 && radius.isFinite ? radius : .nan
  }

  /// Orders all rows and drops repeats.
  mutating func order() {
    guard let ordered = ordered(0..<count) else { return }
    self = ordered
  }

  /// The rows of a range in order and without repeats; nil if they are so already.
  ///
  /// - Complexity: O(*n*) for rows in order, else O(*n* log *n*).
  func ordered(_ range: Range<Int>) -> FixRows? {
    guard !isOrdered(range) else { return nil }
    // The times beside their rows, so that the sort reads one array; what is almost in order, as
    // after a late synchronisation, costs it little.
    var keys = range.map {
      (time: times[$0], row: Int32(truncatingIfNeeded: $0 - range.lowerBound))
    }
    keys.sort { left, right in
      if left.time != right.time { return left.time < right.time }
      return precedes(range.lowerBound + Int(left.row), range.lowerBound + Int(right.row))
    }
    var ordered = FixRows()
    ordered.reserveCapacity(keys.count)
    var last = -1
    for key in keys {
      let row = range.lowerBound + Int(key.row)
      if last >= 0 && !precedes(last, row) { continue }
      ordered.times.append(times[row])
      ordered.longitudes.append(longitudes[row])
      ordered.latitudes.append(latitudes[row])
      ordered.radii.append(radii[row])
      last = row
    }
    return ordered
  }

  private func isOrdered(_ range: Range<Int>) -> Bool {
    for row in range.dropFirst() {
      if times[row - 1] < times[row] { continue }
      if !precedes(row - 1, row) { return false }
    }
    return true
  }

  /// Whether a row comes before another by time, then by place, then by radius, unknown ones first.
  private func precedes(_ first: Int, _ second: Int) -> Bool {
    if times[first] != times[second] { return times[first] < times[second] }
    if longitudes[first] != longitudes[second] { return longitudes[first] < longitudes[second] }
    if latitudes[first] != latitudes[second] { return latitudes[first] < latitudes[second] }
    return rank(radii[first]) < rank(radii[second])
  }

  private func rank(_ radius: Float) -> Float { radius.isNaN ? -1 : radius }
}
