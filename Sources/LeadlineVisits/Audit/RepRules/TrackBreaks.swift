import LeadlineGeometry

/// The moments at which a track goes on somewhere else than anybody could have gone meanwhile.
///
/// A receiver's error is gone with the next fix or two, or it drifts off and comes back at once; a jump is
/// what stays: three fixes or more, over 100 seconds or more, that hang together, none of them within reach
/// of the last fix before. The same must hold backwards in time, from the fixes after to those before.
///
/// Nobody drives faster than ``RepRulesPolicy/driveMetresPerSecond``; and who sets out in a town and stops
/// again gets no farther in a minute than ``RepRulesPolicy/townMetresPerSecond`` allows. But whoever went
/// half as fast shortly before or after is on his way, in a car or a train, and has not jumped; nor has
/// he who is seen halfway.
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
  /// The same where the track states no accuracy: phones state that a fix is worth little, loggers just
  /// give it.
  private static let leastUnstatedMetres = 1_000.0
  /// A jump is so much faster than the way before and after.
  private static let hurry = 2.0
  /// Who goes from one end of a jump to the other by a fix in between has no more than so many times the
  /// straight way.
  private static let detour = 1.2
  private static let leastFixes = 3
  private static let leastSeconds = 100.0
  /// How long before a jump and after it the speed is looked at, seconds.
  private static let besideSeconds = 180.0
  /// Fixes farther apart than this don't hang together, seconds.
  private static let greatestGap = 900.0
  /// Setting out and stopping take so long, seconds.
  private static let startSeconds = 30.0
  /// For so long one goes unseen without having got out of the town's traffic, seconds.
  private static let unseenSeconds = 90.0

  /// One fix, in the direction of a scan.
  private struct Fix {
    var place: LocalOffset
    /// Seconds; negative where the scan goes backwards.
    var time: Double
    var radius: Double
    /// Whether ``radius`` is stated.
    var isStated: Bool

    /// The way to another fix that no errors explain, metres.
    func way(to other: Fix) -> Double {
      (other.place - place).metres - 3 * (radius + other.radius) / PresenceModel.deviationsPerRadius
    }
  }

  /// The fixes of a track from its beginning on, or from its end.
  private struct Scan {
    let track: Track
    let scale: LocalScale
    let unknownRadius: Double
    let isBackward: Bool

    func fix(_ step: Int) -> Fix {
      let position = isBackward ? track.count - 1 - step : step
      let stated = Double(track.radiusMetres(at: position))
      return Fix(
        place: scale.offset(to: track.coordinate(at: position)),
        time: isBackward ? -track.time(at: position) : track.time(at: position),
        radius: stated.isNaN ? unknownRadius : stated,
        isStated: !stated.isNaN
      )
    }
  }

  /// Two fixes of a scan, by step, between which the track jumps, and whether none lies between.
  private struct Candidate {
    var before: Int
    var after: Int
    var isDirect: Bool
  }

  /// Looks for jumps.
  ///
  /// - Complexity: O(*n*) in the number of fixes.
  init(_ track: Track, _ policy: AuditPolicy) {
    let rules = policy.repRules
    guard track.count > Self.leastFixes else {
      breaks = []
      return
    }
    func scan(isBackward: Bool) -> Scan {
      Scan(
        track: track,
        scale: LocalScale(track.coordinate(at: 0)),
        unknownRadius: policy.verification.unknownAccuracyMetres,
        isBackward: isBackward
      )
    }
    let forward = scan(isBackward: false)
    let candidates = Self.candidates(forward, rules)
    guard !candidates.isEmpty else {
      breaks = []
      return
    }
    let last = track.count - 1
    let backward = Self.candidates(scan(isBackward: true), rules)
    breaks = candidates.compactMap { candidate in
      let (before, after) = (forward.fix(candidate.before), forward.fix(candidate.after))
      guard
        backward.contains(where: {
          last - $0.after < candidate.after && candidate.before < last - $0.before
        }),
        Self.isJump(candidate, forward, rules)
      else { return nil }
      return Break(
        before: before.time,
        after: after.time,
        metres: (after.place - before.place).metres,
        isDirect: candidate.isDirect
      )
    }
  }

  /// Where a scan goes on out of reach of where it was.
  private static func candidates(_ scan: Scan, _ policy: RepRulesPolicy) -> [Candidate] {
    var found: [Candidate] = []
    // The last fix known to be right, and those that may be a new beginning.
    var known: (step: Int, fix: Fix)?
    var new: (step: Int, first: Fix, latest: Fix, count: Int)?
    // Whether no other fix lies between the two.
    var isDirect = true
    for step in 0..<scan.track.count {
      let fix = scan.fix(step)
      if fix.radius > greatestRadius { continue }
      guard let last = known, fix.time - last.fix.time <= greatestGap else {
        known = (step, fix)
        new = nil
        continue
      }
      guard let begun = new else {
        if isWithinReach(last.fix, fix, policy) {
          known = (step, fix)
        } else {
          new = (step, fix, fix, 1)
          isDirect = true
        }
        continue
      }
      if isWithinReach(begun.latest, fix, policy),
        begun.latest.place.squaredDistance(to: fix.place)
          < last.fix.place.squaredDistance(to: fix.place)
      {
        new = (begun.step, begun.first, fix, begun.count + 1)
        if begun.count + 1 >= leastFixes, fix.time - begun.first.time >= leastSeconds {
          found.append(Candidate(before: last.step, after: begun.step, isDirect: isDirect))
          known = (step, fix)
          new = nil
        }
      } else if isWithinReach(last.fix, fix, policy) {
        known = (step, fix)
        new = nil
      } else {
        new = (step, fix, fix, 1)
        isDirect = false
      }
    }
    return found
  }

  /// Whether one gets from one fix to another at the speed of a town.
  private static func isWithinReach(_ first: Fix, _ second: Fix, _ policy: RepRulesPolicy) -> Bool {
    let seconds = second.time - first.time
    let reach = leastMetres + policy.townMetresPerSecond * max(0, seconds - startSeconds)
    if first.place.squaredDistance(to: second.place) <= reach * reach { return true }
    return first.way(to: second) <= reach
  }

  /// Whether nobody gets from where he was to where he is.
  private static func isJump(
    _ candidate: Candidate,
    _ scan: Scan,
    _ policy: RepRulesPolicy
  ) -> Bool {
    let (before, after) = (scan.fix(candidate.before), scan.fix(candidate.after))
    let way = before.way(to: after)
    let seconds = after.time - before.time
    let drive = policy.driveMetresPerSecond
    let inTown =
      policy.townMetresPerSecond * max(0, min(seconds, unseenSeconds) - startSeconds)
      + drive * max(0, seconds - unseenSeconds)
    let least = before.isStated && after.isStated ? leastMetres : leastUnstatedMetres
    guard way > least + (candidate.isDirect ? inTown : drive * seconds),
      !isSeenOnTheWay(candidate, scan)
    else { return false }
    let speed = way / max(1, seconds) / hurry
    return !isFaster(than: speed, from: candidate.before, by: -1, scan)
      && !isFaster(than: speed, from: candidate.after, by: 1, scan)
  }

  /// Whether a fix between the ends of a jump lies on the way from one to the other.
  private static func isSeenOnTheWay(_ candidate: Candidate, _ scan: Scan) -> Bool {
    let (before, after) = (scan.fix(candidate.before).place, scan.fix(candidate.after).place)
    let way = (after - before).metres
    return (candidate.before + 1..<candidate.after).contains { step in
      let fix = scan.fix(step)
      let parts = ((fix.place - before).metres, (after - fix.place).metres)
      return fix.radius <= greatestRadius && min(parts.0, parts.1) > leastMetres
        && parts.0 + parts.1 < detour * way
    }
  }

  /// Whether the track comes to an end of a jump, or leaves it, faster than so many metres per second.
  private static func isFaster(than speed: Double, from edge: Int, by stride: Int, _ scan: Scan)
    -> Bool
  {
    let end = scan.fix(edge)
    var step = edge + stride
    while step >= 0, step < scan.track.count {
      let fix = scan.fix(step)
      let seconds = abs(fix.time - end.time)
      if seconds > besideSeconds { return false }
      if fix.radius <= greatestRadius, end.way(to: fix) > speed * max(1, seconds) { return true }
      step += stride
    }
    return false
  }
}
