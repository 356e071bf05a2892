/// Errors of many tests together.
enum FalseDiscovery {
  /// The least false discovery rate at which each test is rejected.
  ///
  /// Source: Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57
  /// (1995), https://doi.org/10.1111/j.2517-6161.1995.tb02031.x
  ///
  /// - Complexity: O(*n* log *n*).
  static func qValues(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var qValues = [Double](repeating: 1, count: pValues.count)
    var least = 1.0
    for (rank, test) in order.enumerated().reversed() {
      least = min(least, pValues[test] * Double(pValues.count) / Double(rank + 1))
      qValues[test] = least
    }
    return qValues
  }

  /// The probability that a test is one of those where there is nothing to find, given its p-value: one
  /// over the density of all p-values, which can only fall.
  ///
  /// The density is the slope of the least concave function above the share of p-values. Source:
  /// U. Grenander, "On the theory of mortality measurement", Skand. Aktuarietidskr. 39 (1956); for
  /// p-values: K. Strimmer, BMC Bioinformatics 9:303 (2008),
  /// https://doi.org/10.1186/1471-2105-9-303
  ///
  /// - Complexity: O(*n* log *n*).
  static func localRates(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    // Runs of p-values with one slope; of equal p-values, one run.
    var runs: [(count: Int, width: Double)] = []
    var last = 0.0
    for test in order {
      runs.append((1, pValues[test] - last))
      last = pValues[test]
      while runs.count > 1 {
        let right = runs[runs.count - 1]
        let left = runs[runs.count - 2]
        guard Double(left.count) * right.width <= Double(right.count) * left.width else { break }
        runs.removeLast()
        runs[runs.count - 1] = (left.count + right.count, left.width + right.width)
      }
    }
    var rates: [Double] = []
    for run in runs {
      let rate = run.width * Double(pValues.count) / Double(run.count)
      rates += [Double](repeating: min(1, rate), count: run.count)
    }
    var arranged = [Double](repeating: 1, count: pValues.count)
    for (test, rate) in zip(order, rates) { arranged[test] = rate }
    return arranged
  }
}
