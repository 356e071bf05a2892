/// The search for plans in band, from a start in which every customer has a territory.
struct RebalanceSearch: Sendable {
  private(set) var state: RebalanceState
  private let options: RebalanceOptions
  /// Counts the polishings, so that each has random numbers of its own.
  private var seed: UInt64 = 0

  /// Takes a start.
  ///
  /// - Parameters:
  ///   - part: What is planned; its present territories are the customers' homes.
  ///   - bands: The bands of its territories.
  ///   - start: The labels to start from.
  ///   - options: How it is done.
  init(part: ProblemPart, bands: PlanBands, start: [Int32], options: RebalanceOptions) {
    let plan = PlanState(
      problem: part.problem,
      graph: part.graph,
      labels: start,
      threads: options.threads
    )
    state = RebalanceState(plan: plan, bands: bands, options: options)
    state.consider()
    self.options = options
  }

  /// What must cross borders at least from the start, in the unit of the first measure.
  func reference() -> Double {
    let plan = state.plan
    func column(_ values: [Double]) -> [Double] {
      (0..<plan.territories).map { values[$0 * plan.measures] }
    }
    return AdjacencyFlow(
      loads: column(plan.sums),
      low: column(state.bands.low),
      high: column(state.bands.high),
      links: AdjacencyFlow.neighbours(labels: plan.labels, graph: plan.graph)
    ).passedOn
  }

  /// Gives an empty territory a first customer, near a place.
  mutating func seed(_ territory: Int, near place: PlanePoint) {
    state.seed(territory, near: place)
  }

  /// Looks for plans in band.
  ///
  /// In stages when plans that move less but stay out of band are wanted too.
  mutating func run(staged: Bool) {
    guard state.violation > 0 else { return }
    let choices = options.contiguous ? state.plan.border.count : state.labels.count
    let steps = min(max(options.effort * choices, 2_000), 6_000_000)
    let new = state.home.map { $0 < 0 }
    if new.contains(true) {
      // New customers are shared out first: that moves nobody.
      polish(steps / 4, heat: 1, only: new)
      if state.violation == 0 { return }
    }
    state.seedEmptyTerritories()
    if staged { takeStages(steps) }
    finish(steps)
  }

  /// Makes first what brings most into band for what it moves.
  ///
  /// A transfer over one border that serves both sides brings in 2 for 1; over two borders, or for
  /// one side only, it brings in 1; and so on. The prices let more and more of them pass.
  private mutating func takeStages(_ steps: Int) {
    for price in [0.7, 1.3, 2.5] {
      var follower = FlowFollower(price: price)
      follower.run(&state, rounds: 6)
      polish(steps / 6, heat: 0.6, price: price)
    }
  }

  /// Goes into band whatever it moves, then betters the plan.
  private mutating func finish(_ steps: Int) {
    let wanted = state.compactness
    for attempt in 0..<8 {
      var follower = FlowFollower(price: nil)
      follower.run(&state, rounds: attempt == 0 ? 8 : 5)
      polish(steps / 4, heat: 0.6 * Double(min(attempt, 4) + 1))
      if MoveFrontier.steps(state.violation) == 0 { break }
      // Where compact plans don't come into band, less compact ones may.
      if attempt >= 3 { state.compactness = wanted / Double(attempt * attempt) }
    }
    state.compactness = wanted
    polish(steps, heat: 0.6)
  }

  private mutating func polish(
    _ steps: Int,
    heat: Double,
    price: Double = 20,
    only: [Bool]? = nil
  ) {
    seed &+= 1
    MovePolish(price: price, steps: steps, heat: heat, seed: options.seed &* 1_000 &+ seed)
      .run(&state, only: only)
  }

  /// Whether the best plan found is in band.
  var isInBand: Bool { state.frontier.best(within: .infinity)?.violation == 0 }

  /// The best plan of some searches that moves no more than a share; nil when all move more.
  static func best(of searches: [RebalanceSearch], within budget: Double) -> [Int32]? {
    var best: (point: MoveFrontier.Point, search: Int)?
    for (position, search) in searches.enumerated() {
      guard let point = search.state.frontier.best(within: budget) else { continue }
      if let other = best?.point, !MoveFrontier.better(point, other) { continue }
      best = (point, position)
    }
    return best.map { searches[$0.search].state.frontier.labels(of: $0.point) }
  }
}
