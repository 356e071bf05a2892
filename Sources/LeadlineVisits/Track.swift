import Foundation
import LeadlineGeometry
public import LeadlineModel

/// The fixes of one rep, ordered by time; made once, asked for every check-in.
public struct Track: Sendable {
  /// Seconds since 2001-01-01 00:00 UTC, never falling.
  private let times: [Double]
  private let places: [ECEF]
  /// 68 % radii, metres; negative where unknown.
  private let radii: [Double]

  /// Orders fixes that come in any order; those that are repeated count once.
  ///
  /// The order does not matter: fixes of the same time are ordered by place, then by accuracy.
  ///
  /// - Complexity: O(*n* log *n*).
  public init(_ fixes: [PositionFix]) {
    var rows = fixes.map { fix in
      var radius = -1.0
      if let stated = fix.accuracyMetres, stated >= 0 && stated.isFinite { radius = stated }
      return (
        time: fix.time.timeIntervalSinceReferenceDate, longitude: fix.coordinate.longitude,
        latitude: fix.coordinate.latitude, radius: radius, place: ECEF(fix.coordinate)
      )
    }
    rows.removeAll { !$0.time.isFinite }
    rows.sort {
      ($0.time, $0.longitude, $0.latitude, $0.radius)
        < ($1.time, $1.longitude, $1.latitude, $1.radius)
    }
    var times: [Double] = []
    var places: [ECEF] = []
    var radii: [Double] = []
    for row in rows {
      if row.time == times.last && row.place == places.last && row.radius == radii.last {
        continue
      }
      times.append(row.time)
      places.append(row.place)
      radii.append(row.radius)
    }
    self.times = times
    self.places = places
    self.radii = radii
  }

  /// The number of fixes, repeated ones counted once.
  public var count: Int { times.count }

  /// A fix as the rules see it.
  struct Fix {
    var time: Double
    var place: ECEF
    /// 68 % radius, metres; nil when unknown.
    var radiusMetres: Double?
  }

  /// The fix at a position in time order.
  func fix(at position: Int) -> Fix {
    Fix(
      time: times[position],
      place: places[position],
      radiusMetres: radii[position] < 0 ? nil : radii[position]
    )
  }

  /// The position of the first fix later than a time; ``count`` when there is none.
  ///
  /// - Complexity: O(log *n*).
  func firstPosition(after time: Double) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = low + (high - low) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
