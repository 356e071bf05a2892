public import Foundation
import LeadlineGeometry

/// One day of one rep, as the track shows it.
public struct DayPath: Sendable {
  /// The way from one stay to the next.
  public struct Leg: Hashable, Sendable {
    /// When it began.
    public var start: Date
    /// When it ended.
    public var end: Date
    /// The straight line between the two places, metres.
    public var straightMetres: Double
    /// The length along the track.
    public var mileage: Mileage
  }

  /// The day, as year-month-day in the time zone asked for.
  public var date: String
  /// The first and the last fix.
  public var first: Date
  /// The last fix.
  public var last: Date
  /// The positions in the list of stays of those that began on this day.
  public var stays: Range<Int>
  /// The ways between them.
  public var legs: [Leg]
  /// The time in stays, each up to the last fix of the day, seconds.
  public var staySeconds: Double
  /// The time outside stays in which fixes are farther apart than the policy's longest gap, seconds.
  public var gapSeconds: Double
  /// The time outside stays and gaps, seconds.
  public var travelSeconds: Double
  /// The way of the day.
  public var mileage: Mileage
  /// How much longer the order of the stays is than the best order of the same ones, along straight
  /// lines, the first and the last staying where they are; 1 for fewer than 4 stays.
  public var detourRatio: Double
}

/// Splits tracks into days.
public struct DayPaths: Sendable {
  private let policy: StayPolicy
  private let timeZone: TimeZone

  /// Makes days by the clock of a time zone.
  public init(policy: StayPolicy = StayPolicy(), timeZone: TimeZone) {
    self.policy = policy
    self.timeZone = timeZone
  }

  /// The days of a track that have fixes.
  ///
  /// A stay belongs to the day on which it began.
  ///
  /// - Parameters:
  ///   - track: The track.
  ///   - stays: Its stays, in order of time.
  /// - Returns: The days in order of time.
  ///
  /// - Complexity: O(*n*) in the number of fixes, and that of `VisitOrder` for each day.
  public func days(of track: Track, stays: [Stay]) -> [DayPath] {
    let fixes = StayFixes(track)
    var days: [DayPath] = []
    var firstStay = 0
    var first = 0
    while first < track.count {
      let (date, end) = day(of: track.time(at: first))
      let behind = max(first + 1, track.firstPosition(after: end.nextDown))
      while firstStay < stays.count,
        stays[firstStay].arrivedAt.timeIntervalSinceReferenceDate
          < fixes.time(first), stays[firstStay].positions.upperBound < first
      {
        firstStay += 1
      }
      var lastStay = firstStay
      while lastStay < stays.count && stays[lastStay].positions.lowerBound < behind {
        lastStay += 1
      }
      days.append(path(date, fixes, first..<behind, stays, firstStay..<lastStay))
      firstStay = lastStay
      first = behind
    }
    return days
  }

  /// The date of a moment, and when its day ends, in seconds since 2001.
  private func day(of time: Double) -> (date: String, end: Double) {
    func offset(_ time: Double) -> Double {
      Double(timeZone.secondsFromGMT(for: Date(timeIntervalSinceReferenceDate: time)))
    }
    // 2001-01-01 is day 0 of the reference.
    let day = ((time + offset(time)) / 86_400).rounded(.down)
    // The offset at the end of the day may be another; at worst a clock change moves an hour.
    let guess = (day + 1) * 86_400 - offset(time)
    let end = max(time.nextUp, (day + 1) * 86_400 - offset(guess))
    var text: [UInt8] = []
    // The local midnight, written as if it were one in UTC.
    let midnight = Date(timeIntervalSinceReferenceDate: day * 86_400)
    guard TimeWriter.append(midnight, to: &text) else { return ("", end) }
    return (String(decoding: text.prefix(10), as: UTF8.self), end)
  }

  private func path(
    _ date: String,
    _ fixes: StayFixes,
    _ positions: Range<Int>,
    _ stays: [Stay],
    _ range: Range<Int>
  ) -> DayPath {
    let first = fixes.time(positions.lowerBound)
    let last = fixes.time(positions.upperBound - 1)
    var day = DayPath(
      date: date,
      first: Date(timeIntervalSinceReferenceDate: first),
      last: Date(timeIntervalSinceReferenceDate: last),
      stays: range,
      legs: [],
      staySeconds: 0,
      gapSeconds: 0,
      travelSeconds: 0,
      mileage: Mileage(),
      detourRatio: 1
    )
    // The ways before, between and behind the stays; a stay of the night before has its own.
    var start = positions.lowerBound
    var moving = first
    if range.lowerBound > 0 {
      let before = stays[range.lowerBound - 1]
      start = min(positions.upperBound - 1, max(start, before.positions.upperBound))
      moving = min(last, max(moving, before.leftAt.timeIntervalSinceReferenceDate))
    }
    for position in range {
      let stay = stays[position]
      let arrived = max(moving, stay.arrivedAt.timeIntervalSinceReferenceDate)
      let left = min(last, stay.leftAt.timeIntervalSinceReferenceDate)
      day.staySeconds += max(0, left - arrived)
      let way = mileage(fixes, start, stay.positions.lowerBound)
      day.mileage = day.mileage + way
      addTravel(&day, fixes, start, stay.positions.lowerBound, moving, min(last, arrived))
      if position > range.lowerBound {
        let before = stays[position - 1]
        let frame = LocalFrame(
          longitude: before.place.longitude,
          latitude: before.place.latitude
        )
        let x = frame.x(stay.place.longitude)
        let y = frame.y(stay.place.latitude)
        day.legs.append(
          DayPath.Leg(
            start: before.leftAt,
            end: stay.arrivedAt,
            straightMetres: (x * x + y * y).squareRoot(),
            mileage: way
          )
        )
      }
      start = min(positions.upperBound - 1, stay.positions.upperBound)
      moving = max(arrived, left)
    }
    day.mileage = day.mileage + mileage(fixes, start, positions.upperBound - 1)
    addTravel(&day, fixes, start, positions.upperBound - 1, moving, last)
    day.detourRatio = detourRatio(stays[range])
    return day
  }

  private func mileage(_ fixes: StayFixes, _ first: Int, _ last: Int) -> Mileage {
    first < last ? Mileage(fixes, first...last) : Mileage()
  }

  /// Adds a time on the way, its gaps apart.
  private func addTravel(
    _ day: inout DayPath,
    _ fixes: StayFixes,
    _ first: Int,
    _ last: Int,
    _ start: Double,
    _ end: Double
  ) {
    guard start < end else { return }
    var gaps = 0.0
    for position in first..<max(first, last) {
      let from = max(start, fixes.time(position))
      let to = min(end, fixes.time(position + 1))
      if to - from > policy.longestGapSeconds { gaps += to - from }
    }
    day.gapSeconds += gaps
    day.travelSeconds += end - start - gaps
  }

  private func detourRatio(_ stays: ArraySlice<Stay>) -> Double {
    guard stays.count > 3, let first = stays.first else { return 1 }
    let frame = LocalFrame(longitude: first.place.longitude, latitude: first.place.latitude)
    let places = stays.map { (x: frame.x($0.place.longitude), y: frame.y($0.place.latitude)) }
    let actual = VisitOrder.length(Array(places.indices), places)
    let best = VisitOrder.shortestMetres(places)
    // Stays in one place have no order.
    return best > 1 ? max(1, actual / best) : 1
  }
}
