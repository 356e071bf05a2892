import Foundation

/// How much likelier two photos are so near each other when one is a copy than when both are new.
struct PhotoLikeness: Sendable {
  /// ln P(a copy differs in so many bits), by the number of bits.
  private let copyLogs: [Double]
  /// ln P(an unrelated photo differs in so many bits), by the number of bits.
  private let chanceLogs: [Double]
  private let greatest: Double

  /// How copies differ: sent by a messenger or scaled by a few bits, cropped or filtered by more.
  ///
  /// A judgement: three of ten not at all, then each bit more at three quarters of the one before.
  private static let unchangedShare = 0.3
  private static let fadingShare = 0.75

  init(_ policy: LinkPolicy) {
    let bits = Double(policy.freePhotoBits)
    var copies: [Double] = []
    var chances: [Double] = []
    let spread = (1 - Self.unchangedShare) * (1 - Self.fadingShare) / Self.fadingShare
    for distance in 0...16 {
      let copy =
        distance == 0
        ? Self.unchangedShare : spread * pow(Self.fadingShare, Double(distance))
      copies.append(log(copy))
      // The binomial coefficient over 2 to the number of free bits.
      let choose =
        lgamma(bits + 1) - lgamma(Double(distance) + 1) - lgamma(bits - Double(distance) + 1)
      chances.append(choose - bits * log(2))
    }
    copyLogs = copies
    chanceLogs = chances
    greatest = policy.greatestLikeRatio
  }

  /// The ratio of the nearest of some photos.
  ///
  /// A tenth of the false visits use a copy, so that the copies' share is divided by ten. By chance a
  /// photo is so near with the number of candidates times the chance of one.
  ///
  /// - Parameters:
  ///   - distance: The number of bits, 0 to 16.
  ///   - candidates: With how many photos it was compared.
  /// - Returns: The natural logarithm, at least 0 and at most the policy's greatest.
  func ratio(distance: Int, candidates: Double) -> Double {
    guard chanceLogs.indices.contains(distance) else { return 0 }
    let chance = min(0, chanceLogs[distance] + log(max(1, candidates)))
    return min(greatest, max(0, copyLogs[distance] - log(10) - chance))
  }
}
