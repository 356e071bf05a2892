package import LeadlineGeometry

/// Runs a property for many seeds, each with its own generator; a failure names its seed.
package func forEverySeed(
  _ seeds: Range<UInt64>,
  _ property: (UInt64, inout SplitMix64) throws -> Void
) rethrows {
  for seed in seeds {
    var generator = SplitMix64(seed: seed)
    try property(seed, &generator)
  }
}
