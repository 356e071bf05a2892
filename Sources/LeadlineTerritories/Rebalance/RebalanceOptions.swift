/// How a plan is rebalanced.
package struct RebalanceOptions: Hashable, Sendable {
  /// Whether territories must stay in as many pieces as they are in.
  package var contiguous: Bool
  /// What the plan's compactness is worth: the share of everything that may be moved to lower the
  /// moment of inertia by its whole.
  package var compactness: Double
  /// How many moves are tried for every customer at a border.
  package var effort: Int
  /// What the choices at random start from.
  package var seed: UInt64
  /// The number of workers, which changes nothing but the time; nil for one per processor.
  package var threads: Int?

  /// Makes options.
  package init(
    contiguous: Bool = true,
    compactness: Double = 0.2,
    effort: Int = 300,
    seed: UInt64 = 1,
    threads: Int? = nil
  ) {
    self.contiguous = contiguous
    self.compactness = compactness
    self.effort = effort
    self.seed = seed
    self.threads = threads
  }
}
