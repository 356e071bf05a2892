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

  /// Looks for plans in band, by moving as little as it takes.
  mutating func run() {
    guard let steps = begin() else { return }
    goIntoBand(steps)
    mend(steps / 3, heat: 1.5)
    polish(steps, heat: 0.6)
  }

  /// Looks for plans in band, and moves a little more than it takes to keep territories compact.
  ///
  /// - Parameter reference: What must cross borders, see ``reference()``.
  mutating func run(reference: Double) {
    guard let steps = begin() else { return }
    goIntoBand(steps)
    let taken = state.cost
    mend(steps / 3, heat: 1.5)
    let total = state.plan.problem.measures[0].amounts.reduce(0, +)
    let crossing = total > 0 ? reference / total : 0
    state.room = max(Self.roomByMoves * taken, Self.roomByCrossings * crossing)
    polish(min(3 * steps, Self.mostSteps), heat: 2)
    // Mostly a plan in band was met on the way; then a little is enough.
    mend(steps / 3, heat: 0.6, attempts: isInBand ? 3 : 8)
  }

  /// What may move for the sake of compactness: so many times what the flow between neighbours moved,
  /// or so many times what must cross borders, whichever is more.
  private static let roomByMoves = 1.07
  private static let roomByCrossings = 1.03

  /// Looks for plans that move little, and are as little out of band as that allows.
  ///
  /// Stops where what may move is used up, to make the most of it, and goes on from there.
  mutating func runInStages() {
    guard let steps = begin() else { return }
    let forced = state.moved
    for stop in Self.stops {
      state.limit = forced + stop
      for _ in 0..<2 {
        let (price, isOver) = makeChains()
        polish(steps / 12, heat: 0.3, price: price)
        guard isOver else { return }
      }
    }
  }

  /// No search tries more moves at once, however large the problem.
  private static let mostSteps = 6_000_000
  private static let mostMendingSteps = 600_000

  /// The shares moved that are worth a stop.
  private static let stops = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4]

  // MARK: Steps

  /// Shares out new customers, and gives empty territories a first one; nil when all is in band then.
  ///
  /// - Returns: How many moves are worth trying.
  private mutating func begin() -> Int? {
    guard state.violation > 0 else { return nil }
    let choices = options.contiguous ? state.plan.border.count : state.labels.count
    let steps = min(max(options.effort * choices, 2_000), Self.mostSteps)
    let new = state.home.map { $0 < 0 }
    if new.contains(true) {
      // That moves nobody.
      polish(steps / 4, heat: 1, only: new)
      if state.violation == 0 { return nil }
    }
    state.seedEmptyTerritories()
    return steps
  }

  /// Carries what must cross borders, then betters that.
  private mutating func goIntoBand(_ steps: Int) {
    var follower = FlowFollower()
    follower.run(&state, rounds: 8)
    polish(steps / 4, heat: 0.6)
  }

  /// Brings what is still out of band into it, with more and more moving about.
  private mutating func mend(_ steps: Int, heat: Double, attempts: Int = 8) {
    let wanted = state.compactness
    for attempt in 0..<attempts where MoveFrontier.steps(state.violation) > 0 {
      makeChains(upTo: attempt < 3 ? 16 : .infinity)
      polish(min(steps, Self.mostMendingSteps), heat: heat + 0.5 * Double(attempt))
      // Where compact plans don't come into band, less compact ones may.
      if attempt >= 3 { state.compactness = wanted / Double(attempt * attempt) }
    }
    state.compactness = wanted
  }

  /// Makes chains of moves, the cheapest first; tells what the last one cost at most, and whether the
  /// limit ended it.
  @discardableResult
  private mutating func makeChains(
    upTo most: Double = .infinity
  ) -> (price: Double, isOver: Bool) {
    var chains = ChainMoves(state, measure: state.worstMeasure())
    for price in ChainMoves.prices where price <= most {
      if chains.run(&state, price: price) { return (price, true) }
    }
    return (min(most, ChainMoves.prices.last ?? 0), false)
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

  /// The best plan of some searches that moves no more than a share, for 0 nobody who need not; nil
  /// when all move more.
  static func best(
    of searches: [RebalanceSearch],
    within budget: Double,
    forced: Double = 0
  ) -> [Int32]? {
    var best: (point: MoveFrontier.Point, search: Int)?
    for (position, search) in searches.enumerated() {
      guard let point = search.state.frontier.best(within: budget, forced: forced)
      else { continue }
      if let other = best?.point, !searches[0].state.frontier.better(point, other) { continue }
      best = (point, position)
    }
    return best.map { searches[$0.search].state.frontier.labels(of: $0.point) }
  }
}
