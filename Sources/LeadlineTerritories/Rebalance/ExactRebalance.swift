/// Rebalancing by trying everything, for so few customers that this is fast.
///
/// Only without contiguity, where a plan is nothing but a choice of territories.
struct ExactRebalance: Sendable {
  private let problem: TerritoryProblem
  private let bands: PlanBands
  private let free: [Int]

  /// Fails when there are too many plans to try, or territories must be of one piece.
  init?(part: ProblemPart, bands: PlanBands, options: RebalanceOptions) {
    let problem = part.problem
    let free = problem.pins.indices.filter { problem.pins[$0] < 0 }
    let plans = free.reduce(1.0) { plans, _ in plans * Double(problem.territories.count) }
    guard !options.contiguous, plans <= 200_000 else { return nil }
    self.problem = problem
    self.bands = bands
    self.free = free
  }

  /// The plan that is least out of band, and of these the one that moves least.
  ///
  /// - Parameters:
  ///   - budget: The share of the first measure that may leave its territory; 0 for nobody who need
  ///     not.
  ///   - forced: The share that moves whatever the budget.
  ///   - start: A plan in which every customer has a territory.
  /// - Returns: The labels.
  func best(within budget: Double, forced: Double, from start: [Int32]) -> [Int32] {
    let free = budget > 0 ? free : free.filter { start[$0] != problem.present[$0] }
    var trial = Trial(problem: problem, bands: bands, free: free, start: start)
    trial.limit = max(budget, forced)
    trial.consider()
    trial.choose(0)
    return trial.best
  }
}

/// The plans tried so far.
private struct Trial {
  let problem: TerritoryProblem
  let bands: PlanBands
  let free: [Int]
  var limit = Double.infinity
  private(set) var best: [Int32]
  private var labels: [Int32]
  private var sums: [Double]
  private var violation = Int64.max
  private var cost = Double.infinity
  private let total: Double

  init(problem: TerritoryProblem, bands: PlanBands, free: [Int], start: [Int32]) {
    self.problem = problem
    self.bands = bands
    self.free = free
    best = start
    labels = start
    sums = [Double](repeating: 0, count: bands.targets.count)
    total = problem.measures[0].amounts.reduce(0, +)
    for atom in labels.indices { add(atom, 1) }
  }

  private mutating func add(_ atom: Int, _ sign: Double) {
    guard labels[atom] >= 0 else { return }
    for (measure, column) in problem.measures.enumerated() {
      sums[Int(labels[atom]) * problem.measures.count + measure] += sign * column.amounts[atom]
    }
  }

  /// Tries all territories for the customers from one on.
  mutating func choose(_ position: Int) {
    guard position < free.count else {
      consider()
      return
    }
    let atom = free[position]
    let before = labels[atom]
    for territory in problem.territories.indices
    where problem.territories[territory].capacity > 0 && problem.allows(atom, in: territory) {
      add(atom, -1)
      labels[atom] = Int32(territory)
      add(atom, 1)
      choose(position + 1)
    }
    add(atom, -1)
    labels[atom] = before
    add(atom, 1)
  }

  /// Keeps the plan at hand if it is the best so far.
  mutating func consider() {
    var (moved, cost) = (0.0, 0.0)
    for atom in labels.indices
    where problem.present[atom] >= 0 && problem.present[atom] != labels[atom] {
      moved += problem.measures[0].amounts[atom]
      cost += problem.measures[0].amounts[atom] * problem.ties[atom]
    }
    guard moved <= limit * total + 1e-9 * total else { return }
    let excess = sums.indices.reduce(0.0) { $0 + bands.excess(sums[$1], at: $1) }
    let violation = MoveFrontier.steps(excess)
    guard violation < self.violation || (violation == self.violation && cost < self.cost) else {
      return
    }
    (self.violation, self.cost) = (violation, cost)
    best = labels
  }
}
