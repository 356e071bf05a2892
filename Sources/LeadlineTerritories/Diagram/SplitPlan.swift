/// The cheapest plan for given centres, in which a few atoms are split so that all targets are met.
struct SplitPlan {
  /// The cells, with the weights that prove it.
  let cells: [PowerCell]
  /// The cell of least power of each atom.
  let nearest: [Int32]
  /// Whether all targets are met to the last unit.
  let isBalanced: Bool
  /// The cost, mass · m².
  let cost: Double
  /// What no plan that meets the targets falls below.
  let bound: Double
  private let labels: [Int32]
  private let targets: [Int64]
  private let loads: [Int64]
  private let splits: [SplitRounding.Split]

  /// Whether the weights prove the plan to be the cheapest.
  var isCheapest: Bool { cost - bound <= 1e-10 * cost }
  /// How many atoms are split.
  var splitCount: Int { splits.count }

  /// Evens out what the cells at the given weights hold.
  ///
  /// - Parameters:
  ///   - tree: The atoms.
  ///   - cells: The cells, whose weights nearly meet the targets.
  ///   - targets: What the cells shall hold.
  ///   - reach: Which atoms may be carried; see ``NearAtoms``.
  ///   - threads: The number of threads.
  init(
    _ tree: AtomTree,
    cells: [PowerCell],
    targets: [Int64],
    reach: Double,
    threads: Int?
  ) {
    let near = NearAtoms.of(tree, cells: cells, reach: reach, threads: threads)
    var excess = targets.map { -$0 }
    for atom in near.labels.indices { excess[Int(near.labels[atom])] += tree.mass[atom] }
    var transport = BorderTransport(near, tree: tree, cells: cells, excess: excess)
    transport.run(limit: 20 * cells.count + 10_000)
    self.init(
      tree,
      cells: cells,
      targets: targets,
      near: near,
      flows: transport.flows,
      weights: transport.weights,
      excess: transport.excess,
      threads: threads
    )
  }

  /// Shares out all atoms at once; nil if they are too many for that.
  init?(_ tree: AtomTree, cells: [PowerCell], everywhere targets: [Int64], threads: Int?) {
    guard DenseTransport.isAffordable(atoms: tree.count, cells: cells.count) else { return nil }
    let near = NearAtoms.of(tree, cells: cells, reach: .infinity, threads: threads)
    guard let optimum = DenseTransport.solve(near, tree: tree, targets: targets) else { return nil }
    self.init(
      tree,
      cells: cells,
      targets: targets,
      near: near,
      flows: optimum.flows,
      weights: optimum.weights,
      excess: targets.map { _ in 0 },
      threads: threads
    )
  }

  private init(
    _ tree: AtomTree,
    cells: [PowerCell],
    targets: [Int64],
    near: NearAtoms,
    flows: [Int64],
    weights: [Double],
    excess: [Int64],
    threads: Int?
  ) {
    isBalanced = excess.allSatisfy { $0 == 0 }
    var proven = cells
    for cell in cells.indices { proven[cell].weight = weights[cell] }
    self.cells = proven
    let nearest = CellLabels.of(tree, cells: proven, threads: threads)
    self.nearest = nearest
    self.targets = targets
    loads = zip(targets, excess).map { $0 + $1 }
    var labels = near.labels
    var splits: [SplitRounding.Split] = []
    var bill = Bill(tree: tree, cells: proven, nearest: nearest)
    var next = 0
    for atom in labels.indices {
      guard next < near.atoms.count, Int(near.atoms[next]) == atom else {
        // Weights have changed since, and what weighs nothing was not carried.
        if tree.mass[atom] == 0 { labels[atom] = nearest[atom] }
        bill.add(tree.mass[atom], of: atom, to: labels[atom])
        continue
      }
      let slots = Int(near.offsets[next])..<Int(near.offsets[next + 1])
      let pieces = slots.filter { flows[$0] > 0 }
      for slot in pieces { bill.add(flows[slot], of: atom, to: near.cells[slot]) }
      labels[atom] = near.cells[pieces.first ?? slots.lowerBound]
      if pieces.count > 1 {
        splits.append(
          SplitRounding.Split(
            atom: Int32(atom),
            mass: tree.mass[atom],
            cells: pieces.map { (near.cells[$0], flows[$0]) }
          )
        )
      }
      next += 1
    }
    self.labels = labels
    self.splits = splits
    cost = bill.cost
    bound = bill.cost - bill.beyond
  }

  /// Adds up what a plan costs, and by how much that may be too much.
  private struct Bill {
    let tree: AtomTree
    let cells: [PowerCell]
    let nearest: [Int32]
    var cost = 0.0
    /// What the powers of atoms exceed their least ones by: a sum of numbers that are not negative.
    var beyond = 0.0

    mutating func add(_ amount: Int64, of atom: Int, to label: Int32) {
      let cell = cells[Int(label)]
      let power = cell.power(tree.x[atom], tree.y[atom])
      cost += Double(amount) * (power + cell.weight)
      guard nearest[atom] != label else { return }
      let least = cells[Int(nearest[atom])].power(tree.x[atom], tree.y[atom])
      beyond += Double(amount) * max(0, power - least)
    }
  }

  /// The cell of each atom, with every split one given to one of its cells.
  func rounded() -> [Int32] {
    var labels = labels
    let owners = SplitRounding.round(splits, targets: targets, loads: loads)
    for (split, owner) in zip(splits, owners) { labels[Int(split.atom)] = owner }
    return labels
  }
}
