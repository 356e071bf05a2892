import Foundation
import LeadlineModel

/// How often something is missing from a rep's photos where the fix vouches for the visit.
///
/// Counted are only vouched visits, so that false ones don't excuse each other.
struct OwnHabit: Sendable {
  /// The share, at least the policy's least.
  let missingShare: Double
  /// Whether it was counted on visits enough to be a habit.
  private let isKnown: Bool

  /// Counts.
  ///
  /// - Parameters:
  ///   - dossier: The rep.
  ///   - context: What is known.
  ///   - isMissing: Whether it is missing from a check-in's photo.
  init(_ dossier: RepDossier, _ context: AuditContext, isMissing: (PhotoRow) -> Bool) {
    let policy = context.policy.links
    var photos = policy.unlikeShareWeight
    var missing = policy.unlikeShare * policy.unlikeShareWeight
    for checkIn in dossier.checkIns {
      let photo = context.data.photos[checkIn]
      guard photo.isThere, context.isVouchedFor(checkIn) else { continue }
      photos += 1
      if isMissing(photo) { missing += 1 }
    }
    isKnown = photos - policy.unlikeShareWeight >= policy.leastHabitPhotos
    missingShare = max(policy.leastUnlikeShare, missing / photos)
  }

  /// How much likelier it is to be missing when the visit is false: who brings an old photo or one of
  /// something else takes out what would tell, in one of ten false visits.
  var ratio: Double { isKnown ? max(0, log(0.1 / missingShare)) : 0 }
}
