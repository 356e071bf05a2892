import Foundation
import LeadlineModel

/// A check-in without a photo by a rep who photographs nearly every visit.
///
/// Who isn't at the shop can't photograph it. Fraud: 8 of 10 false visits have no photo
/// (`missingFalseShare`; the others bring an old one or one of something else). Honest: as often as
/// the rep's check-ins with the same version of the app have none, counted with a prior of
/// `missingShare` worth `missingShareWeight` visits, at least 5 of 100; false ones among them make the
/// rule milder. The ratio is the logarithm of the quotient, at most `greatestMissingRatio` (1.5), so
/// that it never accuses alone; and only for a rep and a version that photograph at least half.
///
/// Where the fix vouches for the visit no photo is needed: no mark. One that is missing tells only
/// where the place is in doubt.
///
/// A photo that is there exculpates by no more than what the other rules find in it: a fresh
/// photo at the store is not weighed as counter-evidence, because a false visit gets one from
/// whoever thinks of it, and a rep who photographs everything must not buy credit with it.
struct PhotoMissingRule: AuditRule {
  static let facts = RuleFacts(
    .photoMissing,
    .photo,
    evidence: [("own_photo_share", ""), ("visits", "")],
    excuse: "the camera refused, or the rep was in a hurry"
  )

  private let context: AuditContext

  init(_ context: AuditContext) {
    self.context = context
  }

  func examine(_ dossier: RepDossier, into marks: inout MarkList) {
    let policy = context.policy.links
    let rows = context.data.checkIns
    let photos = context.data.photos
    // One app may have no camera where the next has: each version is counted by itself.
    // Counted over all of them, so that what clears one visit never makes another worse.
    // Those that tell no version come first.
    var habits = [(visits: Double, missing: Double)](
      repeating: (0, 0),
      count: context.data.appVersions.count + 1
    )
    for checkIn in dossier.checkIns {
      let version = Int(rows[checkIn].appVersion) + 1
      habits[version].visits += 1
      if !photos[checkIn].isThere { habits[version].missing += 1 }
    }
    marks.beginFinding()
    for checkIn in dossier.checkIns
    where !photos[checkIn].isThere && !context.isVouchedFor(checkIn) {
      let (visits, missing) = habits[Int(rows[checkIn].appVersion) + 1]
      let share =
        (missing + policy.missingShare * policy.missingShareWeight)
        / (visits + policy.missingShareWeight)
      guard share <= 0.5 else { continue }
      let ratio = min(
        policy.greatestMissingRatio,
        log(policy.missingFalseShare / max(policy.leastMissingShare, share))
      )
      marks.mark(checkIn, ratio: ratio, (1 - share, visits, .nan, .nan))
    }
  }
}
