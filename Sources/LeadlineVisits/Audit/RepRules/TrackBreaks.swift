import LeadlineGeometry

/// The moments at which a track goes on somewhere else than anybody could have gone meanwhile.
///
/// A receiver's error is gone with the next fix or two; a jump is what stays: three fixes or more, over
/// 100 seconds or more, that hang together, none of them within reach of the last fix before. Nobody
/// drives faster than ``RepRulesPolicy/driveMetresPerSecond``; and who sets out in a town and stops again
/// gets no farther than ``RepRulesPolicy/townMetresPerSecond`` allows, so that a step of more than that
/// is a jump where it is also at least twice as fast as the steps before and after.
struct TrackBreaks: Sendable {
  /// One jump.
  struct Break: Sendable {
    /// The times of the last fix before and of the first one after.
    var before: Double
    var after: Double
    /// How far it goes, metres.
    var metres: Double
    /// Whether the track shows nothing in between, not even a stray fix.
    var isDirect: Bool
  }

  /// By time.
  let breaks: [Break]

  /// Fixes with a larger 68 % radius tell of no jump, metres.
  private static let greatestRadius = 200.0
  /// Shorter jumps are taken for errors of the receiver, beyond what it states, metres.
  private static let leastMetres = 400.0
  /// A jump is so much faster than the way before and after.
  private static let hurry = 2.0
  private static let leastFixes = 3
  private static let leastSeconds = 100.0
  /// Fixes farther apart than this don't hang together, seconds.
  private static let greatestGap = 900.0

  /// One fix.
  private struct Fix {
    var place: LocalOffset
    var time: Double
    var radius: Double

    /// The way to a later fix that no errors explain, metres.
    func way(to other: Fix) -> Double {
      (other.place - place).metres - 3 * (radius + other.radius) / PresenceModel.deviationsPerRadius
    }
  }

  /// Looks for jumps.
  ///
  /// - Complexity: O(*n*) in the number of fixes.
  init(_ track: Track, _ policy: AuditPolicy) {
    guard track.count > Self.leastFixes else {
      breaks = []
      return
    }
    let unknown = policy.verification.unknownAccuracyMetres
    let scale = LocalScale(track.coordinate(at: 0))
    var breaks: [Break] = []
    // The last three fixes that hang together, the latest first, and those that may be a new beginning.
    var known: [Fix] = []
    var new: [Fix] = []
    // Whether no other fix lies between the two.
    var isDirect = true
    for position in 0..<track.count {
      let stated = Double(track.radiusMetres(at: position))
      let fix = Fix(
        place: scale.offset(to: track.coordinate(at: position)),
        time: track.time(at: position),
        radius: stated.isNaN ? unknown : stated
      )
      if fix.radius > Self.greatestRadius { continue }
      guard let last = known.first, fix.time - last.time <= Self.greatestGap else {
        known = [fix]
        new.removeAll(keepingCapacity: true)
        continue
      }
      if new.isEmpty {
        if Self.isWithinReach(last, fix, policy.repRules) {
          Self.push(fix, onto: &known)
        } else {
          new.append(fix)
          isDirect = true
        }
      } else if let latest = new.last, Self.isWithinReach(latest, fix, policy.repRules),
        latest.place.squaredDistance(to: fix.place) < last.place.squaredDistance(to: fix.place)
      {
        new.append(fix)
        guard new.count >= Self.leastFixes, fix.time - new[0].time >= Self.leastSeconds else {
          continue
        }
        if Self.isJump(known, new, isDirect, policy.repRules) {
          breaks.append(
            Break(
              before: last.time,
              after: new[0].time,
              metres: (new[0].place - last.place).metres,
              isDirect: isDirect
            )
          )
        }
        known = new.suffix(3).reversed()
        new.removeAll(keepingCapacity: true)
      } else if Self.isWithinReach(last, fix, policy.repRules) {
        new.removeAll(keepingCapacity: true)
        Self.push(fix, onto: &known)
      } else {
        new = [fix]
        isDirect = false
      }
    }
    self.breaks = breaks
  }

  /// Whether one gets from one fix to another at the speed of a town.
  private static func isWithinReach(_ first: Fix, _ second: Fix, _ policy: RepRulesPolicy) -> Bool {
    let seconds = second.time - first.time
    let reach = leastMetres + policy.townMetresPerSecond * max(0, seconds - 30)
    if first.place.squaredDistance(to: second.place) <= reach * reach { return true }
    return first.way(to: second) <= reach
  }

  private static func push(_ fix: Fix, onto known: inout [Fix]) {
    known.insert(fix, at: 0)
    if known.count > 3 { known.removeLast() }
  }

  /// Whether nobody gets from where he was to where he is.
  private static func isJump(
    _ known: [Fix],
    _ new: [Fix],
    _ isDirect: Bool,
    _ policy: RepRulesPolicy
  ) -> Bool {
    let way = known[0].way(to: new[0])
    let seconds = new[0].time - known[0].time
    if way > leastMetres + policy.driveMetresPerSecond * seconds { return true }
    // Who is seen on the way was quick, no more.
    guard isDirect else { return false }
    let speed = way / max(1, seconds)
    // The latest fix comes first among those known.
    return isSlower(known.reversed(), than: speed / hurry)
      && isSlower(new, than: speed / hurry)
  }

  /// Whether each step of some fixes, by time, is slower than a speed in metres per second.
  private static func isSlower(_ fixes: [Fix], than speed: Double) -> Bool {
    fixes.count > 2
      && zip(fixes, fixes.dropFirst()).allSatisfy { first, second in
        first.way(to: second) <= speed * max(1, second.time - first.time)
      }
  }
}
