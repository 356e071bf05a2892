import Foundation
import LeadlineModel

/// The phone said that an app made the position up.
///
/// Two kinds of reps have the flag set: those who use such an app, for a share of their check-ins that
/// is small with most (``RepRulesPolicy/mockedShare``), and those whose car, receiver or phone sets it
/// without need, for any share. With f the share on this device, the odds of the first kind are
///
/// mockingReps ((1 - a) exp(-f / σ) / σ + a) / accessoryReps,  σ = mockedShare, a = mockingAnyShare,
///
/// and the ratio takes the prior's odds of a false check-in to these. The track speaks for an
/// accessory where it stays at the store on both sides of the check-in (one who makes positions up
/// seldom does so all day: 0.3), and so does a fix that is neither repeated, rounded nor the stored
/// position (0.4).
struct MockLocationAudit: AuditRule {
  static let facts = MockLocationRule.facts

  /// The share of false check-ins whose track is at the store too.
  private static let trackedShare = 0.3
  /// The share of those whose fix shows no other sign.
  private static let plainShare = 0.4

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    var last: (device: Int32, ratio: Double)?
    for checkIn in dossier.checkIns where isFlagged(checkIn) {
      let device = context.data.checkIns[checkIn].device
      if last?.device != device { last = (device, ratio(device, dossier)) }
      guard var ratio = last?.ratio else { continue }
      if isTracked(checkIn) { ratio += log(Self.trackedShare) }
      if context.habits.traits[checkIn].isEmpty { ratio += log(Self.plainShare) }
      // Always said, however little it weighs: the position can't vouch for the rep.
      marks.beginFinding()
      marks.mark(checkIn, ratio: max(0, min(ratio, context.policy.repRules.greatestRatio)))
    }
  }

  private func isFlagged(_ checkIn: Int) -> Bool {
    let row = context.data.checkIns[checkIn]
    return row.mock == true && row.hasPosition
  }

  private func ratio(_ device: Int32, _ dossier: RepDossier) -> Double {
    let policy = context.policy.repRules
    var flagged = 0
    var all = 0
    for checkIn in dossier.checkIns
    where context.data.checkIns[checkIn].device == device
      && context.data.checkIns[checkIn].hasPosition
    {
      all += 1
      if isFlagged(checkIn) { flagged += 1 }
    }
    // Drawn to what is usual of those who make some up.
    let share = (Double(flagged) + 10 * policy.mockedShare) / (Double(all) + 10)
    let mocking =
      policy.mockingReps
      * ((1 - policy.mockingAnyShare) * exp(-share / policy.mockedShare) / policy.mockedShare
        + policy.mockingAnyShare)
    let prior = context.policy.verification.priorPresence
    return log(mocking / policy.accessoryReps * prior / (1 - prior))
  }

  /// Whether the track is at the store before and after the check-in.
  private func isTracked(_ checkIn: Int) -> Bool {
    let row = context.data.checkIns[checkIn]
    guard let track = context.tracks[Int(row.rep)] else { return false }
    let next = track.firstPosition(after: row.time)
    guard next > 0, next < track.count else { return false }
    let store = context.believedPlace(checkIn).coordinate
    let scale = LocalScale(context.asTracked(store, checkIn))
    for fix in [next - 1, next] {
      if abs(track.time(at: fix) - row.time) > 300
        || scale.offset(to: track.coordinate(at: fix)).metres > 150
      {
        return false
      }
    }
    return true
  }
}
