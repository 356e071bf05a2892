/// Gives each atom that was split between cells to one of them.
///
/// Split atoms and the cells they are in make a forest once cycles are undone, so there are fewer of
/// them than cells. Along each tree, from the leaves to the root, it is worked out who takes which
/// atom so that the sum of the fourth powers of the relative deviations is least, which comes near
/// to the least greatest deviation.
struct SplitRounding {
  /// An atom in several cells.
  struct Split: Sendable {
    var atom: Int32
    var mass: Int64
    /// The cells, and what each has of it.
    var cells: [(cell: Int32, amount: Int64)]
  }

  /// The most atoms below one cell for which all ways of sharing are compared.
  private static let exhaustive = 12

  private let targets: [Int64]
  private var splits: [Split]

  /// The cell of each split atom, in the order of the atoms.
  ///
  /// - Parameters:
  ///   - splits: The atoms, each in two or more cells; every way of sharing them costs the same.
  ///   - targets: What the cells shall hold.
  ///   - loads: What the cells hold, with their parts of split atoms.
  /// - Returns: The cells that get them whole.
  static func round(_ splits: [Split], targets: [Int64], loads: [Int64]) -> [Int32] {
    var rounding = SplitRounding(targets: targets, splits: splits)
    rounding.undoCycles()
    return rounding.owners(loads)
  }

  // MARK: The forest

  /// Shifts amounts round each cycle until one of them is 0.
  private mutating func undoCycles() {
    var limit = 4 * splits.count + 16
    while limit > 0, let cycle = cycle() {
      limit -= 1
      // Along a cycle amounts go up and down in turn, so that atoms and cells keep their sums.
      let least = stride(from: 1, to: cycle.count, by: 2)
        .map { splits[cycle[$0].split].cells[cycle[$0].piece].amount }.min()
      guard let least else { return }
      for (place, step) in cycle.enumerated() {
        splits[step.split].cells[step.piece].amount += place % 2 == 0 ? least : -least
      }
      for split in Set(cycle.map(\.split)) { splits[split].cells.removeAll { $0.amount == 0 } }
    }
  }

  /// The pieces of a cycle, each sharing an atom or a cell with the next; nil if there is none.
  private func cycle() -> [(split: Int, piece: Int)]? {
    // Atoms are nodes behind the cells. Arrivals name the piece by which a node was reached first.
    var arrival = [(split: Int, piece: Int)?](repeating: nil, count: targets.count + splits.count)
    var isSeen = [Bool](repeating: false, count: targets.count + splits.count)
    let users = users()
    for root in targets.indices where !isSeen[root] && !users[root].isEmpty {
      isSeen[root] = true
      var stack = [root]
      while let node = stack.popLast() {
        let pieces =
          node < targets.count
          ? users[node]
          : splits[node - targets.count].cells.indices.map { (node - targets.count, $0) }
        for piece in pieces {
          if let came = arrival[node], came.split == piece.0, came.piece == piece.1 { continue }
          let cell = Int(splits[piece.0].cells[piece.1].cell)
          let other = node < targets.count ? targets.count + piece.0 : cell
          if isSeen[other] {
            return closed(piece, between: node, and: other, arrival)
          }
          isSeen[other] = true
          arrival[other] = piece
          stack.append(other)
        }
      }
    }
    return nil
  }

  /// The cycle that a piece closes in the tree of arrivals.
  private func closed(
    _ piece: (Int, Int),
    between one: Int,
    and other: Int,
    _ arrival: [(split: Int, piece: Int)?]
  ) -> [(split: Int, piece: Int)] {
    func path(from start: Int) -> [(node: Int, piece: (split: Int, piece: Int))] {
      var path: [(node: Int, piece: (split: Int, piece: Int))] = []
      var node = start
      while let piece = arrival[node] {
        path.append((node, piece))
        let cell = Int(splits[piece.split].cells[piece.piece].cell)
        node = node < targets.count ? targets.count + piece.split : cell
      }
      return path
    }
    var (a, b) = (path(from: one), path(from: other))
    while let x = a.last, let y = b.last, x.node == y.node {
      a.removeLast()
      b.removeLast()
    }
    return [(split: piece.0, piece: piece.1)] + b.map(\.piece) + a.reversed().map(\.piece)
  }

  /// The pieces in each cell.
  private func users() -> [[(Int, Int)]] {
    var users = [[(Int, Int)]](repeating: [], count: targets.count)
    for split in splits.indices {
      for piece in splits[split].cells.indices {
        users[Int(splits[split].cells[piece].cell)].append((split, piece))
      }
    }
    return users
  }

  // MARK: The owners

  private func owners(_ loads: [Int64]) -> [Int32] {
    let users = users()
    var whole = loads
    for split in splits {
      for (cell, amount) in split.cells { whole[Int(cell)] -= amount }
    }
    // Cells in an order in which parents come first, with the atom that leads to each.
    var order: [Int] = []
    var leading = [Int](repeating: -1, count: targets.count)
    var children = [[Int]](repeating: [], count: targets.count)
    var isSeen = [Bool](repeating: false, count: targets.count)
    var isTaken = [Bool](repeating: false, count: splits.count)
    for root in targets.indices where !isSeen[root] {
      isSeen[root] = true
      var next = order.count
      order.append(root)
      while next < order.count {
        let cell = order[next]
        next += 1
        for (split, _) in users[cell] where !isTaken[split] {
          isTaken[split] = true
          children[cell].append(split)
          for (other, _) in splits[split].cells where !isSeen[Int(other)] {
            isSeen[Int(other)] = true
            leading[Int(other)] = split
            order.append(Int(other))
          }
        }
      }
    }
    var costs = [(without: Double, with: Double)](repeating: (0, 0), count: targets.count)
    var takes = [(without: Set<Int>, with: Set<Int>)](repeating: ([], []), count: targets.count)
    for cell in order.reversed() {
      let prices = children[cell].map { price(of: $0, below: cell, costs, leading) }
      let lead = leading[cell] < 0 ? 0 : splits[leading[cell]].mass
      let without = choose(children[cell], prices, cell, whole[cell])
      let with = choose(children[cell], prices, cell, whole[cell] + lead)
      costs[cell] = (without.cost, with.cost)
      takes[cell] = (without.taken, with.taken)
    }
    var owners = splits.map { $0.cells.first?.cell ?? 0 }
    var hasLead = [Bool](repeating: false, count: targets.count)
    for cell in order {
      let taken = hasLead[cell] ? takes[cell].with : takes[cell].without
      for split in children[cell] {
        let heir = heir(of: split, below: cell, costs, leading)
        let owner = taken.contains(split) ? cell : heir ?? cell
        owners[split] = Int32(owner)
        if owner != cell { hasLead[owner] = true }
      }
    }
    return owners
  }

  /// The cell below another one that should have an atom if the upper one does not take it.
  private func heir(
    of split: Int,
    below cell: Int,
    _ costs: [(without: Double, with: Double)],
    _ leading: [Int]
  ) -> Int? {
    splits[split].cells.lazy.map { Int($0.cell) }.filter { $0 != cell && leading[$0] == split }
      .min { costs[$0].with - costs[$0].without < costs[$1].with - costs[$1].without }
  }

  /// What the cells below cost if a cell takes an atom, and if it does not.
  private func price(
    of split: Int,
    below cell: Int,
    _ costs: [(without: Double, with: Double)],
    _ leading: [Int]
  ) -> (taken: Double, left: Double) {
    var sum = 0.0
    for (other, _) in splits[split].cells where leading[Int(other)] == split {
      sum += costs[Int(other)].without
    }
    guard let heir = heir(of: split, below: cell, costs, leading) else { return (sum, .infinity) }
    return (sum, sum - costs[heir].without + costs[heir].with)
  }

  /// Which of the atoms below it a cell should take.
  private func choose(
    _ atoms: [Int],
    _ prices: [(taken: Double, left: Double)],
    _ cell: Int,
    _ load: Int64
  ) -> (cost: Double, taken: Set<Int>) {
    func cost(_ isTaken: (Int) -> Bool) -> Double {
      var (sum, held) = (0.0, load)
      for position in atoms.indices {
        if isTaken(position) {
          held += splits[atoms[position]].mass
          sum += prices[position].taken
        } else {
          sum += prices[position].left
        }
      }
      let share = Double(held - targets[cell]) / max(1, Double(targets[cell]))
      return sum + share * share * share * share
    }
    var best = (cost: Double.infinity, taken: [Bool](repeating: true, count: atoms.count))
    if atoms.count <= Self.exhaustive {
      for ways in 0..<(1 << atoms.count) {
        let here = cost { ways >> $0 & 1 == 1 }
        if here < best.cost { best = (here, atoms.indices.map { ways >> $0 & 1 == 1 }) }
      }
    } else {
      var isTaken = atoms.map { split in
        let own = splits[split].cells.first { Int($0.cell) == cell }
        return 2 * (own?.amount ?? 0) >= splits[split].mass
      }
      for position in atoms.indices where prices[position].left == .infinity {
        isTaken[position] = true
      }
      best = (cost { isTaken[$0] }, isTaken)
      // A few rounds of single changes; each makes it cheaper, so it ends.
      for _ in 0..<4 {
        for position in atoms.indices {
          isTaken = best.taken
          isTaken[position].toggle()
          let here = cost { isTaken[$0] }
          if here < best.cost { best = (here, isTaken) }
        }
      }
    }
    return (best.cost, Set(atoms.indices.filter { best.taken[$0] }.map { atoms[$0] }))
  }
}
