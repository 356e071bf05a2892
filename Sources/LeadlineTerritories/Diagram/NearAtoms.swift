/// The cell of each atom, and for atoms near a border the other cells that they might go to.
struct NearAtoms: PowerVisitor {
  /// The cell in which each atom lies.
  private(set) var labels: [Int32] = []
  /// The atoms with mass near a border, ascending.
  private(set) var atoms: [Int32] = []
  /// Where the cells of each of them begin; one more than there are such atoms.
  private(set) var offsets: [Int32] = [0]
  /// The cells: first the one in which the atom lies.
  private(set) var cells: [Int32] = []
  /// The squared distance from the centre of each of these cells.
  private(set) var squares: [Double] = []
  private let reach: Double
  private init(reach: Double) {
    self.reach = reach
  }

  /// Finds them.
  ///
  /// - Parameters:
  ///   - tree: The atoms.
  ///   - cells: The cells, in the order of their numbers.
  ///   - reach: A cell is near if its power exceeds the least by at most this share of
  ///     ``PowerCell/strip(_:)``; infinity for all cells.
  ///   - threads: The number of threads.
  /// - Returns: All of them.
  static func of(
    _ tree: AtomTree,
    cells: [PowerCell],
    reach: Double,
    threads: Int?
  ) -> NearAtoms {
    let parts = PowerDescent.run(tree, cells: cells, reach: reach, threads: threads) {
      NearAtoms(reach: reach)
    }
    var all = NearAtoms(reach: reach)
    for part in parts {
      all.labels += part.labels
      all.atoms += part.atoms
      let shift = Int32(all.cells.count)
      all.offsets += part.offsets.dropFirst().map { $0 + shift }
      all.cells += part.cells
      all.squares += part.squares
    }
    return all
  }

  mutating func whole(_ node: AtomTree.Node, atoms: Range<Int>, cell: PowerCell) {
    labels.append(contentsOf: repeatElement(cell.number, count: atoms.count))
  }

  mutating func single(_ atoms: Range<Int>, of tree: AtomTree, cells: [PowerCell], from: Int) {
    for atom in atoms {
      let (x, y) = (tree.x[atom], tree.y[atom])
      var first = from
      var least = Double.infinity
      for position in from..<cells.count {
        let power = cells[position].power(x, y)
        if power < least { (least, first) = (power, position) }
      }
      let best = cells[first]
      labels.append(best.number)
      guard tree.mass[atom] > 0 else { continue }
      let start = self.cells.count
      for position in from..<cells.count where position != first {
        let power = cells[position].power(x, y)
        guard reach.isInfinite || power - least <= reach * cells[position].strip(best) else {
          continue
        }
        if self.cells.count == start { append(best, least) }
        append(cells[position], power)
      }
      guard self.cells.count > start else { continue }
      self.atoms.append(Int32(atom))
      offsets.append(Int32(self.cells.count))
    }
  }

  private mutating func append(_ cell: PowerCell, _ power: Double) {
    cells.append(cell.number)
    squares.append(power + cell.weight)
  }
}
