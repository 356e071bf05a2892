import Foundation

/// What the accuracy that a fix states says of where the rep was, beside the rep's others at the store.
///
/// Between walls a receiver knows its place less well than in the street: some 10 to 30 m against 3 to
/// 10 m. With a the logarithm of a fix's accuracy over the mean of the rep's other fixes at the store:
///
/// - There: normal about 0 with the deviation ``usualDeviation``; for ``oddShare``, another phone or the
///   weather, ``oddDeviation``.
/// - Elsewhere: indoors or out, half of each, with the deviation ``elsewhereDeviation`` about 0 or about
///   ``outdoorMean``.
enum OwnAccuracy {
  /// The same room gives accuracies within a half of each other: a judgement.
  private static let usualDeviation = 0.4
  private static let oddShare = 0.15
  private static let oddDeviation = 1.0
  /// In the open the radius is half of that between buildings.
  private static let outdoorMean = -0.7
  private static let elsewhereDeviation = 0.7
  /// Fewer others tell nothing.
  private static let leastOthers = 2

  /// How much likelier the accuracy of a fix is where the rep was elsewhere.
  ///
  /// - Parameters:
  ///   - variance: Of the fix per axis, square metres.
  ///   - others: The rep's other fixes at the store.
  /// - Returns: Above 0; 1 where there are too few others.
  static func ratio(of variance: Double, among others: some Sequence<Witnesses.Witness>) -> Double {
    var sum = 0.0
    var count = 0
    for other in others {
      sum += log(Double(other.variance))
      count += 1
    }
    guard count >= leastOthers else { return 1 }
    let apart = (log(variance) - sum / Double(count)) / 2
    let there =
      (1 - oddShare) * density(apart, usualDeviation) + oddShare * density(apart, oddDeviation)
    let elsewhere =
      (density(apart, elsewhereDeviation) + density(apart - outdoorMean, elsewhereDeviation)) / 2
    return elsewhere / there
  }

  /// A Gaussian without the root of 2π.
  private static func density(_ value: Double, _ deviation: Double) -> Double {
    exp(-value * value / (2 * deviation * deviation)) / deviation
  }
}
