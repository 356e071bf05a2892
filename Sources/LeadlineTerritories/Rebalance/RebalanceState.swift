/// A plan on its way from the present one: what has moved, how far it is out of band, how compact.
///
/// Everything is a share of the total, so that it can be added up: what has moved (times ties), what
/// lies outside of the bands, and the growth of the moment of inertia.
struct RebalanceState: Sendable {
  private(set) var plan: PlanState
  /// The bands that are asked for.
  let bands: PlanBands
  /// The bands that moves are judged by: a little narrower, so that a plan doesn't end on the wrong
  /// side of a limit by a fraction of a customer.
  let aims: PlanBands
  /// The territory each customer is in now; -1 for new ones, which may go anywhere for nothing.
  let home: [Int32]
  /// Whether a customer may move at all.
  let movable: [Bool]
  /// Whether customers only go to territories next to them, and leave no piece torn apart.
  let contiguous: Bool
  /// What a customer away from home costs: its share of the first measure times its tie.
  let prices: [Double]
  /// Its share of the first measure; 0 for new ones.
  let shares: [Double]
  /// What is outside the bands as a share of a target, times this, is a share of the total.
  let perTarget: Double
  /// The mean squared distance of the customers from the centres of their territories at the start.
  let squaredRadius: Double
  /// What the relative growth of the moment of inertia costs in the search, in shares moved.
  var compactness: Double
  /// What moving costs in the search, as a multiple of what has moved.
  var thrift = 1.0
  /// The share of the first measure that may move; search keeps to it.
  var limit = Double.infinity
  /// What may have moved at the moment, times ties; search keeps to it too.
  var ceiling = Double.infinity
  /// What may move, times ties, for the sake of compactness.
  var room: Double? {
    get { frontier.room }
    set { frontier.room = newValue }
  }

  /// What has moved, as a share of the first measure.
  private(set) var moved = 0.0
  /// How many customers have moved, and how many of them had to from the start.
  private var movedCount = 0
  private var forcedCount = 0
  /// What has moved, times ties.
  private(set) var cost = 0.0
  /// How far the territories are outside their bands, as shares of their targets, added up.
  private(set) var violation = 0.0
  /// How much the moment of inertia has grown, as a share of what it was.
  private(set) var growth = 0.0
  /// The best plans met so far.
  private(set) var frontier: MoveFrontier
  private let perMoment: Double

  init(
    plan: PlanState,
    bands: PlanBands,
    options: RebalanceOptions
  ) {
    self.plan = plan
    self.bands = bands
    aims = bands.narrowed(by: 0.01)
    let problem = plan.problem
    // A territory that ends is nobody's home.
    let home = problem.present.map {
      $0 >= 0 && problem.territories[Int($0)].capacity > 0 ? $0 : -1
    }
    self.home = home
    movable = problem.pins.map { $0 < 0 }
    contiguous = options.contiguous
    let amounts = problem.measures[0].amounts
    let total = amounts.reduce(0, +)
    // Where nothing is to be shared out, heads count.
    shares = amounts.indices.map {
      home[$0] < 0 ? 0 : total > 0 ? amounts[$0] / total : 1 / Double(amounts.count)
    }
    prices = zip(shares, problem.ties).map { $0 * $1 }
    let moment = plan.moment
    perMoment = moment > 0 ? 1 / moment : 0
    squaredRadius = moment > 0 ? moment / plan.weights.reduce(0, +) : 1
    compactness = options.compactness
    perTarget = 1 / Double(max(1, problem.territories.count))
    frontier = MoveFrontier(labels: plan.labels, compactness: options.compactness)
    for atom in home.indices where away(atom, plan.labels[atom]) {
      moved += shares[atom]
      cost += prices[atom]
      movedCount += 1
    }
    forcedCount = movedCount
    violation = totalViolation()
  }

  var labels: [Int32] { plan.labels }

  // MARK: What a move would change

  /// The violations of the narrower bands.
  func excessChange(_ atom: Int, to territory: Int) -> Double {
    excessChange(atom, to: territory, of: aims)
  }

  private func excessChange(_ atom: Int, to territory: Int, of bands: PlanBands) -> Double {
    let measures = plan.measures
    let from = Int(plan.labels[atom])
    var change = 0.0
    for measure in 0..<measures {
      let amount = plan.amounts[atom * measures + measure]
      let there = territory * measures + measure
      let sum = plan.sums[there]
      change += bands.excess(sum + amount, at: there) - bands.excess(sum, at: there)
      guard from >= 0 else { continue }
      let here = from * measures + measure
      let rest = plan.sums[here]
      change += bands.excess(rest - amount, at: here) - bands.excess(rest, at: here)
    }
    return change
  }

  /// The violations of the narrower bands, if two customers changed places.
  func excessChange(swapping atom: Int, with other: Int) -> Double {
    let measures = plan.measures
    let from = Int(plan.labels[atom]) * measures
    let to = Int(plan.labels[other]) * measures
    var change = 0.0
    for measure in 0..<measures {
      let (here, there) = (from + measure, to + measure)
      let amount =
        plan.amounts[atom * measures + measure] - plan.amounts[other * measures + measure]
      change += aims.excess(plan.sums[there] + amount, at: there)
      change -= aims.excess(plan.sums[there], at: there)
      change += aims.excess(plan.sums[here] - amount, at: here)
      change -= aims.excess(plan.sums[here], at: here)
    }
    return change
  }

  /// Whether a customer counts as moved if it is there; new ones never do.
  private func away(_ atom: Int, _ territory: Int32) -> Bool {
    home[atom] >= 0 && home[atom] != territory
  }

  /// How often more a customer counts as moved: -1, 0 or 1.
  private func awayChange(_ atom: Int, to territory: Int) -> Double {
    (away(atom, Int32(territory)) ? 1 : 0) - (away(atom, plan.labels[atom]) ? 1 : 0)
  }

  /// What moves cost in all, but for the bands: ties and compactness.
  func costChange(_ atom: Int, to territory: Int) -> Double {
    thrift * prices[atom] * awayChange(atom, to: territory)
      + compactness * perMoment * plan.momentChange(atom, to: territory)
  }

  /// Tells whether a move keeps within the limits.
  func fits(_ atom: Int, to territory: Int) -> Bool {
    let change = awayChange(atom, to: territory)
    return change <= 0
      || (moved + shares[atom] * change <= limit && cost + prices[atom] * change <= ceiling)
  }

  /// Tells whether an exchange keeps within the limits.
  func fits(swapping atom: Int, with other: Int) -> Bool {
    let one = awayChange(atom, to: Int(plan.labels[other]))
    let two = awayChange(other, to: Int(plan.labels[atom]))
    let more = shares[atom] * one + shares[other] * two
    let dearer = prices[atom] * one + prices[other] * two
    return (more <= 0 || moved + more <= limit) && (dearer <= 0 || cost + dearer <= ceiling)
  }

  // MARK: Moves

  /// The parts that a customer holds together are searched so far for another way between them.
  private static let reach = 32

  /// Tells whether a customer may leave its territory.
  mutating func mayLeave(_ atom: Int) -> Bool {
    !contiguous || plan.keepsConnected(atom, steps: Self.reach)
  }

  /// Moves a customer and writes it down.
  mutating func move(_ atom: Int, to territory: Int) {
    violation = max(0, violation + excessChange(atom, to: territory, of: bands))
    growth += perMoment * plan.momentChange(atom, to: territory)
    let change = awayChange(atom, to: territory)
    cost += prices[atom] * change
    moved += shares[atom] * change
    movedCount += Int(change)
    plan.move(atom, to: territory)
    frontier.record(atom, to: Int32(territory))
  }

  /// Lets two customers of neighbouring territories change places, if neither tears one apart.
  mutating func swap(_ atom: Int, with other: Int) -> Bool {
    let from = Int(plan.labels[atom])
    let to = Int(plan.labels[other])
    guard mayLeave(atom) else { return false }
    plan.move(atom, to: to)
    let holds = mayLeave(other) && (!contiguous || plan.touches(other, from))
    plan.move(atom, to: from)
    guard holds else { return false }
    move(atom, to: to)
    move(other, to: from)
    return true
  }

  /// Keeps the plan of this moment if it is worth it.
  mutating func consider() {
    frontier.consider(
      moved: max(0, moved),
      isStill: movedCount == forcedCount,
      violation: violation,
      cost: cost,
      growth: growth
    )
  }

  /// Takes out what rounding has left after many moves.
  mutating func addUp() {
    plan.addUp()
    violation = totalViolation()
  }

  /// The measure that is furthest outside its bands.
  func worstMeasure() -> Int {
    var totals = [Double](repeating: 0, count: plan.measures)
    for slot in plan.sums.indices {
      totals[slot % plan.measures] += bands.excess(plan.sums[slot], at: slot)
    }
    return totals.indices.max { (totals[$0], $1) < (totals[$1], $0) } ?? 0
  }

  private func totalViolation() -> Double {
    plan.sums.indices.reduce(0) { $0 + bands.excess(plan.sums[$1], at: $1) }
  }
}

extension PlanBands {
  /// Bands of their own.
  init(targets: [Double], low: [Double], high: [Double], scales: [Double]) {
    self.targets = targets
    self.low = low
    self.high = high
    self.scales = scales
  }

  /// Bands that are narrower by a share of their width.
  func narrowed(by share: Double) -> PlanBands {
    PlanBands(
      targets: targets,
      low: zip(low, targets).map { $0 + share * ($1 - $0) },
      high: zip(high, targets).map { $0 - share * ($0 - $1) },
      scales: scales
    )
  }
}
