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
  /// - Parameters:
  ///   - checkIns: Positions of the rep's check-ins.
  ///   - byStore: The same by store.
  ///   - context: What is known.
  ///
  /// - Complexity: O(*n*), and the square of the photos of each store.
  init(_ checkIns: Range<Int>, byStore: [Int], _ context: AuditContext) {
    let rows = context.data.checkIns
    let policy = context.policy.links
    var photos: [(store: Int32, checkIn: Int, hash: UInt64)] = []
    for checkIn in byStore {
      guard let hash = PhotoReuse.telling(context.data.photos[checkIn], policy) else { continue }
      photos.append((rows[checkIn].store, checkIn, hash))
    }
    var bits = [Int?](repeating: nil, count: checkIns.count)
    var isLike = [Bool](repeating: false, count: checkIns.count)
    // Of how many others of the store each is within `frontBits`, and in how many bits it differs at least.
    var near = [Int](repeating: 0, count: photos.count)
    var nearest = [Int](repeating: 64, count: photos.count)
    var (compared, unlike) = (0.0, 0.0)
    var first = 0
    while first < photos.count {
      var end = first
      while end < photos.count, photos[end].store == photos[first].store { end += 1 }
      defer { first = end }
      for own in first..<end {
        for other in own + 1..<end {
          let distance = (photos[own].hash ^ photos[other].hash).nonzeroBitCount
          nearest[own] = min(nearest[own], distance)
          nearest[other] = min(nearest[other], distance)
          if distance <= policy.frontBits {
            near[own] += 1
            near[other] += 1
          }
        }
      }
      guard end - first >= 2 else { continue }
      for own in first..<end {
        isLike[photos[own].checkIn - checkIns.lowerBound] =
          2 * near[own] >= end - first - 1
      }
      guard end - first >= 3 else { continue }
      let alike = nearest[first..<end].count { $0 <= policy.frontBits }
      for (photo, nearest) in zip(photos[first..<end], nearest[first..<end]) {
        let isAlike = nearest <= policy.frontBits
        let others = alike - (isAlike ? 1 : 0)
        guard others >= 2, 2 * others > end - first - 1 else { continue }
        bits[photo.checkIn - checkIns.lowerBound] = nearest
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
      $0.ownRatio > 1 && model.verifying.isReached(by: $0.likelihoodRatio)
    }
      ?? false
  }
}
