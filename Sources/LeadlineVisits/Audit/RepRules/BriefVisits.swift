import Foundation
import LeadlineModel

/// The visits of a rep that were shorter by the track than visits are.
struct BriefVisits {
  /// A visit is not short from here on, seconds.
  private static let greatestSeconds = 300.0
  /// Those who pass by are there for no longer, seconds.
  private static let passingSeconds = 180.0
  /// A fix this near to the place is there, metres; one walks about.
  private static let reachMetres = 80.0
  /// Fixes with a larger 68 % radius don't tell where to look, metres.
  private static let accuracyMetres = 60.0

  private let start: Int
  private let seconds: [Double]
  private let policy: RepRulesPolicy
  private let repeated: (passing: Double, brief: Double)

  init(_ dossier: RepDossier, _ context: AuditContext) {
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
    for checkIn in dossier.checkIns {
      let found = Self.seconds(checkIn, context, dwell)
      seconds.append(found)
      if !found.isNaN { known += 1 }
      if found < Self.passingSeconds { counts.passing += 1 }
      if found < Self.greatestSeconds { counts.brief += 1 }
    }
    self.seconds = seconds
    let policy = policy
    func ratio(_ count: Int, _ seconds: Double) -> Double {
      if count == 0 { return 0 }
      return Recurrence(
        falseShare: policy.falsePassingShare,
        chance: policy.honestBriefShare * seconds / Self.greatestSeconds,
        trials: known,
        quirk: policy.honestPassingShare
      ).ratio(count, policy, priorPresence: context.policy.verification.priorPresence)
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
    guard seconds < Self.passingSeconds else { return (seconds, max(0, repeated.brief)) }
    // Both evenly spread, but hardly a true visit lasts less than a minute.
    let honest =
      policy.honestBriefShare * min(1, max(0.3, seconds / 60)) / Self.greatestSeconds
    let single = log(policy.falsePassingShare / Self.passingSeconds / honest)
    return (
      seconds, max(min(policy.greatestBriefRatio, single), max(repeated.passing, repeated.brief))
    )
  }

  private static func seconds(_ checkIn: Int, _ context: AuditContext, _ dwell: TrackDwell)
    -> Double
  {
    let row = context.data.checkIns[checkIn]
    // Where the fix came in another datum, so may the track.
    guard let position = context.positions[checkIn], position.staleSeconds == nil,
      position.reading == nil,
      Double(position.accuracyMetres) <= accuracyMetres
    else { return .nan }
    let here = dwell.seconds(at: position.coordinate, reach: reachMetres, around: row.time)
    // One who was never near the fix has another datum, or another phone.
    guard here > 0, here < greatestSeconds else { return here == 0 ? .nan : here }
    let store = context.believedPlace(checkIn)
    let reach =
      context.policy.verification.premisesRadiusMetres
      + (store.radiusMetres ?? context.policy.verification.geocodeMedianMetres)
    let there = dwell.seconds(at: store.coordinate, reach: reach, around: row.time)
    return there.isNaN ? here : max(here, there)
  }
}
