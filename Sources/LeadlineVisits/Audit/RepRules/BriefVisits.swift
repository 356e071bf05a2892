import Foundation
import LeadlineModel

/// The visits of a rep that were shorter by the track than visits are.
struct BriefVisits {
  /// A visit is not short from here on, seconds.
  private static let greatestSeconds = 300.0
  /// Those who pass by are there for no longer, seconds.
  private static let passingSeconds = TrackDwell.visitSeconds
  /// A track that never comes this near to the fix is of another phone, or in a datum other than the
  /// fix's, metres.
  private static let sameMetres = 80.0
  /// Fixes with a larger 68 % radius don't tell where to look, metres.
  private static let accuracyMetres = 60.0

  private let start: Int
  private let seconds: [Double]
  private let policy: RepRulesPolicy
  private let repeated: (passing: Double, brief: Double)

  /// Looks.
  ///
  /// - Parameters:
  ///   - dossier: The rep.
  ///   - context: What is known.
  ///   - windows: The fixes of the track around each check-in, see ``TrackDwell/windows(_:around:)``.
  init(_ dossier: RepDossier, _ context: AuditContext, _ windows: [Range<Int>]) {
    start = dossier.checkIns.lowerBound
    policy = context.policy.repRules
    guard let track = context.tracks[dossier.rep], track.count > 4 else {
      seconds = []
      repeated = (0, 0)
      return
    }
    let dwell = TrackDwell(track, context.policy.verification)
    var known = 0
    var counts = (passing: 0, brief: 0)
    var seconds: [Double] = []
    seconds.reserveCapacity(dossier.checkIns.count)
    for (checkIn, fixes) in zip(dossier.checkIns, windows) {
      let found = Self.seconds(checkIn, context, track, dwell, fixes)
      seconds.append(found)
      if !found.isNaN { known += 1 }
      if found < Self.passingSeconds { counts.passing += 1 }
      if found < Self.greatestSeconds { counts.brief += 1 }
    }
    self.seconds = seconds
    let policy = policy
    func ratio(_ count: Int, _ seconds: Double) -> Double {
      if count == 0 { return 0 }
      let ratio = Recurrence(
        falseShare: policy.falsePassingShare,
        chance: policy.honestBriefShare * seconds / Self.greatestSeconds,
        trials: known,
        quirk: policy.honestPassingShare
      ).ratio(count, policy, priorPresence: context.policy.verification.priorPresence)
      // Drop-offs are work, and some reps have many.
      return max(0, min(policy.greatestBriefRatio, ratio))
    }
    repeated = (
      ratio(counts.passing, Self.passingSeconds), ratio(counts.brief, Self.greatestSeconds)
    )
  }

  /// How long the rep was there, NaN when nobody knows, and what that says; 0 for nothing.
  func ratio(_ checkIn: Int) -> (seconds: Double, ratio: Double) {
    guard !seconds.isEmpty else { return (.nan, 0) }
    let seconds = seconds[checkIn - start]
    guard seconds < Self.greatestSeconds else { return (.nan, 0) }
    guard seconds < Self.passingSeconds else { return (seconds, repeated.brief) }
    // Both evenly spread, but hardly a true visit lasts less than a minute.
    let honest =
      policy.honestBriefShare * min(1, max(0.3, seconds / 60)) / Self.greatestSeconds
    let single = log(policy.falsePassingShare / Self.passingSeconds / honest)
    return (
      seconds, max(min(policy.greatestBriefRatio, single), repeated.passing, repeated.brief)
    )
  }

  /// How long the rep stood in a row where the fix is, where the track was, or at the store.
  private static func seconds(
    _ checkIn: Int,
    _ context: AuditContext,
    _ track: Track,
    _ dwell: TrackDwell,
    _ fixes: Range<Int>
  ) -> Double {
    let row = context.data.checkIns[checkIn]
    guard let position = context.positions[checkIn], position.staleSeconds == nil,
      Double(position.accuracyMetres) <= accuracyMetres
    else { return .nan }
    // As the app wrote it: so it wrote the track.
    let scale = LocalScale(row.coordinate)
    func seconds(_ scale: LocalScale, _ reach: Double) -> Double {
      dwell.seconds(in: scale, reach: reach, around: row.time, fixes: fixes)
    }
    guard seconds(scale, sameMetres) > 0 else { return .nan }
    let here = seconds(scale, TrackDwell.placeMetres)
    // Fix and track may be off together, and who stood somewhere has visited something.
    guard here < greatestSeconds else { return here }
    let next = track.firstPosition(after: row.time)
    let isLaterNearer =
      next < track.count
      && (next == 0 || track.time(at: next) - row.time < row.time - track.time(at: next - 1))
    let seen = isLaterNearer ? next : next - 1
    let there = seconds(LocalScale(track.coordinate(at: seen)), TrackDwell.placeMetres)
    return there.isNaN ? .nan : max(here, there, context.secondsAtStore(checkIn, track))
  }
}
