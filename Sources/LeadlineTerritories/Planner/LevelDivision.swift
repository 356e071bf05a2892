/// Divides atoms level by level, from the coarsest areas down to territories.
struct LevelDivision {
  private let problem: TerritoryProblem
  private let graph: ContiguityGraph
  private let options: TerritoryPlanner.Options

  init(problem: TerritoryProblem, graph: ContiguityGraph, options: TerritoryPlanner.Options) {
    self.problem = problem
    self.graph = graph
    self.options = options
  }

  /// Divides.
  ///
  /// - Parameters:
  ///   - levels: The numbers of areas, rising, each below the number of territories.
  ///   - progress: Told how far the work has come.
  /// - Returns: The territory of each atom, and for each level the area of each territory.
  func solve(
    levels: [Int],
    progress: (Double) -> Void
  ) -> (result: Division.Result, areas: [[Int32]]) {
    // Where each territory would lie without levels says which of them belong together.
    let draft = Division(problem: problem, graph: graph, options: options).solve()
    progress(0.3)
    var areas: [[Int32]] = []
    var parents = [Int32](repeating: 0, count: problem.territories.count)
    let middles = middles(draft.labels)
    for count in levels {
      parents = split(parents, into: count, middles)
      areas.append(parents)
    }
    var result = Division.Result(
      labels: [Int32](repeating: 0, count: problem.count),
      gap: nil
    )
    let chain = areas + [problem.territories.indices.map { Int32($0) }]
    var members: [(area: Int32, atoms: [Int32])] = [(0, (0..<Int32(problem.count)).map { $0 })]
    var above = [Int32](repeating: 0, count: problem.territories.count)
    for (depth, level) in chain.enumerated() {
      var next: [(area: Int32, atoms: [Int32])] = []
      for (area, atoms) in members {
        let children = Self.distinct(
          problem.territories.indices.filter { above[$0] == area }.map { level[$0] }
        )
        let part = divide(atoms, among: children, level: level)
        var parts = [[Int32]](repeating: [], count: children.count)
        for (atom, label) in zip(atoms, part.labels) { parts[Int(label)].append(atom) }
        next += zip(children, parts).map { ($0, $1) }
      }
      members = next
      above = level
      progress(0.3 + 0.7 * Double(depth + 1) / Double(chain.count))
    }
    for (territory, atoms) in members {
      for atom in atoms { result.labels[Int(atom)] = territory }
    }
    return (result, areas)
  }

  /// Divides some atoms among areas that are sets of territories.
  private func divide(
    _ atoms: [Int32],
    among children: [Int32],
    level: [Int32]
  ) -> Division.Result {
    var childOf = [Int32](repeating: -1, count: problem.territories.count)
    var slots = children.map { TerritorySlot(id: String($0), capacity: 0) }
    for (territory, area) in level.enumerated() {
      guard let child = children.firstIndex(of: area) else { continue }
      childOf[territory] = Int32(child)
      slots[child].capacity += problem.territories[territory].capacity
      // A single territory is itself, with its home.
      if Int(area) == territory { slots[child].base = problem.territories[territory].base }
    }
    var part = TerritoryProblem(
      x: atoms.map { problem.x[Int($0)] },
      y: atoms.map { problem.y[Int($0)] },
      measures: problem.measures.map { measure in
        BalanceMeasure(
          name: measure.name,
          tolerance: measure.tolerance,
          amounts: atoms.map { measure.amounts[Int($0)] }
        )
      },
      territories: slots
    )
    part.pins = atoms.map { atom in
      let pin = problem.pins[Int(atom)]
      return pin < 0 ? -1 : childOf[Int(pin)]
    }
    part.eligibleSets = problem.eligibleSets.map { set in
      children.indices.map { child in
        set.indices.contains { set[$0] && childOf[$0] == Int32(child) }
      }
    }
    part.eligibility = atoms.map { problem.eligibility[Int($0)] }
    guard children.count > 1, !atoms.isEmpty else {
      return Division.Result(
        labels: [Int32](repeating: 0, count: atoms.count),
        gap: nil
      )
    }
    return Division(problem: part, graph: graph.part(atoms), options: options).solve()
  }

  /// Splits the areas of a level into more: territories go to areas by where they lie.
  private func split(_ parents: [Int32], into count: Int, _ middles: [PlanePoint]) -> [Int32] {
    let groups = Self.distinct(parents)
    let capacities = groups.map { group in
      problem.territories.indices.filter { parents[$0] == group }
        .reduce(0) { $0 + problem.territories[$1].capacity }
    }
    let sizes = groups.map { group in parents.count { $0 == group } }
    let shares = Self.share(count, by: capacities, atMost: sizes)
    var areas = [Int32](repeating: 0, count: parents.count)
    var first: Int32 = 0
    for (group, share) in zip(groups, shares) {
      let members = problem.territories.indices.filter { parents[$0] == group }
      let diagram = try? BalancedDiagram.solve(
        x: members.map { middles[$0].x },
        y: members.map { middles[$0].y },
        amounts: members.map { problem.territories[$0].capacity },
        targets: [Double](repeating: 1, count: share),
        threads: options.threads
      )
      for (place, territory) in members.enumerated() {
        areas[territory] = first + (diagram?.labels[place] ?? 0)
      }
      first += Int32(share)
    }
    return areas
  }

  /// Shares a number of areas out by capacity, at least one and at most as many as fit to each: the
  /// next one always goes where the areas are largest.
  private static func share(_ count: Int, by capacities: [Double], atMost sizes: [Int]) -> [Int] {
    var shares = [Int](repeating: 1, count: capacities.count)
    while shares.reduce(0, +) < count {
      var best = -1
      for group in shares.indices where shares[group] < sizes[group] {
        if best < 0
          || capacities[group] / Double(shares[group]) > capacities[best] / Double(shares[best])
        {
          best = group
        }
      }
      guard best >= 0 else { break }
      shares[best] += 1
    }
    return shares
  }

  /// The middle of each territory; that of all atoms for one without any.
  private func middles(_ labels: [Int32]) -> [PlanePoint] {
    var sums = [SIMD3<Double>](repeating: .zero, count: problem.territories.count)
    var all = SIMD3<Double>.zero
    for (atom, label) in labels.enumerated() {
      let entry = SIMD3(problem.x[atom], problem.y[atom], 1)
      sums[Int(label)] += entry
      all += entry
    }
    return sums.map { sum in
      let used = sum.z > 0 ? sum : all
      return PlanePoint(x: used.x / used.z, y: used.y / used.z)
    }
  }

  private static func distinct(_ numbers: [Int32]) -> [Int32] { Array(Set(numbers)).sorted() }
}
