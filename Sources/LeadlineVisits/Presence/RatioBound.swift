import Foundation

/// A bound on the logarithms of ratios, reached or not by most of them as can be told without a logarithm.
struct RatioBound: Sendable {
  private let logarithm: Double
  /// Ratios surely below and surely above the bound, by far more than what is lost in reckoning.
  private let surelyBelow: Double
  private let surelyAbove: Double

  init(logarithm: Double) {
    self.logarithm = logarithm
    surelyBelow = exp(logarithm) * (1 - 1e-9)
    surelyAbove = exp(logarithm) * (1 + 1e-9)
  }

  /// Whether a ratio is above the bound by far more than what is lost in reckoning.
  func isSurelyReached(by ratio: Double) -> Bool { ratio > surelyAbove }

  /// Whether the logarithm of a ratio is no less than the bound.
  func isReached(by ratio: Double) -> Bool {
    if isSurelyReached(by: ratio) { return true }
    return ratio >= surelyBelow && log(ratio) >= logarithm
  }
}
