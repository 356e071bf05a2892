import Foundation
import LeadlineGeometry

/// Tells when a rep came to a place and left it, between the fixes there and those on the way.
struct StayTimes {
  /// How long before the first and after the last fix of a stay it may reach at most, seconds.
  ///
  /// A judgement: nobody saw the rep there.
  static let longestSlackSeconds = 60.0
  /// The speed of a rep on the way where the fixes do not tell it, metres per second along the
  /// straight line: in town.
  static let usualSpeed = 6.0
  /// Below this the rep had not set out yet, metres per second; a slow walk.
  static let leastSpeed = 1.0
  private let fixes: StayFixes
  private let policy: StayPolicy

  init(_ fixes: StayFixes, _ policy: StayPolicy) {
    self.fixes = fixes
    self.policy = policy
  }

  /// The stay of a group.
  func stay(of group: FixGroup) -> Stay? {
    let arrival = time(at: group.first, toward: -1, of: group)
    let departure = time(at: group.last, toward: 1, of: group)
    return Stay(
      arrivedAt: Date(timeIntervalSinceReferenceDate: arrival),
      leftAt: Date(timeIntervalSinceReferenceDate: departure),
      place: group.coordinate,
      radiusMetres: group.radiusMetres,
      fixCount: group.memberCount,
      evidence: .fixes,
      positions: group.first...group.last
    )
  }

  /// When the rep was at the place for the first or last time, at or beyond its outermost fix.
  ///
  /// - Parameters:
  ///   - edge: The outermost fix in reach.
  ///   - step: -1 for the arrival, 1 for the departure.
  ///   - group: The group.
  /// - Returns: Seconds since 2001.
  private func time(at edge: Int, toward step: Int, of group: FixGroup) -> Double {
    let inside = fixes.time(edge)
    let beyond = edge + step
    guard beyond >= 0 && beyond < fixes.count else { return inside }
    let gap = abs(fixes.time(beyond) - inside)
    let x = group.place.x(fixes.longitude(beyond))
    let y = group.place.y(fixes.latitude(beyond))
    let metres = (x * x + y * y).squareRoot()
    // The speed on the way from the next fix but one tells how long the rest of the way took.
    var speed = Self.usualSpeed
    let next = beyond + step
    if next >= 0 && next < fixes.count {
      let seconds = abs(fixes.time(next) - fixes.time(beyond))
      if seconds > 0 && seconds <= policy.minimumSeconds {
        let seen = fixes.metres(from: beyond, to: next) / seconds
        if seen >= Self.leastSpeed { speed = seen }
      }
    }
    let way = metres / speed
    let slack = min(Self.longestSlackSeconds, max(0, gap - way))
    return inside + Double(step) * slack
  }
}
