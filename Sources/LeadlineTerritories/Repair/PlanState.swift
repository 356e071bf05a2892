/// A plan that is being worked on: who is where, what that adds up to, and what a move would do.
///
/// A move costs O(measures + degree), whatever the size of the problem. Territories go by their
/// position; a customer in none has the label -1. The order of ``border`` depends on the moves made,
/// but on nothing else: the same moves from the same start give the same state.
///
/// ```swift
/// var state = PlanState(problem: problem, graph: graph, labels: labels)
/// if problem.allows(atom, in: to), state.touches(atom, to), state.keepsConnected(atom) {
///   state.move(atom, to: to)
/// }
/// state.violation(of: to)     // how far outside its bands, as shares of the targets
/// ```
package struct PlanState: Sendable {
  /// What is divided.
  package let problem: TerritoryProblem
  /// Who is a neighbour of whom.
  package let graph: ContiguityGraph
  /// The number of measures.
  package let measures: Int
  /// The number of territories.
  package let territories: Int
  /// The customers' amounts; measure m of customer i is at `i * measures + m`.
  package let amounts: [Double]
  /// The bands the sums should lie in, and the factors that make shares of the targets of them.
  package let bands: PlanBands
  /// What each customer counts in ``moment(of:)``: its share of the measures' totals, added up.
  package let weights: [Double]

  /// The territory of each customer; -1 for none.
  package private(set) var labels: [Int32]
  /// The sums; measure m of territory t is at `t * measures + m`.
  package private(set) var sums: [Double]
  /// The number of customers in each territory.
  package private(set) var counts: [Int32]
  /// The customers with a neighbour in another territory or in none, each once, in no order.
  package private(set) var border: [Int32]

  let ring: NeighbourRing
  /// Sums per territory for the moment: weight, weight·x, weight·y, weight·(x² + y²), about `centre`.
  private(set) var moments: [SIMD4<Double>]
  /// The moment of inertia of each territory, which the sums give.
  private var inertias: [Double]
  /// The mean of all positions, which the moments are taken about.
  private let centre: PlanePoint
  /// Positions about `centre`.
  let positions: [SIMD2<Double>]
  /// How many of a customer's neighbours are not in its territory.
  private var foreign: [Int32]
  /// Where a customer is in `border`; -1 when it is not.
  private var borderSlot: [Int32]
  private var search: ConnectivitySearch

  /// Adds up a plan.
  ///
  /// - Parameters:
  ///   - problem: What is divided; at least one measure and one territory.
  ///   - graph: Its graph, with one row per customer.
  ///   - labels: The territory of each customer, -1 for none.
  ///   - threads: The number of workers for the preparation; nil for one per processor. It changes
  ///     nothing but the time.
  /// - Complexity: O(customers · measures + edges).
  package init(
    problem: TerritoryProblem,
    graph: ContiguityGraph,
    labels: [Int32],
    threads: Int? = 1
  ) {
    precondition(
      labels.count == problem.count && graph.count == problem.count,
      "a plan has one label and one row of the graph per customer"
    )
    let count = problem.count
    self.problem = problem
    self.graph = graph
    self.labels = labels
    measures = problem.measures.count
    territories = problem.territories.count
    bands = PlanBands(problem)
    amounts = Self.interleave(problem.measures, count: count)
    weights = Self.weights(problem.measures, count: count)
    let centre = PlanePoint(
      x: problem.x.reduce(0, +) / Double(max(count, 1)),
      y: problem.y.reduce(0, +) / Double(max(count, 1))
    )
    self.centre = centre
    positions = (0..<count).map { SIMD2(problem.x[$0] - centre.x, problem.y[$0] - centre.y) }
    ring = NeighbourRing(graph: graph, x: problem.x, y: problem.y, threads: threads)
    sums = [Double](repeating: 0, count: territories * measures)
    counts = [Int32](repeating: 0, count: territories)
    moments = [SIMD4<Double>](repeating: .zero, count: territories)
    inertias = [Double](repeating: 0, count: territories)
    border = []
    foreign = [Int32](repeating: 0, count: count)
    borderSlot = [Int32](repeating: -1, count: count)
    search = ConnectivitySearch(count: count)
    for atom in 0..<count {
      for edge in Int(graph.offsets[atom])..<Int(graph.offsets[atom + 1])
      where labels[Int(graph.neighbours[edge])] != labels[atom] {
        foreign[atom] += 1
      }
      if foreign[atom] > 0 {
        borderSlot[atom] = Int32(border.count)
        border.append(Int32(atom))
      }
    }
    addUp()
  }

  /// The measures' amounts, customer by customer.
  private static func interleave(_ measures: [BalanceMeasure], count: Int) -> [Double] {
    guard measures.count > 1 else { return measures[0].amounts }
    var result = [Double](repeating: 0, count: count * measures.count)
    for (measure, column) in measures.enumerated() {
      for atom in 0..<count { result[atom * measures.count + measure] = column.amounts[atom] }
    }
    return result
  }

  /// Each customer's share of the totals, added up over the measures; equal when there is nothing.
  private static func weights(_ measures: [BalanceMeasure], count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    var used = false
    for measure in measures {
      let total = measure.amounts.reduce(0, +)
      guard total > 0 else { continue }
      used = true
      for atom in 0..<count { result[atom] += measure.amounts[atom] / total }
    }
    return used ? result : [Double](repeating: 1 / Double(max(count, 1)), count: count)
  }

  /// Adds up sums, counts and moments afresh, which takes out what rounding has left after millions
  /// of moves.
  ///
  /// - Complexity: O(customers · measures).
  package mutating func addUp() {
    for slot in sums.indices { sums[slot] = 0 }
    for territory in counts.indices {
      counts[territory] = 0
      moments[territory] = .zero
    }
    for atom in labels.indices where labels[atom] >= 0 {
      add(atom, to: Int(labels[atom]), sign: 1)
    }
    for territory in inertias.indices { inertias[territory] = Self.inertia(moments[territory]) }
  }

  /// Moves a customer, whatever pins, eligibility and contiguity say.
  ///
  /// - Parameters:
  ///   - atom: The customer.
  ///   - territory: Where it goes; -1 takes it out of the plan.
  /// - Complexity: O(measures + degree).
  package mutating func move(_ atom: Int, to territory: Int) {
    let from = labels[atom]
    let to = Int32(territory)
    guard from != to else { return }
    if from >= 0 {
      add(atom, to: Int(from), sign: -1)
      inertias[Int(from)] = Self.inertia(moments[Int(from)])
    }
    if to >= 0 {
      add(atom, to: territory, sign: 1)
      inertias[territory] = Self.inertia(moments[territory])
    }
    labels[atom] = to
    var outside: Int32 = 0
    for edge in Int(ring.offsets[atom])..<Int(ring.offsets[atom + 1]) {
      let other = Int(ring.entries[edge] >> 1)
      let label = labels[other]
      if label == to {
        foreign[other] -= 1
        if foreign[other] == 0 { leaveBorder(other) }
      } else {
        outside += 1
        if label == from {
          foreign[other] += 1
          if foreign[other] == 1 { joinBorder(other) }
        }
      }
    }
    if foreign[atom] == 0, outside > 0 { joinBorder(atom) }
    if foreign[atom] > 0, outside == 0 { leaveBorder(atom) }
    foreign[atom] = outside
  }

  /// Adds a customer to the sums of a territory, or takes it out with the sign -1.
  @inline(__always)
  private mutating func add(_ atom: Int, to territory: Int, sign: Double) {
    counts[territory] += Int32(sign)
    for measure in 0..<measures {
      sums[territory * measures + measure] += sign * amounts[atom * measures + measure]
    }
    let place = positions[atom]
    let weight = sign * weights[atom]
    moments[territory] +=
      weight * SIMD4(1, place.x, place.y, place.x * place.x + place.y * place.y)
  }

  private mutating func joinBorder(_ atom: Int) {
    borderSlot[atom] = Int32(border.count)
    border.append(Int32(atom))
  }

  private mutating func leaveBorder(_ atom: Int) {
    let slot = Int(borderSlot[atom])
    let last = border.removeLast()
    if slot < border.count {
      border[slot] = last
      borderSlot[Int(last)] = Int32(slot)
    }
    borderSlot[atom] = -1
  }
}

// MARK: - Questions

extension PlanState {
  /// Tells whether a customer has a neighbour in a territory.
  ///
  /// - Complexity: O(degree).
  package func touches(_ atom: Int, _ territory: Int) -> Bool {
    for edge in Int(ring.offsets[atom])..<Int(ring.offsets[atom + 1])
    where labels[Int(ring.entries[edge] >> 1)] == Int32(territory) {
      return true
    }
    return false
  }

  /// Tells whether a customer can leave its territory without breaking a piece of it apart and
  /// without emptying it.
  ///
  /// Exact for any graph. A customer that is a piece of its own may leave, unless it is the last
  /// one; one that is in no territory may always leave.
  ///
  /// - Parameters:
  ///   - atom: The customer.
  ///   - steps: How many customers may be looked at before the answer is no, to be on the safe side.
  /// - Returns: Whether it can.
  /// - Complexity: O(degree) for nearly all customers of a triangulation; otherwise O(the smaller of
  ///   the parts that hang together only by this customer).
  package mutating func keepsConnected(_ atom: Int, steps: Int = .max) -> Bool {
    let label = labels[atom]
    guard label >= 0 else { return true }
    guard counts[Int(label)] > 1 else { return false }
    return search.keepsConnected(atom, labels: labels, ring: ring, steps: steps)
  }

  /// How far a territory's sum lies from its target, as a share of the target: -0.1 is 10 % short.
  package func deviation(of territory: Int, measure: Int) -> Double {
    let slot = territory * measures + measure
    return (sums[slot] - bands.targets[slot]) * bands.scales[slot]
  }

  /// How far a territory is outside its bands, as shares of its targets, added up over the measures;
  /// 0 inside.
  ///
  /// - Complexity: O(measures).
  package func violation(of territory: Int) -> Double {
    var result = 0.0
    for slot in territory * measures..<(territory + 1) * measures {
      result += bands.excess(sums[slot], at: slot)
    }
    return result
  }

  /// The violations of all territories, added up; 0 when the plan is in band.
  ///
  /// - Complexity: O(territories · measures).
  package var violation: Double {
    (0..<territories).reduce(0) { $0 + violation(of: $1) }
  }

  /// The largest deviation from a target that any territory has in any measure, as a share.
  ///
  /// - Complexity: O(territories · measures).
  package var worstDeviation: Double {
    var worst = 0.0
    for territory in 0..<territories {
      for measure in 0..<measures {
        worst = max(worst, abs(deviation(of: territory, measure: measure)))
      }
    }
    return worst
  }

  /// The mean position of a territory's customers by weight; nil when nothing in it weighs anything.
  package func centroid(of territory: Int) -> PlanePoint? {
    let moment = moments[territory]
    guard counts[territory] > 0, moment.x > 0 else { return nil }
    return PlanePoint(x: centre.x + moment.y / moment.x, y: centre.y + moment.z / moment.x)
  }

  /// A territory's moment of inertia about its centroid: weight times squared metres, where all
  /// customers together weigh the number of measures.
  package func moment(of territory: Int) -> Double {
    inertias[territory]
  }

  /// The moments of all territories, added up; smaller is more compact.
  package var moment: Double {
    (0..<territories).reduce(0) { $0 + moment(of: $1) }
  }

  /// What ``moment`` would change by if a customer moved.
  ///
  /// - Complexity: O(1).
  package func momentChange(_ atom: Int, to territory: Int) -> Double {
    let place = positions[atom]
    let weight = weights[atom]
    let part = weight * SIMD4(1, place.x, place.y, place.x * place.x + place.y * place.y)
    let gain = Self.inertia(moments[territory] + part) - inertias[territory]
    let from = Int(labels[atom])
    guard from >= 0 else { return gain }
    return gain + Self.inertia(moments[from] - part) - inertias[from]
  }

  /// The moment about the mean, of sums about another point.
  @inline(__always)
  private static func inertia(_ sums: SIMD4<Double>) -> Double {
    sums.x > 0 ? max(0, sums.w - (sums.y * sums.y + sums.z * sums.z) / sums.x) : 0
  }

  /// What a move would change the violations of the two territories by, added up.
  ///
  /// - Complexity: O(measures).
  package func violationChange(_ atom: Int, to territory: Int) -> Double {
    var change = 0.0
    let from = Int(labels[atom])
    for measure in 0..<measures {
      let amount = amounts[atom * measures + measure]
      let there = territory * measures + measure
      change += bands.excess(sums[there] + amount, at: there) - bands.excess(sums[there], at: there)
      guard from >= 0 else { continue }
      let here = from * measures + measure
      change += bands.excess(sums[here] - amount, at: here) - bands.excess(sums[here], at: here)
    }
    return change
  }

  /// In how many pieces each territory lies; 0 for an empty one.
  ///
  /// - Complexity: O(customers + edges).
  package func pieces() -> [Int32] {
    PlanPieces(labels: labels, graph: graph, territories: territories).counts
  }
}
