import Foundation
import LeadlineGeometry
import LeadlineModel

/// How long a rep stood at a place, by the track.
///
/// A fix is away when it is farther from the place than the reach, beyond 2.5 of its 68 % radii. The
/// time between two fixes, one there and one away, counts half. A single fix away between two there is
/// a spike.
struct TrackDwell {
  /// How far around the check-in the track is looked at, seconds.
  static let windowSeconds = 900.0
  /// A longer gap of the track hides a stop, seconds.
  static let gapSeconds = 180.0

  /// A fix this near to a place is there, beside its error, metres: who goes from door to door is not.
  static let placeMetres = 30.0
  /// Who stands somewhere for so long does not pass by, seconds.
  static let visitSeconds = 180.0

  private let track: Track
  private let policy: VerificationPolicy

  init(_ track: Track, _ policy: VerificationPolicy) {
    self.track = track
    self.policy = policy
  }

  /// The longest time in a row that the rep was around a place within a quarter of an hour of a time.
  ///
  /// - Parameters:
  ///   - place: Where.
  ///   - reach: How far from it is still there, metres.
  ///   - time: Seconds since 2001-01-01 00:00 UTC.
  ///   - near: Only what overlaps with this time counts; nil for all of the half hour.
  /// - Returns: Seconds; infinity where the rep may have been there longer than the window or the
  ///   track shows, 0 where the track did not come there; NaN where it has a gap at the check-in.
  ///
  /// - Complexity: O(log *n* + *k*) for *k* fixes in the window.
  func seconds(
    at place: Coordinate,
    reach: Double,
    around time: Double,
    near: ClosedRange<Double>? = nil
  ) -> Double {
    seconds(
      in: LocalScale(place),
      reach: reach,
      around: time,
      fixes: fixes(around: time),
      near: near
    )
  }

  /// The positions of the fixes that are looked at around a time.
  func fixes(around time: Double) -> Range<Int> {
    track.positions(from: time - Self.windowSeconds, through: time + Self.windowSeconds)
  }

  /// The same around each of some check-ins that are by time.
  static func windows(_ track: Track, around checkIns: ArraySlice<CheckInRow>) -> [Range<Int>] {
    var last = 0..<0
    return checkIns.map { row in
      // From check-in to check-in it is not far.
      let first = track.firstPosition(
        after: (row.time - windowSeconds).nextDown,
        from: last.lowerBound
      )
      let end = track.firstPosition(
        after: row.time + windowSeconds,
        from: max(first, last.upperBound)
      )
      last = first..<end
      return last
    }
  }

  /// The same for a place as the plane around it, and the fixes around the time.
  func seconds(
    in scale: LocalScale,
    reach: Double,
    around time: Double,
    fixes: Range<Int>,
    near: ClosedRange<Double>? = nil
  ) -> Double {
    var longest = 0.0
    var start: Double?
    var last: (time: Double, isThere: Bool)?
    // The fix away that ends the stay unless the next one is there again.
    var leaving: Double?
    var isCovered = false
    func count(_ start: Double, _ end: Double) {
      guard near.map({ start <= $0.upperBound && end >= $0.lowerBound }) ?? true else { return }
      longest = max(longest, end - start)
    }
    for position in fixes {
      let stated = track.radiusMetres(at: position)
      let radius = stated.isNaN ? policy.unknownAccuracyMetres : Double(stated)
      if radius > 100 { continue }
      let now = track.time(at: position)
      let isThere =
        scale.offset(to: track.coordinate(at: position)).metres <= reach + 2.5 * radius
      if let last {
        let gap = now - last.time
        if gap > Self.gapSeconds && (last.isThere || isThere || last.time <= time && now >= time) {
          return .nan
        }
        isCovered = isCovered || last.time <= time && now >= time
        if isThere && start == nil { start = (last.time + now) / 2 }
        if !isThere, let begun = start {
          if let away = leaving {
            count(begun, away)
            start = nil
            leaving = nil
          } else {
            leaving = (last.time + now) / 2
          }
        } else if isThere {
          leaving = nil
        }
      } else if isThere {
        // There since before the window.
        guard near != nil else { return .infinity }
        start = -.infinity
      }
      last = (now, isThere)
    }
    guard isCovered else { return .nan }
    if let begun = start {
      count(begun, leaving ?? .infinity)
    }
    return longest
  }
}
