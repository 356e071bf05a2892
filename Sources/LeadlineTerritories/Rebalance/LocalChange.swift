/// A change of the territories that only their neighbourhood shall feel.
public enum LocalChange: Hashable, Sendable {
  /// A territory ends: all its customers go to its neighbours.
  case leave(Int)
  /// A territory that has no customers yet gets some around a place.
  case join(Int, near: PlanePoint)
  /// A territory gives about half of its customers to one that has none yet.
  case split(Int, into: Int)
  /// A territory ends, and another one takes its customers as far as the bands allow.
  case merge(Int, into: Int)

  /// The territory that ends.
  package var ending: Int? {
    switch self {
    case .leave(let territory), .merge(let territory, _): territory
    case .join, .split: nil
    }
  }
}

extension Rebalancer {
  /// The plan after a local change: only territories within a few hops of it differ.
  ///
  /// Targets are those of the territories that remain. A territory that ends keeps its position, and
  /// is empty; customers pinned to it are free. What is out of band elsewhere stays so.
  ///
  /// - Parameters:
  ///   - change: What changes.
  ///   - hops: How far from the change territories may differ: 1 for the neighbours only.
  /// - Returns: The plan; its budget is what it takes.
  /// - Throws: ``TerritoriesError/nothingToSplit(territory:)``.
  /// - Complexity: O(customers + edges), and a search in the part that may differ.
  package func adapt(
    to change: LocalChange,
    hops: Int = 2
  ) throws(TerritoriesError) -> RebalanceResult {
    var changed = problem
    if let ending = change.ending {
      changed.territories[ending].capacity = 0
      for atom in changed.pins.indices where changed.pins[atom] == Int32(ending) {
        changed.pins[atom] = -1
      }
    }
    let bands = PlanBands(changed)
    let part = cut(changed, change, hops: hops)
    var start = start(part, change)
    if case .split(let territory, let new) = change {
      guard
        let halves = TerritoryHalves(part: part, labels: start)
          .split(part.position(of: territory), into: part.position(of: new))
      else { throw .nothingToSplit(territory: problem.territories[territory].id) }
      start = halves
    }
    var search = RebalanceSearch(
      part: part,
      bands: part.bands(bands),
      start: start,
      options: options
    )
    if case .join(let territory, let place) = change {
      search.seed(part.position(of: territory), near: place)
    }
    // Only now every territory has neighbours that something can come from.
    let reference = search.reference()
    search.run()
    let labels = RebalanceSearch.best(of: [search], within: .infinity) ?? start
    var whole = problem.present
    part.write(labels, into: &whole)
    let total = problem.measures[0].amounts.reduce(0, +)
    var forced = 0.0
    if let ending = change.ending {
      for atom in problem.present.indices where problem.present[atom] == Int32(ending) {
        forced += problem.measures[0].amounts[atom]
      }
    }
    return RebalanceResult(
      problem: problem,
      labels: whole,
      part: part,
      partLabels: labels,
      bands: bands,
      forcedShare: total > 0 ? forced / total : 0,
      reference: reference
    )
  }

  /// The customers and territories near the change.
  private func cut(_ changed: TerritoryProblem, _ change: LocalChange, hops: Int) -> ProblemPart {
    var near = [Bool](repeating: false, count: problem.territories.count)
    var extra: Int?
    switch change {
    case .leave(let territory): near[territory] = true
    case .merge(let territory, let other):
      near[territory] = true
      near[other] = true
    case .split(let territory, let new):
      near[territory] = true
      extra = new
    case .join(let territory, let place):
      if let host = host(of: place) { near[host] = true }
      extra = territory
    }
    let links = AdjacencyFlow.neighbours(labels: problem.present, graph: graph)
    for _ in 0..<hops {
      let now = near
      for link in links where now[Int(link.from)] { near[Int(link.to)] = true }
    }
    if let extra { near[extra] = true }
    let inside = problem.present.indices.filter { atom in
      let label = problem.present[atom]
      let pin = changed.pins[atom]
      // Customers held by a territory outside stay where they are.
      return label >= 0 && near[Int(label)] && (pin < 0 || pin == label)
    }
    let order = PlaceOrder.along(
      x: inside.map { problem.x[$0] },
      y: inside.map { problem.y[$0] }
    )
    return ProblemPart(
      of: changed,
      graph: graph,
      atoms: order.map { Int32(inside[Int($0)]) },
      territories: near.indices.filter { near[$0] }.map { Int32($0) }
    )
  }

  /// The territory of the customer nearest to a place.
  private func host(of place: PlanePoint) -> Int? {
    var best = Double.infinity
    var host: Int?
    for atom in problem.present.indices where problem.present[atom] >= 0 {
      let dx = problem.x[atom] - place.x
      let dy = problem.y[atom] - place.y
      let distance = dx * dx + dy * dy
      if distance < best {
        best = distance
        host = Int(problem.present[atom])
      }
    }
    return host
  }

  /// The labels before the search: customers of a territory that ends are with its neighbours.
  private func start(_ part: ProblemPart, _ change: LocalChange) -> [Int32] {
    guard let ending = change.ending.map({ Int32(part.position(of: $0)) }) else {
      return Self.start(part)
    }
    var labels = part.problem.present
    var heir: Int32 = -1
    if case .merge(_, let other) = change { heir = Int32(part.position(of: other)) }
    for atom in labels.indices where labels[atom] == ending {
      labels[atom] = heir >= 0 && part.problem.allows(atom, in: Int(heir)) ? heir : -1
    }
    PlanCompletion(problem: part.problem, graph: part.graph)
      .fill(&labels, open: part.problem.territories.map { $0.capacity > 0 })
    return labels
  }
}
