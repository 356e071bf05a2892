/// The least power of each atom, and what weight would give a cell its target.
struct LeastPowers {
  private var powers: [Double]

  /// Finds the least power of each atom.
  static func of(_ tree: AtomTree, cells: [PowerCell], threads: Int?) -> LeastPowers {
    let labels = CellLabels.of(tree, cells: cells, threads: threads)
    return LeastPowers(
      powers: labels.indices.map { cells[Int(labels[$0])].power(tree.x[$0], tree.y[$0]) }
    )
  }

  /// The weight with which a cell would hold its target if all other weights stayed.
  func weight(for cell: PowerCell, target: Int64, in tree: AtomTree) -> Double {
    var bare = cell
    bare.weight = 0
    var items: [WeightedSelection.Item] = []
    items.reserveCapacity(tree.count)
    for atom in 0..<tree.count where tree.mass[atom] > 0 {
      let key = bare.power(tree.x[atom], tree.y[atom]) - powers[atom]
      items.append(.init(key: key, mass: tree.mass[atom], number: Int32(atom)))
    }
    let split = WeightedSelection.split(&items, mass: target)
    let inside = items[..<split].lazy.map(\.key).max() ?? cell.weight
    let outside = items[split...].lazy.map(\.key).min() ?? inside
    return inside + (outside - inside) / 2
  }

  /// Takes a cell into account.
  mutating func lower(by cell: PowerCell, in tree: AtomTree) {
    for atom in powers.indices {
      powers[atom] = min(powers[atom], cell.power(tree.x[atom], tree.y[atom]))
    }
  }
}
