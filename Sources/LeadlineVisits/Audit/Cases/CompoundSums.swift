import LeadlineGeometry

/// The sums of the weights of ``CompoundCount``s of one shape, on a lattice.
///
/// Eight counts at a time, as much of the work is the same for all of them; each comes to the very
/// numbers that it would come to alone.
///
/// Source: H. H. Panjer, see ``CompoundCount``.
struct CompoundSums: Sendable {
  private static let together = 8

  private let counts: [CompoundCount]
  private let weights: [Double]
  private let threads: Int?

  /// Makes the sums.
  ///
  /// - Parameters:
  ///   - counts: The numbers of incidents; all of one shape.
  ///   - weights: The probabilities that one incident weighs 1, 2, … steps.
  ///   - threads: The number of threads; nil for one per processor.
  init(_ counts: [CompoundCount], weights: [Double], threads: Int? = nil) {
    precondition(counts.allSatisfy { $0.shape == counts[0].shape }, "the counts have one shape")
    self.counts = counts
    self.weights = weights
    self.threads = threads
  }

  /// The probability, for each count, that the weights add up to at least a number of lattice steps.
  ///
  /// - Parameter steps: The sum asked for, of each count.
  /// - Returns: Above 0, at most 1.
  ///
  /// - Complexity: O(*steps* · *weights*) for each.
  func tails(atLeast steps: [Int]) -> [Double] {
    // As long as the others of its eight is each worked on.
    let order = counts.indices.filter { steps[$0] > 0 }
      .sorted { (steps[$0], $0) < (steps[$1], $1) }
    return inGroups(order, others: 1) { group in
      let asked = group.map { steps[$0] }
      var open = Array(asked.indices)
      var tails = SIMD8<Double>.zero
      var sums = Sums(group.map { counts[$0] }, weights)
      while !open.isEmpty {
        sums.advance()
        open.removeAll { lane in
          guard sums.position >= asked[lane] else { return false }
          tails[lane] += sums.last[lane]
          // The terms fall like a geometric series once they are beyond the mean.
          return sums.last[lane] <= 1e-12 * tails[lane] && sums.position > 2 * asked[lane]
            || sums.position - asked[lane] >= 99_999
        }
      }
      return tails.clamped(
        lowerBound: SIMD8(repeating: .leastNormalMagnitude),
        upperBound: SIMD8(repeating: 1)
      )
    }
  }

  /// The greatest of the tails' probabilities that a level admits, which is the probability that an
  /// honest rep gets under the level by chance; for each count.
  func attained(_ level: Double) -> [Double] {
    // Below, the sum of probabilities up to 1 says nothing any more.
    guard level < 1, level > 1e-10 else { return counts.map { _ in min(1, level) } }
    let order = counts.indices.sorted { (counts[$0].mean, $0) < (counts[$1].mean, $1) }
    return inGroups(order, others: 0) { group in
      var sums = Sums(group.map { counts[$0] }, weights)
      var rest = 1 - sums.last
      func isAnyAbove() -> Bool { (0..<group.count).contains { rest[$0] > level } }
      while sums.position < 999_999 && isAnyAbove() {
        sums.advance()
        rest.replace(with: rest - sums.last, where: rest .> level)
      }
      return rest.clamped(lowerBound: .zero, upperBound: SIMD8(repeating: level))
    }
  }

  /// Works on counts in the order given, eight at a time.
  ///
  /// - Returns: What comes of each, in their own order; of those that the order leaves out, what others
  ///   are given.
  private func inGroups(
    _ order: [Int],
    others: Double,
    _ body: @Sendable (ArraySlice<Int>) -> SIMD8<Double>
  ) -> [Double] {
    let groups = (order.count + Self.together - 1) / Self.together
    let found = Workers.map(groups, size: 4, threads: threads) { group in
      let start = group * Self.together
      return body(order[start..<min(order.count, start + Self.together)])
    }
    var results = [Double](repeating: others, count: counts.count)
    for (place, count) in order.enumerated() {
      results[count] = found[place / Self.together][place % Self.together]
    }
    return results
  }

  /// The probabilities of the sums of up to eight counts, one after the other.
  private struct Sums {
    private var shape = 1.0
    private var ratios = SIMD8<Double>.zero
    private let weights: [Double]
    /// What the weights count for in the next step; with shape 1, for what they are.
    private var factors: [Double]
    private var probabilities: [SIMD8<Double>]

    init(_ counts: [CompoundCount], _ weights: [Double]) {
      var first = SIMD8<Double>.zero
      for (lane, count) in counts.enumerated() {
        shape = count.shape
        ratios[lane] = count.ratio
        first[lane] = count.atZero
      }
      self.weights = weights
      factors = weights
      probabilities = [first]
    }

    var position: Int { probabilities.count - 1 }
    var last: SIMD8<Double> { probabilities[position] }

    mutating func advance() {
      let next = probabilities.count
      if shape != 1 {
        for step in 1...weights.count {
          let factor = 1 + (shape - 1) * Double(step) / Double(next)
          factors[step - 1] = factor * weights[step - 1]
        }
      }
      var sums = SIMD8<Double>.zero
      for step in 1...min(next, weights.count) {
        sums += factors[step - 1] * probabilities[next - step]
      }
      probabilities.append(ratios * sums)
    }
  }
}
