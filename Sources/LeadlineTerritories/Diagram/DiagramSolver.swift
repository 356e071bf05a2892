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
  mutating func solve() -> Plan {
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
      if isCoarsest { ascent.approach() }
      ascent.climb(tolerance: isCoarsest ? 0.05 : 0.02, atom: 0, steps: isCoarsest ? 60 : 12)
      let steps = isCoarsest ? options.centreSteps : min(options.centreSteps, level == 0 ? 3 : 8)
      follow(&ascent, groups: &groups, steps: steps)
      cells = ascent.cells
    }
    return finish(cells, groups)
  }

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
    var cost = Double.infinity
    for _ in 0..<steps {
      let centres = centres(of: ascent, groups)
      guard zip(centres, ascent.cells).contains(where: { $0.x != $1.x || $0.y != $1.y }) else {
        return
      }
      ascent.move(to: centres)
      ascent.climb(tolerance: 0.02, atom: 0, steps: 3)
      let now = ascent.bound
      if now > cost * (1 - 1e-4) { return }
      cost = now
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
    var reach = Self.firstReach(tree, cells.count)
    var result = SplitPlan(tree, cells: cells, targets: groups.targets, reach: reach, threads)
    for _ in 0..<5 {
      if result.isBalanced && result.isCheapest { break }
      cells = result.cells
      reach = Self.wider(reach, tree, cells.count)
      result = SplitPlan(tree, cells: cells, targets: groups.targets, reach: reach, threads)
    }
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

  /// A strip of about an atom's width along borders; everything where that is not much.
  private static func firstReach(_ tree: AtomTree, _ cells: Int) -> Double {
    if tree.count * cells <= 2_048 { return .infinity }
    return min(1, (Double(cells) / Double(tree.count)).squareRoot())
  }

  /// A wider strip; at last, where that is affordable, everything.
  private static func wider(_ reach: Double, _ tree: AtomTree, _ cells: Int) -> Double {
    if reach < 4 { return reach * 4 }
    return tree.count * cells <= 200_000 ? .infinity : reach
  }
}
