/// Brings load from where there is too much to where there is room, in chains of moves from neighbour
/// to neighbour.
///
/// The cheapest chains go first: those of customers that nobody misses, over few borders, that keep
/// territories compact. So on the way to a plan in band every amount moved has done about as much as
/// it can. It is the method of successive shortest paths for a flow of least cost, on customers as
/// they are.
///
/// Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows (1993), section 9.7.
struct ChainMoves {
  /// What bringing a unit into band may cost, in units moved: it rises by these steps.
  static let prices: [Double] = [0.7, 1, 1.4, 2, 2.8, 4, 5.6, 8, 11, 16, 32, 64, 1000]

  /// A chain carries so much of a target at once.
  private static let portion = 0.005

  private var exits: BorderExits
  private let measure: Int
  /// The load of a mean customer.
  private let meanLoad: Double
  private var queue = LeastFirst()
  private var reached: [Double]
  private var previous: [Int32]

  /// Prepares chains for one measure, from a plan as it is now.
  init(_ state: RebalanceState, measure: Int) {
    exits = BorderExits(state, measure: measure)
    self.measure = measure
    meanLoad = 1 / Double(max(1, state.labels.count))
    reached = [Double](repeating: .infinity, count: state.plan.territories)
    previous = [Int32](repeating: -1, count: state.plan.territories)
  }

  /// Makes chains until none is worth its price, or the next one would move more than the plan's limit.
  ///
  /// - Returns: Whether the limit was what ended it.
  mutating func run(_ state: inout RebalanceState, price: Double) -> Bool {
    for territory in reached.indices { exits.open(from: territory) }
    while let chain = cheapest(state, price: price) {
      let outcome = carry(chain, &state, price: price)
      if outcome == .overLimit { return true }
      for territory in chain where outcome == .made { exits.open(from: territory) }
      if case .stuck(let hop) = outcome {
        exits.close(from: chain[hop], to: chain[hop + 1])
      } else if outcome == .worthless {
        for (from, to) in zip(chain, chain.dropFirst()) { exits.close(from: from, to: to) }
      }
    }
    return false
  }

  // MARK: The cheapest chain

  /// How much a territory is above the top of its band, in shares of everything.
  private func above(_ territory: Int, _ state: RebalanceState) -> Double {
    let slot = territory * state.plan.measures + measure
    return (state.plan.sums[slot] - state.aims.high[slot]) * state.bands.scales[slot]
      * state.perTarget
  }

  private func below(_ territory: Int, _ state: RebalanceState) -> Double {
    let slot = territory * state.plan.measures + measure
    return (state.aims.low[slot] - state.plan.sums[slot]) * state.bands.scales[slot]
      * state.perTarget
  }

  /// The territories of the chain that gains most; nil when none is worth its price.
  ///
  /// A chain gains the price at each end that is out of band.
  private mutating func cheapest(_ state: RebalanceState, price: Double) -> [Int]? {
    queue.removeAll()
    for territory in reached.indices {
      reached[territory] = .infinity
      previous[territory] = -1
      let entry: Double
      if above(territory, state) > 0 {
        entry = 0
      } else if -below(territory, state) > meanLoad / 2 {
        entry = price
      } else {
        continue
      }
      reached[territory] = entry
      queue.push(.init(key: entry, item: Int32(territory), label: -1))
    }
    var least = 2 * price - 1e-9
    var end: Int?
    while let entry = queue.pop(), entry.key < least {
      let territory = Int(entry.item)
      guard entry.key == reached[territory] else { continue }
      if previous[territory] >= 0 {
        if below(territory, state) > 0 {
          (least, end) = (entry.key, territory)
        } else if -above(territory, state) > meanLoad / 2, entry.key + price < least {
          (least, end) = (entry.key + price, territory)
        }
      }
      for (to, cost) in exits.costs(from: territory, state) {
        let sum = entry.key + cost
        guard sum < reached[to], sum < least else { continue }
        reached[to] = sum
        previous[to] = Int32(territory)
        queue.push(.init(key: sum, item: Int32(to), label: Int32(territory)))
      }
    }
    guard let end else { return nil }
    var chain = [end]
    while let last = chain.last, previous[last] >= 0 { chain.append(Int(previous[last])) }
    return chain.reversed()
  }

  // MARK: Carrying

  private enum Outcome: Equatable {
    case made
    /// Nobody could go over one of the borders.
    case stuck(hop: Int)
    case worthless
    case overLimit
  }

  /// Moves customers along a chain; all of them go back if it gains nothing.
  private mutating func carry(
    _ chain: [Int],
    _ state: inout RebalanceState,
    price: Double
  ) -> Outcome {
    guard let first = chain.first, let last = chain.last else { return .worthless }
    let give = max(above(first, state), -below(first, state))
    let room = max(below(last, state), -above(last, state))
    var wanted = max(0, min(give, room, Self.portion * state.perTarget))
    var moves: [(atom: Int, from: Int)] = []
    var gain = 0.0
    var stuck: Int?
    for (hop, (from, to)) in zip(chain, chain.dropFirst()).enumerated() {
      var carried = 0.0
      while let atom = exits.take(from: from, to: to, &state, price: price) {
        let load = exits.load(atom, state)
        // The first territory gives one customer at least, the others what they have got.
        guard carried + load / 2 <= wanted || moves.isEmpty else {
          exits.list(atom, state)
          break
        }
        gain -= price * state.perTarget * state.excessChange(atom, to: to)
        gain -= state.costChange(atom, to: to)
        state.move(atom, to: to)
        exits.listAround(atom, state)
        moves.append((atom, from))
        carried += load
      }
      wanted = carried
      if carried == 0 {
        stuck = hop
        break
      }
    }
    let isOver = state.moved > state.limit
    if gain > 1e-9, !isOver {
      state.consider()
      return .made
    }
    for move in moves.reversed() { state.move(move.atom, to: move.from) }
    for move in moves { exits.listAround(move.atom, state) }
    if isOver && gain > 1e-9 { return .overLimit }
    return stuck.map { .stuck(hop: $0) } ?? .worthless
  }
}
