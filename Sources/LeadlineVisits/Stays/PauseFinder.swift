import Foundation
import LeadlineGeometry

/// Finds stays of phones that report after some distance: pauses between two fixes.
struct PauseFinder {
  /// How many steps on either side of a pause tell how the phone reports.
  static let stepsAround = 10
  /// How many of those there must be at least.
  static let leastSteps = 5
  /// Steps below this are noise, metres.
  static let leastStepMetres = 20.0
  /// No app reports by steps longer than this, metres.
  static let longestStepMetres = 1_000.0

  private let fixes: StayFixes
  private let policy: StayPolicy

  /// How a phone reports around a pause.
  private struct Steps {
    /// The median length, metres.
    var metres: Double
    /// The median speed, metres per second.
    var speed: Double
  }

  init(_ fixes: StayFixes, _ policy: StayPolicy) {
    self.fixes = fixes
    self.policy = policy
  }

  /// The pauses that are stays and not within a group, in order of time.
  func pauses(outside groups: [FixGroup]) -> [Stay] {
    var pauses: [Stay] = []
    var next = 0
    var position = 1
    while position < fixes.count {
      defer { position += 1 }
      // A spike may end a pause early, but not at once.
      guard fixes.time(position) - fixes.time(position - 1) >= policy.minimumSeconds / 5 else {
        continue
      }
      while next < groups.count && groups[next].last < position { next += 1 }
      let limit = next < groups.count ? groups[next].first : fixes.count - 1
      guard position <= limit else { continue }
      let pause = pause(before: position, limit)
      guard let stay = stay(of: pause) else { continue }
      pauses.append(stay)
      position = pause.end
    }
    return pauses
  }

  /// A time without a report but for spikes and the way back from them.
  private struct Pause {
    /// The last fix before it.
    var start: Int
    /// The first fix behind it.
    var end: Int
    /// The fixes behind spikes; they are where the rep is.
    var returns: [Int] = []
  }

  private func pause(before position: Int, _ limit: Int) -> Pause {
    var pause = Pause(start: position - 1, end: position)
    var origin = pause.start
    while pause.end + 2 <= limit,
      fixes.time(pause.end + 1) - fixes.time(pause.end) <= policy.leavingSeconds,
      fixes.metres(from: origin, to: pause.end + 1) < fixes.metres(from: origin, to: pause.end)
    {
      origin = pause.end + 1
      pause.returns.append(origin)
      pause.end += 2
    }
    return pause
  }

  private func stay(of pause: Pause) -> Stay? {
    let start = fixes.time(pause.start)
    let end = fixes.time(pause.end)
    let longest = (pause.start..<pause.end).reduce(0) {
      max($0, fixes.time($1 + 1) - fixes.time($1))
    }
    guard end - start >= policy.minimumSeconds, longest <= policy.longestPauseSeconds,
      let steps = steps(around: pause)
    else { return nil }
    let frame = fixes.frame(at: pause.start)
    let endX = frame.x(fixes.longitude(pause.end))
    let endY = frame.y(fixes.latitude(pause.end))
    // Behind a spike the phone reports where it is; else it is somewhere between the two fixes.
    var x = endX / 2
    var y = endY / 2
    let back = middle(of: pause.returns, frame)
    if let back { (x, y) = back }
    let toPlace = (x * x + y * y).squareRoot()
    let fromPlace = ((endX - x) * (endX - x) + (endY - y) * (endY - y)).squareRoot()
    let longestWay = (back == nil ? 1 : 2) * steps.metres
    guard max(toPlace, fromPlace) <= longestWay else { return nil }
    let before = toPlace / steps.speed
    let after = fromPlace / steps.speed
    // The way may have been faster than others: a stay that may have been as long is reported.
    let slack = min(before + after, StayTimes.longestSlackSeconds)
    guard end - start - before - after + slack >= policy.minimumSeconds else { return nil }
    return Stay(
      arrivedAt: Date(timeIntervalSinceReferenceDate: start + before),
      leftAt: Date(timeIntervalSinceReferenceDate: end - after),
      place: frame.coordinate(x: x, y: y),
      radiusMetres: back == nil ? toPlace : policy.radiusMetres / 2,
      fixCount: max(2, pause.returns.count),
      evidence: .pause,
      positions: pause.start...pause.end
    )
  }

  /// The medians of some fixes' places; nil without fixes.
  private func middle(of positions: [Int], _ frame: LocalFrame) -> (x: Double, y: Double)? {
    let xs = positions.map { frame.x(fixes.longitude($0)) }.sorted()
    let ys = positions.map { frame.y(fixes.latitude($0)) }.sorted()
    guard !positions.isEmpty else { return nil }
    return (xs[(xs.count - 1) / 2], ys[(ys.count - 1) / 2])
  }

  /// How the phone reports around a pause; nil if not by distance.
  private func steps(around pause: Pause) -> Steps? {
    let first = max(1, pause.start + 1 - Self.stepsAround)
    let last = min(fixes.count - 1, pause.end + Self.stepsAround)
    let steps = (first...last).filter { $0 <= pause.start || $0 > pause.end }
    func duration(_ step: Int) -> Double { fixes.time(step) - fixes.time(step - 1) }
    // Other pauses say nothing about speed.
    func isQuick(_ step: Int) -> Bool {
      duration(step) < policy.minimumSeconds && duration(step) > 0
    }
    // Times first: distances are what takes time.
    guard steps.count(where: isQuick) >= Self.leastSteps else { return nil }
    var lengths: [Double] = []
    var seconds: [Double] = []
    var speeds: [Double] = []
    for step in steps {
      let metres = fixes.metres(from: step - 1, to: step)
      lengths.append(metres)
      if isQuick(step) {
        seconds.append(duration(step))
        speeds.append(metres / duration(step))
      }
    }
    lengths.sort()
    seconds.sort()
    speeds.sort()
    let metres = lengths[(lengths.count - 1) / 2]
    let speed = speeds[(speeds.count - 1) / 2]
    guard metres >= Self.leastStepMetres && metres <= Self.longestStepMetres,
      lengths[lengths.count / 10] >= metres / 2, speed > 0
    else { return nil }
    // A phone that reports by time has steps of one duration, whatever their lengths.
    guard spread(lengths) < spread(seconds) else { return nil }
    return Steps(metres: metres, speed: speed)
  }

  /// The distance between the tenth and the ninetieth percentile of sorted values, relative to the
  /// median.
  private func spread(_ values: [Double]) -> Double {
    let last = values.count - 1
    return (values[last * 9 / 10] - values[last / 10]) / values[last / 2]
  }
}
