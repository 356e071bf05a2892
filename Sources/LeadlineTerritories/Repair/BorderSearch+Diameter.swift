import Foundation
import LeadlineGeometry

/// The search for small diameters: pairs of customers as far apart as the best plan's are
/// forbidden, and borders move until none is left.
extension BorderSearch {
  /// From how many customers on plans of other shapes are pressed before they are judged; of fewer,
  /// every one can be searched to the end.
  private static let many = 2_000

  /// What the next diameter is to be at most, in shares of the one reached: at first, of plans that
  /// are only compared, and once a stride is too much to ask.
  private static let stride = 0.998
  private static let longStride = 0.995
  private static let closer = 1 - 1e-5

  /// The looks at every border that one temperature lasts for.
  private var chunk: Int { max(500, annealing.state.problem.count * 2) }

  /// Looks for the plan whose largest diameter is least.
  mutating func shrinkDiameters() {
    let count = annealing.state.problem.count
    // The more territories, the less does it matter how they are arranged: one good search does
    // more.
    let share = max(0, 1 - Double(annealing.state.territories) / 50)
    if count >= Self.many, options.budget == .infinity, share > 0 {
      compareShapes(until: used + Int(Double(steps - used) * share))
      if let best { annealing.restart(from: best.labels) }
    }
    annealing.pairs = FarPairs(state: annealing.state)
    reached = best?.diameter ?? measure().diameter
    if count >= Self.many { press(patience: 300, stride: Self.stride) }
    narrow()
  }

  /// Makes plans of other shapes and presses each for a moment, the best of which is kept.
  private mutating func compareShapes(until end: Int) {
    while used < end {
      annealing.pairs = nil
      annealing.restart(from: otherShapes())
      annealing.weights.shape = 0.3
      for _ in 0..<10 where used < end {
        used += chunk - annealing.run(steps: chunk, temperature: 0.03, stop: false)
      }
      for _ in 0..<50 where used < end && !annealing.isDone {
        used += chunk - annealing.run(steps: chunk, temperature: Self.mild, stop: true)
      }
      guard annealing.isDone else { continue }
      note()
      annealing.pairs = FarPairs(state: annealing.state)
      press(patience: 20, stride: Self.longStride, until: end)
    }
  }

  /// A temperature at which what is in band hardly melts.
  private static let mild = 0.006

  /// Makes diameters smaller stride by stride at one mild temperature, until so many looks at every
  /// border in a row were in vain, or the steps up to an end are used; all of them without one.
  private mutating func press(patience: Int, stride: Double, until end: Int? = nil) {
    annealing.weights.pairs = 0.03
    annealing.weights.shape = 0.1
    tighten(to: stride)
    var vain = 0
    while used < (end ?? steps), vain < patience {
      used += chunk - annealing.run(steps: chunk, temperature: Self.mild, stop: true)
      vain += 1
      guard annealing.isDone else { continue }
      note()
      tighten(to: stride)
      vain = 0
    }
  }

  /// Cools down from plan to plan with ever smaller diameters, and warms up again whenever it gets
  /// stuck.
  ///
  /// After some cycles in vain few customers are put into other shapes; many go back to the best
  /// plan.
  private mutating func narrow() {
    annealing.weights.pairs = 0.012
    annealing.weights.shape = 0.1
    let count = annealing.state.problem.count
    let cycle = 100
    tighten(to: Self.stride)
    var level = 0
    var vain = 0
    while used < steps {
      // Warmer only once it is stuck: what is nearly in band must not melt.
      let hot = vain == 0 ? 0.03 : 0.1
      let temperature = hot * pow(0.005 / hot, Double(level % cycle) / Double(cycle - 1))
      used += chunk - annealing.run(steps: chunk, temperature: temperature, stop: true)
      level += 1
      if annealing.isDone {
        note()
        tighten(to: vain == 0 ? Self.stride : Self.closer)
        vain = 0
      } else if level % cycle == 0 {
        vain += 1
        // A whole stride was too much; any smaller diameter is welcome now.
        tighten(to: Self.closer)
        if vain == 3 {
          vain = 0
          let goesBack = count >= Self.many && best?.violation == 0
          annealing.restart(from: (goesBack ? best?.labels : nil) ?? otherShapes())
        }
      }
    }
  }

  /// Forbids pairs as far apart as the diameter reached, times a factor.
  private mutating func tighten(to factor: Double) {
    annealing.pairs?.setLimit(reached * factor, labels: annealing.state.labels)
  }

  /// A plan of other shapes: the balanced diagram round centres drawn at random; of few customers
  /// half of the times round the middles of the best plan's territories, each moved a little.
  private mutating func otherShapes() -> [Int32] {
    let problem = annealing.state.problem
    restarts += 1
    let isNear = problem.count < Self.many && restarts % 4 < 2
    let middles = isNear ? middlesOfBest() : nil
    let reach = 0.3 * (best?.diameter ?? 0)
    let centres = (0..<annealing.state.territories).map { territory in
      guard let middle = middles?[territory] else {
        let atom = Int.random(in: 0..<problem.count, using: &generator)
        return PlanePoint(x: problem.x[atom], y: problem.y[atom])
      }
      return PlanePoint(
        x: middle.x + .random(in: -reach...reach, using: &generator),
        y: middle.y + .random(in: -reach...reach, using: &generator)
      )
    }
    return FirstPlan.labels(
      problem,
      graph: annealing.state.graph,
      centres: centres,
      centreSteps: 1 + Int(generator.next() % 10),
      threads: 1
    )
  }

  /// The mean place of the customers of each territory of the best plan.
  private func middlesOfBest() -> [PlanePoint]? {
    guard let best else { return nil }
    let problem = annealing.state.problem
    var sums = [SIMD3<Double>](repeating: .zero, count: annealing.state.territories)
    for (atom, label) in best.labels.enumerated() where label >= 0 {
      sums[Int(label)] += SIMD3(problem.x[atom], problem.y[atom], 1)
    }
    return sums.map { PlanePoint(x: $0.x / max($0.z, 1), y: $0.y / max($0.z, 1)) }
  }
}
