/// The cell of each atom.
struct CellLabels: PowerVisitor {
  private var labels: [Int32] = []

  /// The number of the cell in which each atom lies.
  ///
  /// - Complexity: O(*n*), and about six times that near borders.
  static func of(_ tree: AtomTree, cells: [PowerCell], threads: Int?) -> [Int32] {
    let parts = PowerDescent.run(tree, cells: cells, reach: 0, threads: threads) { CellLabels() }
    return parts.flatMap(\.labels)
  }

  mutating func whole(_ node: AtomTree.Node, atoms: Range<Int>, cell: PowerCell) {
    labels.append(contentsOf: repeatElement(cell.number, count: atoms.count))
  }

  mutating func single(_ atoms: Range<Int>, of tree: AtomTree, cells: [PowerCell], from: Int) {
    for atom in atoms {
      var best = cells[from]
      var least = Double.infinity
      for position in from..<cells.count {
        let power = cells[position].power(tree.x[atom], tree.y[atom])
        if power < least { (least, best) = (power, cells[position]) }
      }
      labels.append(best.number)
    }
  }
}
