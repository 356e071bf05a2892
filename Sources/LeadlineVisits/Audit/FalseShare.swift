import Foundation
import LeadlineGeometry
import Synchronization

/// The share of false check-ins among those audited, estimated from all of them together.
///
/// The share π that makes the evidence likeliest solves π = mean of 1 - presence(π); it is found by
/// expectation maximisation over a histogram of the likelihood ratios, with the policy's prior counting
/// as some check-ins more. One rep among many changes it by next to nothing, but not by nothing: so it
/// moves presence, where calibration asks for it, and never a verdict, which for one rep must not depend
/// on what others did.
struct FalseShare: Sendable {
  /// The check-ins that the policy's prior counts for; a judgement.
  private static let priorWeight = 200.0
  /// No data set is believed to be cleaner or worse than this.
  private static let bounds = 0.005...0.5
  /// The cells per unit of the logarithm, and the greatest logarithm told apart.
  private static let cellsPerUnit = 16.0
  private static let greatest = 16.0
  private static let rounds = 40

  /// The estimate.
  let share: Double
  private let prior: Double

  /// Estimates.
  ///
  /// - Parameters:
  ///   - judgements: All judgements, their presence by the prior.
  ///   - prior: The probability of an honest check-in before its evidence.
  ///   - threads: The number of threads; nil for one per processor.
  init(_ judgements: [Judgement], prior: Double, threads: Int? = nil) {
    let oddsOfPrior = prior / (1 - prior)
    let cells = Int(2 * Self.greatest * Self.cellsPerUnit) + 1
    // Whole numbers, so that the order does not matter.
    let counted = Mutex([Int](repeating: 0, count: cells))
    Workers.split(judgements.count, size: 1 << 14, threads: threads) { next in
      var own = [Int](repeating: 0, count: cells)
      while let range = next() {
        for judgement in judgements[range] where !judgement.presence.isNaN {
          let ratio = log(judgement.presence / (1 - judgement.presence) / oddsOfPrior)
          let clamped = max(-Self.greatest, min(Self.greatest, ratio))
          own[Int(((clamped + Self.greatest) * Self.cellsPerUnit).rounded())] += 1
        }
      }
      counted.withLock { all in
        for (cell, number) in own.enumerated() { all[cell] += number }
      }
    }
    let histogram = counted.withLock { $0 }
    let count = histogram.reduce(0, +)
    var share = 1 - prior
    for _ in 0..<Self.rounds {
      var sum = Self.priorWeight * (1 - prior)
      for (cell, number) in histogram.enumerated() where number > 0 {
        let ratio = exp(Double(cell) / Self.cellsPerUnit - Self.greatest)
        sum += Double(number) * share / (share + (1 - share) * ratio)
      }
      share = sum / (Self.priorWeight + Double(count))
    }
    self.share = max(Self.bounds.lowerBound, min(Self.bounds.upperBound, share))
    self.prior = prior
  }

  /// Restates presence by the estimate in place of the prior.
  func apply(to judgements: inout [Judgement], threads: Int? = nil) {
    let factor = (1 - share) / share * (1 - prior) / prior
    Workers.update(&judgements, size: 1 << 14, threads: threads) { _, judgement in
      let presence = judgement.presence
      guard !presence.isNaN else { return }
      judgement.presence = presence * factor / (presence * factor + 1 - presence)
    }
  }
}
