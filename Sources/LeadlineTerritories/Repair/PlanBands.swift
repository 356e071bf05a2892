/// The bands that the sums of the territories should lie in; measure m of territory t is at
/// `t * measures + m`.
package struct PlanBands: Sendable {
  /// What each territory shall have.
  package let targets: [Double]
  /// The smallest sums in band.
  package let low: [Double]
  /// The largest sums in band.
  package let high: [Double]
  /// What a difference is multiplied with to be a share of the target; of the mean target where a
  /// territory's own is 0, and 0 where there is nothing of a measure at all.
  package let scales: [Double]

  /// Works out the bands of a problem.
  ///
  /// They are wider than asked by one part in a thousand million, so that sums that differ from the limit by rounding only are in band.
  init(_ problem: TerritoryProblem) {
    let measures = problem.measures.count
    let territories = problem.territories.count
    var targets = [Double](repeating: 0, count: measures * territories)
    var low = targets
    var high = targets
    var scales = targets
    for (measure, column) in problem.measures.enumerated() {
      let wanted = problem.targets(of: measure)
      let mean = wanted.reduce(0, +) / Double(max(territories, 1))
      for territory in 0..<territories {
        let slot = territory * measures + measure
        let target = wanted[territory]
        let slack = target * column.tolerance + mean * 1e-9
        targets[slot] = target
        low[slot] = target - slack
        high[slot] = target + slack
        scales[slot] = mean > 0 ? 1 / (target > 0 ? target : mean) : 0
      }
    }
    self.targets = targets
    self.low = low
    self.high = high
    self.scales = scales
  }

  /// How far a sum is outside its band, as a share of the target; 0 inside.
  @inline(__always)
  package func excess(_ sum: Double, at slot: Int) -> Double {
    max(0, sum - high[slot], low[slot] - sum) * scales[slot]
  }
}
