import Foundation
import LeadlineGeometry

/// Improves a plan by moving customers over borders: first into the bands, whatever their number,
/// then to the budget, then to a compact shape.
///
/// Pins and eligibility hold always; with contiguity no piece is ever broken apart and none comes
/// into being. The result depends on the problem, the plan and the options only, not on threads.
public struct BorderSearch: Sendable {
  /// What compact means.
  public enum Shape: Hashable, Sendable {
    /// The smallest sum of weighted squared distances to the territories' centroids.
    case moment
    /// The smallest distance between the two customers of a territory that are farthest apart.
    case diameter
  }

  /// How a plan is looked for.
  public struct Options: Hashable, Sendable {
    /// Whether pieces must hold together.
    public var isContiguous = true
    /// How much of the first measure may leave its present territory, by ties; no limit by default.
    public var budget = Double.infinity
    /// What is made small once sums are in band.
    public var shape = Shape.moment
    /// The steps of one search; nil for a number that suits the size.
    ///
    /// A million take 0.06 to 0.2 s.
    public var steps: Int?
    /// How warm the search starts: 0.1 finds new shapes, 0.01 only mends.
    public var heat = 0.1
    /// Whether the search ends at the first plan in band and budget, rather than with the best shape.
    public var stopsInBand = false
    /// The number of independent searches, of which the best counts.
    public var starts = 1
    /// The seed of the first search; the others follow.
    public var seed: UInt64 = 1
    /// The number of threads, which changes nothing but the time; nil for one per processor.
    public var threads: Int? = 1

    /// Makes the options of a plain search.
    public init() {}
  }

  /// What came out.
  public struct Result: Hashable, Sendable {
    /// The territory of each customer.
    public let labels: [Int32]
    /// How far sums are outside their bands, as shares of their targets, added up; 0 when in band.
    public let violation: Double
    /// The workload of the first measure that left its present territory, by ties.
    public let moved: Double
    /// The sum of the territories' moments of inertia; see ``PlanState/moment``.
    public let moment: Double
    /// The largest distance between two customers of one territory, metres.
    public let diameter: Double
    /// The steps tried.
    public let steps: Int
  }

  /// Improves a plan.
  ///
  /// Customers that are where a pin or their eligibility forbids are put where they must be first,
  /// and those in no territory are given to one; when nobody is in one, the search begins with the
  /// balanced diagram of all measures together.
  ///
  /// - Parameters:
  ///   - problem: What is divided, with at least one measure, territory and customer.
  ///   - graph: Who is a neighbour of whom.
  ///   - labels: The plan to begin with, -1 for customers in no territory.
  ///   - options: How to search.
  /// - Returns: The best plan found; never worse than the one to begin with, once that is settled.
  /// - Complexity: O(customers · measures + edges + steps); a step of ``Shape/diameter`` also takes a
  ///   look at the customers of a territory.
  public static func improve(
    problem: TerritoryProblem,
    graph: ContiguityGraph,
    labels: [Int32],
    options: Options = Options()
  ) -> Result {
    let first =
      labels.contains { $0 >= 0 }
      ? labels : FirstPlan.labels(problem, graph: graph, threads: options.threads)
    let start = PlanState(
      problem: problem,
      graph: graph,
      labels: PieceRepair.settle(first, problem: problem, graph: graph),
      threads: options.threads
    )
    let results = Workers.map(max(1, options.starts), threads: options.threads) { number in
      var search = BorderSearch(start, options, seed: options.seed &+ UInt64(number) &* 0x9e37_79b9)
      return search.run()
    }
    var best = 0
    for number in results.indices
    where isBetter(results[number], than: results[best], options) { best = number }
    return results[best]
  }

  /// Orders plans: violation, then workload beyond the budget, then shape.
  private static func isBetter(_ plan: Result, than other: Result, _ options: Options) -> Bool {
    if plan.violation != other.violation { return plan.violation < other.violation }
    let (over, otherOver) = (plan.moved - options.budget, other.moved - options.budget)
    if max(over, 0) != max(otherOver, 0) { return over < otherOver }
    switch options.shape {
    case .moment: return plan.moment < other.moment
    case .diameter: return plan.diameter < other.diameter
    }
  }

  // MARK: - One search

  private var annealing: BorderAnnealing
  private let options: Options
  private let steps: Int
  private var used = 0
  private var generator: SplitMix64
  private var best: Result?
  /// How often the search began anew.
  private var restarts = 0

  private init(_ state: PlanState, _ options: Options, seed: UInt64) {
    self.options = options
    steps = options.steps ?? min(max(1_500 * state.problem.count, 2_000_000), 60_000_000)
    generator = SplitMix64(seed: ~seed)
    annealing = BorderAnnealing(
      state: state,
      isContiguous: options.isContiguous,
      budget: options.budget,
      seed: seed
    )
  }

  private mutating func run() -> Result {
    note()
    if !(options.stopsInBand && annealing.isDone) {
      // Diameters take most of the steps; what is in band and compact is as good a start for them.
      let share = options.shape == .diameter ? min(steps / 10, 20_000_000) : steps
      reachBand(steps: share)
      switch options.shape {
      case _ where options.stopsInBand: break
      case .moment: refine(steps: share / 3)
      case .diameter:
        annealing.pairs = FarPairs(state: annealing.state)
        if annealing.state.problem.count >= Self.many { press() }
        narrow()
      }
    }
    return best ?? measure()
  }

  /// The steps in which the temperature falls to the cold end.
  private static let levels = 60
  /// The cold end: an energy that is little beside a customer out of band.
  private static let cold = 0.001

  /// Cools down once; as long as sums are still out of band, again with the shape counting less.
  private mutating func reachBand(steps: Int) {
    var heat = options.heat
    annealing.weights.shape = 0.3
    for round in 0..<8 {
      cool(from: heat, to: Self.cold, steps: round == 0 ? steps : steps / 3, stop: round > 0)
      note()
      if annealing.isDone { return }
      annealing.weights.shape *= 0.3
      heat = min(heat, 0.03)
    }
  }

  /// Improves the shape of the best plan with bands that hardly give.
  private mutating func refine(steps: Int) {
    if let best { annealing.restart(from: best.labels) }
    annealing.weights.shape = 0.3
    annealing.weights.band = 30
    annealing.weights.moved = 9
    for part in 0..<4 {
      cool(from: 0.006, to: Self.cold / 2, steps: steps / (part == 3 ? 2 : 6), stop: false)
      note()
    }
  }

  /// Lowers the temperature evenly by factors.
  private mutating func cool(from hot: Double, to cold: Double, steps: Int, stop: Bool) {
    let stopsEarly = stop || options.stopsInBand
    for level in 0..<Self.levels {
      let share = Double(level) / Double(Self.levels - 1)
      let temperature = hot * pow(cold / hot, share)
      let part = max(1, steps / Self.levels)
      used += part - annealing.run(steps: part, temperature: temperature, stop: stopsEarly)
      if stopsEarly, annealing.isDone { return }
    }
  }

  /// Makes diameters smaller stride by stride at one mild temperature, at which what is in band hardly
  /// melts, until hundreds of looks at every border in a row were in vain.
  private mutating func press() {
    annealing.weights.pairs = 0.03
    annealing.weights.shape = 0.1
    let chunk = max(500, annealing.state.problem.count * 2)
    tighten(to: Self.stride)
    var vain = 0
    while used < steps, vain < 300 {
      used += chunk - annealing.run(steps: chunk, temperature: 0.006, stop: true)
      vain += 1
      guard annealing.isDone else { continue }
      note()
      tighten(to: Self.stride)
      vain = 0
    }
  }

  /// Looks for plans with ever smaller diameters: forbids pairs as far apart as the best plan's, and
  /// searches until none is left, warming up again whenever it gets stuck.
  ///
  /// After some cycles in vain it begins anew from other shapes, where the problem is small enough.
  private mutating func narrow() {
    let count = annealing.state.problem.count
    annealing.weights.pairs = 0.012
    annealing.weights.shape = 0.1
    let chunk = max(500, count * 2)
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
          annealing.restart(from: otherShapes())
        }
      }
    }
  }

  /// Forbids pairs as far apart as the best plan's, times a factor.
  private mutating func tighten(to factor: Double) {
    let diameter = best?.diameter ?? measure().diameter
    annealing.pairs?.setLimit(diameter * factor, labels: annealing.state.labels)
  }

  /// A plan of other shapes: the balanced diagram round centres drawn at random; of few customers half
  /// of the times round the middles of the best plan's territories, each moved a little.
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

  /// From how many customers on one long search does better than many from other shapes.
  private static let many = 2_000

  /// What the next diameter is to be at most, in shares of the best: at first, and once that is too
  /// much to ask.
  private static let stride = 0.998
  private static let closer = 1 - 1e-5

  /// Keeps the plan when it is the best so far.
  private mutating func note() {
    let result = measure()
    if let best, !Self.isBetter(result, than: best, options) { return }
    best = result
  }

  private func measure() -> Result {
    let state = annealing.state
    let problem = state.problem
    return Result(
      labels: state.labels,
      violation: state.violation,
      moved: annealing.moved,
      moment: state.moment,
      diameter: Diameters(
        x: problem.x,
        y: problem.y,
        labels: state.labels,
        territories: state.territories
      ).metres.max() ?? 0,
      steps: used
    )
  }
}
