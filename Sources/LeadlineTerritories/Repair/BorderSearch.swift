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

  var annealing: BorderAnnealing
  let options: Options
  let steps: Int
  var used = 0
  var generator: SplitMix64
  var best: Result?
  /// The diameter that the next one is to be smaller than.
  var reached = 0.0
  /// How often the search began anew.
  var restarts = 0

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
      case .diameter: shrinkDiameters()
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

  /// Keeps the plan when it is the best so far.
  mutating func note() {
    let result = measure()
    reached = result.diameter
    if let best, !Self.isBetter(result, than: best, options) { return }
    best = result
  }

  func measure() -> Result {
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
