import Foundation
import LeadlineModel

/// Which of a rep's photos show something else than the rep's other photos of the same store.
struct OwnFronts: Sendable {
  /// For each check-in of the rep, in how many bits its photo differs at least from the others of the
  /// store; nil without a photo that tells, or where the others are not alike among themselves.
  let bits: [Int?]
  /// For each check-in of the rep, whether its photo is like at least half of the others of the store.
  let isLike: [Bool]
  /// How often the rep's true visits bring such a photo.
  let usualShare: Double
  /// Whether that was counted on visits enough to be a habit.
  let isKnown: Bool

  /// Compares the photos of each store with each other.
  ///
  /// Others are alike when most of at least two have one of their kind within `frontBits`: then the rep
  /// photographs the front there and not the shelves. How often the rep's photos show something else
  /// anyway is counted where the fix vouches for the visit, so that false visits don't excuse each
  /// other.
  ///
  /// - Complexity: O(*n* log *n*), and the square of the photos of each store.
  init(_ dossier: RepDossier, _ context: AuditContext) {
    let rows = context.data.checkIns
    let policy = context.policy.links
    var photos: [(store: Int32, checkIn: Int, hash: UInt64)] = []
    for checkIn in dossier.byStore {
      guard let hash = PhotoReuse.telling(context.data.photos[checkIn], policy) else { continue }
      photos.append((rows[checkIn].store, checkIn, hash))
    }
    var bits = [Int?](repeating: nil, count: dossier.checkIns.count)
    var isLike = [Bool](repeating: false, count: dossier.checkIns.count)
    var (compared, unlike) = (0.0, 0.0)
    var first = 0
    while first < photos.count {
      var end = first
      while end < photos.count, photos[end].store == photos[first].store { end += 1 }
      defer { first = end }
      for own in first..<end where end - first >= 2 {
        let near = (first..<end).count {
          (photos[own].hash ^ photos[$0].hash).nonzeroBitCount <= policy.frontBits
        }
        // It is near to itself.
        isLike[photos[own].checkIn - dossier.checkIns.lowerBound] =
          2 * (near - 1) >= end - first - 1
      }
      guard end - first >= 3 else { continue }
      let nearest = (first..<end).map { own in
        (first..<end).lazy.filter { $0 != own }
          .map { (photos[own].hash ^ photos[$0].hash).nonzeroBitCount }.min() ?? 64
      }
      let alike = nearest.count { $0 <= policy.frontBits }
      for (photo, nearest) in zip(photos[first..<end], nearest) {
        let isAlike = nearest <= policy.frontBits
        let others = alike - (isAlike ? 1 : 0)
        guard others >= 2, 2 * others > end - first - 1 else { continue }
        bits[photo.checkIn - dossier.checkIns.lowerBound] = nearest
        guard context.isVouchedFor(photo.checkIn) else { continue }
        compared += 1
        unlike += isAlike ? 0 : 1
      }
    }
    self.bits = bits
    self.isLike = isLike
    isKnown = compared >= policy.leastHabitPhotos
    usualShare = max(
      policy.leastUnlikeShare,
      (unlike + policy.unlikeShare * policy.unlikeShareWeight)
        / (compared + policy.unlikeShareWeight)
    )
  }
}

extension AuditContext {
  /// Whether a check-in's fix is good enough, and near enough to the store, to verify the visit.
  func isVouchedFor(_ checkIn: Int) -> Bool {
    positions[checkIn].map {
      $0.ownRatio > 1 && log($0.likelihoodRatio) >= policy.verification.verifyingRatio
    }
      ?? false
  }
}
