import LeadlineGeometry

/// A centre of a power diagram with its weight.
///
/// The power of a place is its squared distance from the centre less the weight; a place belongs to
/// the centre of the least power, of equal ones to the first.
struct PowerCell: Sendable {
  var x, y, weight: Double
  /// About half its width, metres: what distances from its borders are measured in.
  var size: Double
  var number: Int32

  /// The power of a place.
  @inline(__always)
  func power(_ x: Double, _ y: Double) -> Double {
    let (dx, dy) = (x - self.x, y - self.y)
    return dx * dx + dy * dy - weight
  }

  /// The difference of powers half the lesser size beyond the border with another cell.
  ///
  /// Powers differ by twice the distance from the border times that of the centres.
  @inline(__always)
  func strip(_ other: PowerCell) -> Double {
    let (dx, dy) = (x - other.x, y - other.y)
    return (dx * dx + dy * dy).squareRoot() * min(size, other.size)
  }
}

/// What a pass over a tree of atoms does with what it finds.
protocol PowerVisitor: Sendable {
  /// Takes a box that lies wholly in one cell, far from the cell's border.
  mutating func whole(_ node: AtomTree.Node, atoms: Range<Int>, cell: PowerCell)
  /// Takes atoms that may lie in or near any of some cells: those of the list from a position on.
  mutating func single(_ atoms: Range<Int>, of tree: AtomTree, cells: [PowerCell], from: Int)
}

/// A pass over a tree of atoms, which finds for every box the cells that reach into it.
struct PowerDescent<Visitor: PowerVisitor> {
  private let tree: AtomTree
  private let reach: Double
  private var cells: [PowerCell]
  private var visitor: Visitor

  /// Visits all atoms.
  ///
  /// - Parameters:
  ///   - tree: The atoms.
  ///   - cells: At least one, in the order of their numbers.
  ///   - reach: How near a cell must be to be shown to the visitor too; see ``PowerCell/strip(_:)``.
  ///   - threads: The number of threads; the answer does not depend on it.
  ///   - visitor: Makes the visitor of a part of the atoms.
  /// - Returns: The visitors in the order of their parts.
  static func run(
    _ tree: AtomTree,
    cells: [PowerCell],
    reach: Double,
    threads: Int?,
    visitor: @Sendable () -> Visitor
  ) -> [Visitor] {
    let parts = tree.parts
    return Workers.map(parts.count, threads: threads) { part in
      var descent = PowerDescent(tree: tree, reach: reach, cells: cells, visitor: visitor())
      descent.cells.reserveCapacity(4 * cells.count)
      for node in parts[part] {
        descent.visit(node, on: tree.levels.count - 1, from: 0, to: cells.count)
      }
      return descent.visitor
    }
  }

  /// Goes down from a node which the cells in a range of the list may reach into.
  private mutating func visit(_ index: Int, on level: Int, from: Int, to: Int) {
    let node = tree.levels[level][index]
    var nearest = cells[from]
    var least = nearest.power(node.middleX, node.middleY)
    for position in from + 1..<max(to, from + 1) {
      let power = cells[position].power(node.middleX, node.middleY)
      if power < least { (least, nearest) = (power, cells[position]) }
    }
    // The difference of two powers is linear, so over the box it is least in a corner.
    let base = cells.count
    for position in from..<to {
      let cell = cells[position]
      let (dx, dy) = (cell.x - nearest.x, cell.y - nearest.y)
      let corner = 2 * (abs(dx) * node.halfX + abs(dy) * node.halfY)
      let excess = cell.power(node.middleX, node.middleY) - least - corner
      // Squared, to do without a root.
      let strip = reach * min(cell.size, nearest.size)
      if excess <= 0 || reach.isInfinite || excess * excess <= strip * strip * (dx * dx + dy * dy) {
        cells.append(cell)
      }
    }
    if cells.count == base + 1 {
      visitor.whole(node, atoms: tree.atoms(of: index, on: level), cell: nearest)
    } else if level == 0 {
      visitor.single(tree.atoms(of: index, on: 0), of: tree, cells: cells, from: base)
    } else {
      let end = cells.count
      let children = index * AtomTree.width
      for child in children..<min(children + AtomTree.width, tree.levels[level - 1].count) {
        visit(child, on: level - 1, from: base, to: end)
      }
    }
    cells.removeLast(cells.count - base)
  }
}
