/// Finds a balanced power diagram: centres, weights, and the cell of each atom.
struct DiagramSolver {
  /// What was found, with atoms in the order of the tree.
  struct Plan {
    /// The cells, one for each territory.
    var cells: [PowerCell]
    /// The territory of each atom.
    var labels: [Int32]
    /// The cell of least power of each atom.
    var nearest: [Int32]
    /// The cost of the plan that splits atoms, mass · m², and what no such plan falls below.
    var splitCost: Double
    var splitBound: Double
    var splitCount: Int
  }

  private let tree: AtomTree
  private let targets: [Int64]
  private let bases: [PlanePoint?]
  private let options: DiagramOptions
  private let threads: Int?

  init(
    tree: AtomTree,
    targets: [Int64],
    bases: [PlanePoint?],
    options: DiagramOptions,
    threads: Int?
  ) {
    self.tree = tree
    self.targets = targets
    self.bases = bases
    self.options = options
    self.threads = threads
  }

  /// Finds it: on coarse atoms first, where steps are cheap, then on finer ones.
  func solve() -> Plan {
    if isFree && tree.count <= targets.count { return cutPlan() }
    var trees = [tree]
    // Given centres may be far from where they would be best, which takes finer atoms to cope with.
    let least = bases.contains { $0 != nil } ? 48 : 12
    while let last = trees.last, last.count / AtomTree.width >= max(least * targets.count, 1_024) {
      trees.append(last.coarser())
    }
    var groups: CentreGroups
    var cells: [PowerCell]
    (groups, cells) = start(on: trees[trees.count - 1])
    for (level, tree) in trees.enumerated().reversed() {
      var ascent = DualAscent(tree, cells: cells, targets: groups.targets, threads: threads)
      let isCoarsest = level == trees.count - 1
      ascent.climb(tolerance: isCoarsest ? 0.05 : 0.02, atom: 0, steps: isCoarsest ? 60 : 12)
      if isCoarsest && !ascent.isBalanced(within: 0.5),
        let carried = carried(tree, ascent.cells, groups)
      {
        ascent.reweigh(carried)
        ascent.climb(tolerance: 0.05, atom: 0, steps: 60)
      }
      let steps = isCoarsest ? options.centreSteps : min(options.centreSteps, level == 0 ? 3 : 8)
      follow(&ascent, groups: &groups, steps: steps)
      cells = ascent.cells
    }
    return finish(cells, groups)
  }

  /// Whether no centre is given.
  private var isFree: Bool { bases.allSatisfy { $0 == nil } }

  // MARK: Centres

  /// The centres and weights to begin with.
  private func start(on tree: AtomTree) -> (CentreGroups, [PowerCell]) {
    var centres = bases
    var spreads = [Double](repeating: 0, count: bases.count)
    if centres.contains(where: { $0 == nil }) {
      let parts = Dichotomies.parts(tree, targets: targets, directions: options.directions)
      var free = Array(parts.indices)
      // Parts around the given centres are theirs; the others get what is left.
      for base in bases {
        guard let base, !free.isEmpty else { continue }
        let nearest = free.indices.min { one, other in
          let (a, b) = (parts[free[one]].centre, parts[free[other]].centre)
          return Self.square(a, base) < Self.square(b, base)
        }
        if let nearest { free.remove(at: nearest) }
      }
      var next = free.makeIterator()
      for territory in centres.indices where centres[territory] == nil {
        guard let part = next.next() else { break }
        centres[territory] = parts[part].centre
        spreads[territory] = 2 * parts[part].spread
      }
    }
    let points = centres.map { $0 ?? PlanePoint(x: 0, y: 0) }
    let groups = CentreGroups(points, targets: targets, extent: tree.extent)
    let cells = groups.members.enumerated().map { number, members in
      PowerCell(
        x: points[members[0]].x,
        y: points[members[0]].y,
        weight: 0,
        size: 0,
        number: Int32(number)
      )
    }
    return (groups, cells)
  }

  private static func square(_ one: PlanePoint, _ other: PlanePoint) -> Double {
    let (dx, dy) = (one.x - other.x, one.y - other.y)
    return dx * dx + dy * dy
  }

  /// Moves centres towards the centroids of their cells, balancing after each move.
  private func follow(_ ascent: inout DualAscent, groups: inout CentreGroups, steps: Int) {
    var (cost, idle) = (Double.infinity, 0)
    for _ in 0..<steps {
      let centres = centres(of: ascent, groups)
      guard zip(centres, ascent.cells).contains(where: { $0.x != $1.x || $0.y != $1.y }) else {
        return
      }
      let before = ascent
      ascent.move(to: centres)
      ascent.climb(tolerance: 0.02, atom: 0, steps: 3)
      if !ascent.isBalanced(within: 0.5) { ascent.climb(tolerance: 0.2, atom: 0, steps: 12) }
      guard ascent.isBalanced(within: 0.5) else {
        ascent = before
        return
      }
      // Balance is not exact between moves, so a cost may be a little off.
      let now = ascent.bound
      idle = now < cost * (1 - 1e-4) ? 0 : idle + 1
      cost = min(cost, now)
      if idle == 4 { return }
    }
  }

  /// Where the centres go next.
  private func centres(of ascent: DualAscent, _ groups: CentreGroups) -> [PlanePoint] {
    ascent.cells.indices.map { number in
      let (cell, sums) = (ascent.cells[number], ascent.sums.cells[number])
      guard sums.mass > 0 else { return PlanePoint(x: cell.x, y: cell.y) }
      let mass = Double(sums.mass)
      let centroid = PlanePoint(x: sums.x / mass, y: sums.y / mass)
      guard let base = groups.members[number].lazy.compactMap({ bases[$0] }).first else {
        return centroid
      }
      let share = options.centroidShare
      return PlanePoint(
        x: base.x + share * (centroid.x - base.x),
        y: base.y + share * (centroid.y - base.y)
      )
    }
  }

  // MARK: The exact plan

  /// Balances exactly, rounds, and shares out cells that have several territories.
  private func finish(_ start: [PowerCell], _ groups: CentreGroups) -> Plan {
    var ascent = DualAscent(tree, cells: start, targets: groups.targets, threads: threads)
    let atom = Double(tree.total) / Double(tree.count)
    ascent.climb(tolerance: 0, atom: atom, steps: 30)
    var cells = ascent.cells
    var result = evenedOut(cells, targets: groups.targets)
    if !result.isBalanced,
      let whole = SplitPlan(
        tree,
        cells: cells,
        everywhere: groups.targets,
        threads: threads
      )
    {
      result = whole
    }
    if !result.isBalanced && isFree { return cutPlan() }
    cells = result.cells
    let labels = groups.share(result.rounded(), tree: tree, cells: cells, options: options)
    let nearest = result.nearest.map { Int32(groups.members[Int($0)][0]) }
    return Plan(
      cells: groups.cells(cells, count: targets.count),
      labels: labels,
      nearest: nearest,
      splitCost: result.cost,
      splitBound: result.bound,
      splitCount: result.splitCount
    )
  }

  /// The exact plan, from atoms near borders: in strips that grow until they suffice.
  private func evenedOut(_ start: [PowerCell], targets: [Int64]) -> SplitPlan {
    // About two atoms' width.
    var reach = min(1, 2.5 * (Double(start.count) / Double(tree.count)).squareRoot())
    var best = SplitPlan(tree, cells: start, targets: targets, reach: reach, threads: threads)
    for _ in 0..<5 where !best.isBalanced || !best.isCheapest {
      // Without atoms to carry, weights run away; those of a plan that is balanced are better than
      // those before.
      reach = min(4, reach * 3)
      let cells = best.isBalanced ? best.cells : start
      let plan = SplitPlan(tree, cells: cells, targets: targets, reach: reach, threads: threads)
      if plan.isBalanced || !best.isBalanced { best = plan }
    }
    return best
  }

  /// Weights that carry very coarse atoms to the cells: right about what has to go far.
  private func carried(
    _ tree: AtomTree,
    _ cells: [PowerCell],
    _ groups: CentreGroups
  ) -> [PowerCell]? {
    var coarse = tree
    while !DenseTransport.isAffordable(atoms: coarse.count, cells: cells.count) {
      coarse = coarse.coarser()
    }
    return SplitPlan(coarse, cells: cells, everywhere: groups.targets, threads: threads)?.cells
  }

  /// The plan of straight cuts alone, for the rare cases where the cells of no diagram are found that
  /// come near the targets.
  private func cutPlan() -> Plan {
    let labels = Dichotomies.labels(
      of: Array(0..<Int32(tree.count)),
      in: tree,
      targets: targets,
      directions: options.directions
    )
    let parts = Dichotomies.parts(tree, targets: targets, directions: options.directions)
    let cells = parts.enumerated().map { number, part in
      PowerCell(x: part.centre.x, y: part.centre.y, weight: 0, size: 0, number: Int32(number))
    }
    let nearest = CellLabels.of(tree, cells: cells, threads: threads)
    var (cost, bound) = (0.0, 0.0)
    for atom in labels.indices {
      let (x, y, mass) = (tree.x[atom], tree.y[atom], Double(tree.mass[atom]))
      cost += mass * cells[Int(labels[atom])].power(x, y)
      bound += mass * cells[Int(nearest[atom])].power(x, y)
    }
    return Plan(
      cells: cells,
      labels: labels,
      nearest: nearest,
      splitCost: cost,
      splitBound: bound,
      splitCount: 0
    )
  }
}
