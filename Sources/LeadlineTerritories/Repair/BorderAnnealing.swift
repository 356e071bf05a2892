import Foundation
import LeadlineGeometry

/// Simulated annealing of one plan by moves over borders, and by chains of two of them.
///
/// One energy joins what counts: how far sums are outside their bands, how much workload has left
/// its present territory beyond a budget, and the shape. Schedules go by steps, never by the clock,
/// and the logarithm is taken from a table, so a seed gives the same plan on every machine.
struct BorderAnnealing: Sendable {
  /// What a unit of each part of the energy counts.
  struct Weights: Sendable {
    /// Tolerances that sums are outside their bands.
    var band = 1.0
    /// Workload that moved beyond the budget, in tolerances of the first measure.
    var moved = 0.3
    /// The moment of inertia; a territory starts with about 1.
    var shape = 0.3
    /// The cost of pairs that are too far apart.
    var pairs = 0.0
  }

  private(set) var state: PlanState
  var weights = Weights()
  /// Pairs of customers too far apart; nil when diameters don't matter.
  var pairs: FarPairs?
  /// The number of sums outside their bands.
  private(set) var violated = 0
  /// The workload that is not in its present territory, by ties.
  private(set) var moved = 0.0

  private let isContiguous: Bool
  private let budget: Double
  private let terms: BandEnergy
  private let momentUnit: Double
  private let movedUnit: Double
  /// Which customers may go anywhere.
  private let isFree: [Bool]
  private var generator: SplitMix64

  /// -ln((i + ½) / 4096): how much more than nothing a step may cost, in temperatures.
  private static let courage = (0..<4096).map { -log((Double($0) + 0.5) / 4096) }

  init(state: PlanState, isContiguous: Bool, budget: Double, seed: UInt64) {
    self.state = state
    self.isContiguous = isContiguous
    self.budget = budget
    let problem = state.problem
    terms = BandEnergy(state.bands, measures: problem.measures)
    let moment = state.moment
    momentUnit = moment > 0 ? Double(state.territories) / moment : 0
    let mean = state.bands.targets.indices.reduce(0) {
      $0 + ($1 % state.measures == 0 ? state.bands.targets[$1] : 0)
    }
    let tolerance = max(problem.measures[0].tolerance, BandEnergy.leastTolerance)
    movedUnit = mean > 0 ? Double(state.territories) / (mean * tolerance) : 0
    isFree = (0..<problem.count).map { problem.pins[$0] < 0 && problem.eligibility[$0] < 0 }
    generator = SplitMix64(seed: seed)
    moved = Self.moved(state.labels, problem)
    countViolated()
  }

  /// The workload that is not in its present territory: amounts of the first measure by ties.
  static func moved(_ labels: [Int32], _ problem: TerritoryProblem) -> Double {
    labels.indices.reduce(0) {
      problem.present[$1] >= 0 && problem.present[$1] != labels[$1]
        ? $0 + problem.measures[0].amounts[$1] * problem.ties[$1] : $0
    }
  }

  private mutating func countViolated() {
    violated = state.sums.indices.reduce(0) {
      $0 + (state.bands.excess(state.sums[$1], at: $1) > 0 ? 1 : 0)
    }
  }

  /// Whether everything asked is reached: all sums in band and no pair too far apart.
  var isDone: Bool { violated == 0 && (pairs?.total ?? 0) == 0 && moved <= budget }

  /// Takes up another plan of the same problem.
  mutating func restart(from labels: [Int32]) {
    for atom in labels.indices where labels[atom] != state.labels[atom] {
      state.move(atom, to: Int(labels[atom]))
    }
    state.addUp()
    countViolated()
    moved = Self.moved(labels, state.problem)
    if let limit = pairs?.limit {
      pairs = FarPairs(state: state)
      pairs?.setLimit(limit, labels: labels)
    }
  }

  // MARK: - Steps

  /// Tries a number of moves at one temperature.
  ///
  /// - Parameters:
  ///   - steps: How many.
  ///   - temperature: The energy that a step may well cost.
  ///   - stop: Whether to end at once when everything asked is reached.
  /// - Returns: The steps left over.
  mutating func run(steps: Int, temperature: Double, stop: Bool) -> Int {
    var left = steps
    while left > 0, !state.border.isEmpty {
      left -= 1
      let atom = Int(state.border[pick(state.border.count)])
      let other = neighbour(of: atom)
      let from = Int(state.labels[atom])
      let to = Int(state.labels[other])
      let allowed = temperature * Self.courage[Int(generator.next() >> 52)]
      guard from != to, isFree[atom] || state.problem.allows(atom, in: to) else { continue }
      let change = self.change(atom, from, to, below: allowed)
      if change <= allowed {
        guard !isContiguous || state.keepsConnected(atom) else { continue }
        move(atom, from, to)
      } else {
        // What one customer upsets another may put right; tried only where it is within reach.
        guard left & 7 == 0, change <= allowed + 2 else { continue }
        guard !isContiguous || state.keepsConnected(atom) else { continue }
        tryChain(atom, other, from, to, allowed - change)
      }
      if stop, isDone { return left }
    }
    return 0
  }

  /// Moves a customer, then one of its new territory on to a third or back to the first; takes both
  /// back when the second doesn't make up for the first.
  private mutating func tryChain(
    _ atom: Int,
    _ start: Int,
    _ from: Int,
    _ to: Int,
    _ allowed: Double
  ) {
    move(atom, from, to)
    var next = start
    for _ in 0..<3 {
      let other = neighbour(of: next)
      guard Int(state.labels[other]) == to else {
        let onward = Int(state.labels[other])
        guard next != atom, onward >= 0,
          isFree[next] || state.problem.allows(next, in: onward),
          change(next, to, onward, below: allowed) <= allowed,
          !isContiguous || state.keepsConnected(next)
        else { break }
        move(next, to, onward)
        // The first may have hung on the second.
        if isContiguous, !state.touches(atom, to) {
          move(next, onward, to)
          break
        }
        return
      }
      next = other
    }
    move(atom, to, from)
  }

  @inline(__always)
  private mutating func pick(_ count: Int) -> Int {
    Int(((generator.next() >> 32) &* UInt64(count)) >> 32)
  }

  @inline(__always)
  private mutating func neighbour(of atom: Int) -> Int {
    let first = Int(state.ring.offsets[atom])
    let degree = Int(state.ring.offsets[atom + 1]) - first
    return Int(state.ring.entries[first + pick(degree)] >> 1)
  }

  /// What a move changes the energy by; where that is above the limit, a lower bound above it.
  @inline(__always)
  private func change(_ atom: Int, _ from: Int, _ to: Int, below limit: Double) -> Double {
    var change = weights.band * terms.change(state, atom, from, to)
    if weights.shape > 0 {
      change += weights.shape * momentUnit * state.momentChange(atom, to: to)
    }
    if budget < .infinity {
      let after = moved + movedChange(atom, from, to)
      change += weights.moved * movedUnit * (max(0, after - budget) - max(0, moved - budget))
    }
    guard let pairs else { return change }
    change -= weights.pairs * Double(pairs.own[atom])
    guard change <= limit else { return change }
    return change + weights.pairs * Double(pairs.cost(of: atom, in: to))
  }

  @inline(__always)
  private func movedChange(_ atom: Int, _ from: Int, _ to: Int) -> Double {
    let present = Int(state.problem.present[atom])
    guard present >= 0, present == from || present == to else { return 0 }
    let amount = state.amounts[atom * state.measures] * state.problem.ties[atom]
    return present == from ? amount : -amount
  }

  private mutating func move(_ atom: Int, _ from: Int, _ to: Int) {
    moved += movedChange(atom, from, to)
    violated -= outside(from) + outside(to)
    state.move(atom, to: to)
    violated += outside(from) + outside(to)
    pairs?.move(atom, from: from, to: to, labels: state.labels)
  }

  @inline(__always)
  private func outside(_ territory: Int) -> Int {
    var count = 0
    for slot in territory * state.measures..<(territory + 1) * state.measures
    where state.bands.excess(state.sums[slot], at: slot) > 0 {
      count += 1
    }
    return count
  }
}

/// What sums outside their bands cost: e (e + 1) for a sum that is e tolerances outside.
///
/// The linear part lets no sum rest a hair outside, the square takes the worst first.
struct BandEnergy: Sendable {
  /// Narrower tolerances are counted in this one.
  static let leastTolerance = 0.002
  /// What makes tolerances of differences.
  private let units: [Double]

  init(_ bands: PlanBands, measures: [BalanceMeasure]) {
    units = bands.scales.indices.map {
      bands.scales[$0] / max(measures[$0 % measures.count].tolerance, Self.leastTolerance)
    }
  }

  @inline(__always)
  private func cost(_ bands: PlanBands, _ sum: Double, _ slot: Int) -> Double {
    let excess = max(0, sum - bands.high[slot], bands.low[slot] - sum) * units[slot]
    return excess * (excess + 1)
  }

  /// What a move changes.
  ///
  /// - Complexity: O(measures).
  @inline(__always)
  func change(_ state: PlanState, _ atom: Int, _ from: Int, _ to: Int) -> Double {
    var change = 0.0
    let measures = state.measures
    for measure in 0..<measures {
      let amount = state.amounts[atom * measures + measure]
      let here = from * measures + measure
      let there = to * measures + measure
      let before = state.sums[here]
      let after = state.sums[there]
      change += cost(state.bands, before - amount, here) - cost(state.bands, before, here)
      change += cost(state.bands, after + amount, there) - cost(state.bands, after, there)
    }
    return change
  }
}
