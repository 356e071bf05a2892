import Foundation
import LeadlineGeometry

/// Finds where a rep stayed, in tracks of phones that report by time and of those that report by
/// distance.
///
/// **By time.** A group grows from a fix on: fixes within the radius of the mean of its members join
/// it, and it ends once several fixes in a row, over some time, lay elsewhere; so spikes do not split
/// it. A fix that states a large radius counts as elsewhere only beyond twice that. A group too short
/// is given up and the next one begins in its middle, so every fix is looked at a few times only.
/// Groups in one place, with a short absence between them, are one. The place is the median of the
/// members, and the stay reaches from the first to the last fix within the reach of those, so that
/// coming and going don't count. When the rep came and left between two fixes is told from the speed
/// on the way.
///
/// **By distance.** Such a phone is silent while it rests. A pause between two fixes is a stay if the
/// steps around it, ten on either side, are of one length but not of one duration, and the pause is
/// much longer than the way between its fixes takes. It is decided pause by pause, so a track may
/// have stretches of both kinds.
///
/// Limits: two stays nearer to each other than the radius are one, unless the rep was elsewhere in
/// between for longer than the policy's `returnSeconds`; who moves slower than the radius per
/// quarter of the shortest stay seems to stay; where in a pause the rep stood is known to half the
/// distance only. Within some kilometres of a pole it does not work.
///
/// Distances are those in a plane around the stay, see `WGS84.metresPerDegree(latitude:)`; the
/// answer is the same on every machine.
public struct StayDetector: Sendable {
  /// What counts as a stay.
  public let policy: StayPolicy

  /// Makes a detector by the default policy.
  public init() { policy = StayPolicy() }

  /// Makes a detector by a policy.
  ///
  /// - Throws: ``VisitsError/unusablePolicy(problems:)`` for a policy with problems.
  public init(policy: StayPolicy) throws(VisitsError) {
    let problems = policy.problems()
    guard problems.isEmpty else { throw .unusablePolicy(problems: problems) }
    self.policy = policy
  }

  /// Finds the stays of a track.
  ///
  /// - Returns: Stays in order of time; they don't overlap.
  ///
  /// - Complexity: O(*n*) in the number of fixes, for any speed that people move at.
  public func stays(of track: Track) -> [Stay] {
    let fixes = StayFixes(track)
    var finder = GroupFinder(fixes, policy)
    let groups = finder.groups()
    let times = StayTimes(fixes, policy)
    var stays = groups.compactMap(times.stay(of:))
    let pauses = PauseFinder(fixes, policy).pauses(outside: groups)
    if !pauses.isEmpty {
      stays += pauses
      stays.sort { $0.positions.lowerBound < $1.positions.lowerBound }
    }
    return joined(stays, fixes)
  }

  /// Finds the stays of all tracks, each as ``stays(of:)-(Track)`` does.
  ///
  /// - Parameters:
  ///   - table: The tracks.
  ///   - threads: How many threads work; nil for one per processor. The answer does not depend on it.
  /// - Returns: The stays of each of the table's reps, in their order.
  ///
  /// - Complexity: O(*n*) in the number of fixes.
  public func stays(of table: TrackTable, threads: Int? = nil) -> [[Stay]] {
    Workers.map(table.count, threads: threads) { stays(of: table.track(at: $0)) }
  }

  /// Joins pauses to the stays beside them in the same place, and ends overlaps half-way.
  private func joined(_ stays: [Stay], _ fixes: StayFixes) -> [Stay] {
    var result: [Stay] = []
    for var stay in stays {
      guard let last = result.last else {
        result.append(stay)
        continue
      }
      if areOne(last, stay, fixes) {
        result[result.count - 1] = one(last, stay)
        continue
      }
      if stay.arrivedAt < last.leftAt {
        let middle = last.leftAt.addingTimeInterval(
          stay.arrivedAt.timeIntervalSince(last.leftAt) / 2
        )
        result[result.count - 1].leftAt = middle
        stay.arrivedAt = middle
      }
      result.append(stay)
    }
    return result
  }

  /// Whether a stay goes on with the next, one of them a pause.
  ///
  /// A pause that begins at the last fix of a stay begins where the rep is. A pause that ends with a
  /// spike, with the way back from it to a stay near where the pause began, was there already. In
  /// all other cases the phone reported between them because it was elsewhere.
  private func areOne(_ first: Stay, _ second: Stay, _ fixes: StayFixes) -> Bool {
    let away = first.positions.upperBound
    let back = second.positions.lowerBound
    if first.evidence == .fixes { return second.evidence == .pause && away == back }
    guard second.evidence == .fixes, back == away + 1,
      fixes.time(back) - fixes.time(away) <= policy.leavingSeconds
    else { return false }
    let start = first.positions.lowerBound
    return fixes.metres(from: start, to: back) <= fixes.metres(from: start, to: away)
  }

  /// Two stays as one; the place of fixes is better than that of a pause, and a long pause tells
  /// more than a short one.
  private func one(_ first: Stay, _ second: Stay) -> Stay {
    var better = first
    if first.evidence == second.evidence {
      if second.durationSeconds > first.durationSeconds { better = second }
    } else if second.evidence == .fixes {
      better = second
    }
    better.arrivedAt = first.arrivedAt
    better.leftAt = max(first.leftAt, second.leftAt)
    better.fixCount = first.fixCount + second.fixCount
    better.positions = first.positions.lowerBound...second.positions.upperBound
    return better
  }
}
