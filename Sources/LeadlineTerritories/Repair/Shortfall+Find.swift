extension Shortfall {
  /// Says why a plan is out of band.
  ///
  /// Proofs are looked for whether or not the plan at hand is good, for every measure that is out of
  /// band; a measure without one gets ``notFound(territory:measure:deviation:)`` with its worst
  /// territory.
  ///
  /// - Parameters:
  ///   - plan: The best plan there is.
  ///   - members: How many customers each of the plan's atoms stands for; nil for one each.
  ///   - isContiguous: Whether territories must be of one piece.
  /// - Returns: The reasons, by measure; empty when the plan is in band.
  /// - Complexity: O(customers · measures + edges), and a flow between kinds of customers and
  ///   territories.
  package static func find(
    in plan: PlanState,
    members: [Int]? = nil,
    isContiguous: Bool
  ) -> [Shortfall] {
    guard plan.violation > 0 else { return [] }
    let problem = plan.problem
    let parts = isContiguous ? Parts(plan.graph, members: members) : nil
    var reasons: [Shortfall] = []
    if let parts, parts.count > problem.territories.count {
      reasons.append(
        .morePartsThanTerritories(parts: parts.count, territories: problem.territories.count)
      )
    }
    for measure in problem.measures.indices {
      let worst = worst(of: measure, in: plan)
      guard worst.excess > 0 else { continue }
      var proofs = pinned(measure, plan)
      proofs += tooLarge(measure, plan)
      proofs += tooFew(measure, plan)
      // The flow would only say the same again, about more territories.
      if proofs.isEmpty, let cut = EligibleCut.find(measure, plan) { proofs.append(cut) }
      if let parts { proofs += parts.misfits(measure, plan) }
      if proofs.isEmpty, reasons.isEmpty {
        proofs.append(
          .notFound(territory: worst.territory, measure: measure, deviation: worst.deviation)
        )
      }
      reasons += proofs
    }
    return reasons
  }

  private static func worst(
    of measure: Int,
    in plan: PlanState
  ) -> (territory: Int, excess: Double, deviation: Double) {
    var worst = (territory: 0, excess: 0.0, deviation: 0.0)
    for territory in 0..<plan.territories {
      let slot = territory * plan.measures + measure
      let excess = plan.bands.excess(plan.sums[slot], at: slot)
      if excess > worst.excess {
        worst = (territory, excess, plan.deviation(of: territory, measure: measure))
      }
    }
    return worst
  }

  private static func pinned(_ measure: Int, _ plan: PlanState) -> [Shortfall] {
    let amounts = plan.problem.measures[measure].amounts
    var sums = [Double](repeating: 0, count: plan.territories)
    var largest = [Int](repeating: -1, count: plan.territories)
    for (atom, pin) in plan.problem.pins.enumerated() where pin >= 0 {
      let slot = Int(pin)
      sums[slot] += amounts[atom]
      if largest[slot] < 0 || amounts[atom] > amounts[largest[slot]] { largest[slot] = atom }
    }
    return sums.indices.compactMap { territory in
      let slot = territory * plan.measures + measure
      let excess = plan.bands.excess(max(sums[territory], plan.bands.low[slot]), at: slot)
      guard excess > 0, largest[territory] >= 0 else { return nil }
      return .pinnedTooMuch(
        territory: territory,
        measure: measure,
        excess: excess,
        largest: largest[territory]
      )
    }
  }

  /// Customers that fit nowhere, the worst first, at most five; pinned ones are told with the pins.
  private static func tooLarge(_ measure: Int, _ plan: PlanState) -> [Shortfall] {
    let problem = plan.problem
    let highs = (0..<plan.territories).map { plan.bands.high[$0 * plan.measures + measure] }
    let least = highs.min() ?? 0
    var found: [(excess: Double, customer: Int)] = []
    for (atom, amount) in problem.measures[measure].amounts.enumerated()
    where amount > least && problem.pins[atom] < 0 {
      let allowed = highs.indices.filter { problem.allows(atom, in: $0) }
      guard let room = allowed.max(by: { (highs[$0], $1) < (highs[$1], $0) }) else { continue }
      let excess = plan.bands.excess(amount, at: room * plan.measures + measure)
      if amount > highs[room], excess > 0 { found.append((excess, atom)) }
    }
    found.sort { ($1.excess, $0.customer) < ($0.excess, $1.customer) }
    return found.prefix(5).map {
      .customerTooLarge(customer: $0.customer, others: 0, measure: measure, excess: $0.excess)
    }
  }

  private static func tooFew(_ measure: Int, _ plan: PlanState) -> [Shortfall] {
    let customers = plan.problem.measures[measure].amounts.count { $0 > 0 }
    let needy = (0..<plan.territories).reduce(0) {
      $0 + (plan.bands.low[$1 * plan.measures + measure] > 0 ? 1 : 0)
    }
    guard customers < needy else { return [] }
    return [
      .tooFewCustomers(
        measure: measure,
        customers: customers,
        units: customers,
        territories: needy
      )
    ]
  }
}

/// The parts of a graph that no edge joins.
private struct Parts {
  private let part: [Int32]
  /// The number of customers of each.
  private let sizes: [Int]

  init(_ graph: ContiguityGraph, members: [Int]?) {
    let pieces = PlanPieces(
      labels: [Int32](repeating: 0, count: graph.count),
      graph: graph,
      territories: 1
    )
    part = pieces.piece
    var sizes = [Int](repeating: 0, count: pieces.sizes.count)
    for (atom, piece) in part.enumerated() { sizes[Int(piece)] += members?[atom] ?? 1 }
    self.sizes = sizes
  }

  var count: Int { sizes.count }

  /// Parts whose sum lies between those of any two whole numbers of territories; at most five.
  ///
  /// For territories of different targets the widest band that any choice of so many could have is
  /// taken, so that what is told is proven.
  func misfits(_ measure: Int, _ plan: PlanState) -> [Shortfall] {
    guard count > 1 else { return [] }
    var sums = [Double](repeating: 0, count: count)
    for (atom, amount) in plan.problem.measures[measure].amounts.enumerated() {
      sums[Int(part[atom])] += amount
    }
    let slots = (0..<plan.territories).map { $0 * plan.measures + measure }
    let lows = slots.map { plan.bands.low[$0] }.sorted()
    let highs = slots.map { plan.bands.high[$0] }.sorted(by: >)
    let mean = slots.reduce(0) { $0 + plan.bands.targets[$1] } / Double(plan.territories)
    var misfits: [Shortfall] = []
    for piece in sums.indices where misfits.count < 5 {
      var (low, high) = (0.0, 0.0)
      var fits = false
      for number in slots.indices where !fits {
        low += lows[number]
        high += highs[number]
        fits = low <= sums[piece] && sums[piece] <= high
      }
      guard !fits else { continue }
      misfits.append(
        .partFitsNoTerritories(
          customers: sizes[piece],
          measure: measure,
          territories: sums[piece] / mean
        )
      )
    }
    return misfits
  }
}

/// Territories that can't get rid of, or can't get, what their eligibility leaves them.
///
/// Customers that may go to the same territories are one kind. If amounts could be split at will, a
/// plan would be a flow from kinds to territories; where there is none, not even then, the cut says
/// which territories are in the way. What they may have at most and must have at least can be told
/// apart: where a flow meets the one and a flow meets the other, one flow meets both (the theorem of
/// Mendelsohn and Dulmage, for flows).
private enum EligibleCut {
  /// The whole of a measure in the whole numbers of the flow.
  private static let whole = 1e12

  static func find(_ measure: Int, _ plan: PlanState) -> Shortfall? {
    let problem = plan.problem
    guard
      problem.pins.contains(where: { $0 >= 0 }) || problem.eligibility.contains(where: { $0 >= 0 })
    else { return nil }
    let kinds = kinds(measure, problem)
    let total = kinds.reduce(0) { $0 + $1.sum }
    guard total > 0 else { return nil }
    let scale = whole / total
    let slots = (0..<plan.territories).map { $0 * plan.measures + measure }
    let targets = slots.map { plan.bands.targets[$0] }
    let highs = slots.map { plan.bands.high[$0] }
    let lows = slots.map { max(0, plan.bands.low[$0]) }
    let room = highs.map { Int64(($0 * scale).rounded(.up)) }
    if let over = stuck(kinds.map { Int64($0.sum * scale) }, kinds.map(\.allowed), into: room),
      !over.sinks.isEmpty
    {
      let share = Double(over.surplus) / scale / over.sinks.reduce(0) { $0 + targets[$1] }
      if share > 1e-9 {
        return .eligibleTooMuch(territories: over.sinks, measure: measure, excess: share)
      }
    }
    // The other way round: what territories need looks for customers.
    var may = [[Bool]](
      repeating: [Bool](repeating: false, count: kinds.count),
      count: plan.territories
    )
    for (kind, entry) in kinds.enumerated() {
      for territory in may.indices { may[territory][kind] = entry.allowed[territory] }
    }
    let stock = kinds.map { Int64(($0.sum * scale).rounded(.up)) }
    guard let under = stuck(lows.map { Int64($0 * scale) }, may, into: stock) else { return nil }
    let share = Double(under.surplus) / scale / under.sources.reduce(0) { $0 + targets[$1] }
    guard share > 1e-9 else { return nil }
    return .eligibleTooLittle(territories: under.sources, measure: measure, lack: share)
  }

  /// The sums of the kinds of customers, and the territories each is allowed in.
  private static func kinds(
    _ measure: Int,
    _ problem: TerritoryProblem
  ) -> [(sum: Double, allowed: [Bool])] {
    let territories = problem.territories.count
    let sets = problem.eligibleSets.count
    var sums = [Double](repeating: 0, count: territories + sets + 1)
    for (atom, amount) in problem.measures[measure].amounts.enumerated() {
      let pin = Int(problem.pins[atom])
      let set = Int(problem.eligibility[atom])
      sums[pin >= 0 ? pin : territories + (set >= 0 ? set : sets)] += amount
    }
    return sums.indices.compactMap { kind in
      guard sums[kind] > 0 else { return nil }
      let allowed: [Bool] =
        kind < territories
        ? (0..<territories).map { $0 == kind }
        : kind < territories + sets
          ? problem.eligibleSets[kind - territories]
          : [Bool](repeating: true, count: territories)
      return (sums[kind], allowed)
    }
  }

  /// What can't flow from sources to the sinks that they may use; nil when everything can.
  private static func stuck(
    _ supplies: [Int64],
    _ allowed: [[Bool]],
    into capacities: [Int64]
  ) -> (surplus: Int64, sources: [Int], sinks: [Int])? {
    let drain = supplies.count + capacities.count
    var flow = MinCostFlow(nodes: drain + 1)
    for (source, supply) in supplies.enumerated() {
      flow.supplies[source] = supply
      flow.supplies[drain] -= supply
      for sink in capacities.indices where allowed[source][sink] {
        flow.addArc(from: source, to: supplies.count + sink, capacity: supply, cost: 0)
      }
    }
    for (sink, capacity) in capacities.enumerated() {
      flow.addArc(from: supplies.count + sink, to: drain, capacity: capacity, cost: 0)
    }
    do {
      _ = try flow.solve()
      return nil
    } catch .infeasible(let cut) {
      return (
        cut.surplus, cut.nodes.filter { $0 < supplies.count },
        cut.nodes.filter { $0 >= supplies.count && $0 < drain }.map { $0 - supplies.count }
      )
    } catch {
      return nil
    }
  }
}
