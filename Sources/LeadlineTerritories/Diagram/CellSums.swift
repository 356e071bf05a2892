/// What the cells of a power diagram hold, and how their contents answer to a change of weights.
struct CellSums: PowerVisitor {
  /// What one cell holds.
  struct Cell: Sendable {
    var mass: Int64 = 0
    /// Sums of mass times coordinates.
    var x = 0.0
    var y = 0.0
    /// The sum of mass times squared distance from the centre.
    var cost = 0.0
  }

  private(set) var cells: [Cell]
  /// The sum of mass times power, over all atoms.
  private(set) var power = 0.0
  private(set) var borders: BorderTable
  private let reach: Double

  private init(count: Int, reach: Double) {
    cells = [Cell](repeating: Cell(), count: count)
    borders = BorderTable(count: count)
    self.reach = reach
  }

  /// Adds up what cells hold.
  ///
  /// - Parameters:
  ///   - tree: The atoms.
  ///   - cells: The cells, in the order of their numbers.
  ///   - reach: How near a border atoms count as its own: their power to the second cell exceeds
  ///     that to the first by less than this share of ``PowerCell/strip(_:)``.
  ///   - threads: The number of threads; sums don't depend on it.
  /// - Returns: The sums.
  static func of(
    _ tree: AtomTree,
    cells: [PowerCell],
    reach: Double,
    threads: Int?
  ) -> CellSums {
    let parts = PowerDescent.run(tree, cells: cells, reach: reach, threads: threads) {
      CellSums(count: cells.count, reach: reach)
    }
    guard var sums = parts.first else { return CellSums(count: cells.count, reach: reach) }
    for part in parts.dropFirst() {
      for cell in cells.indices {
        sums.cells[cell].mass += part.cells[cell].mass
        sums.cells[cell].x += part.cells[cell].x
        sums.cells[cell].y += part.cells[cell].y
        sums.cells[cell].cost += part.cells[cell].cost
      }
      sums.power += part.power
      sums.borders.add(part.borders)
    }
    return sums
  }

  mutating func whole(_ node: AtomTree.Node, atoms: Range<Int>, cell: PowerCell) {
    let mass = Double(node.mass)
    let (dx, dy) = (node.x - cell.x, node.y - cell.y)
    add(
      node.mass,
      node.x,
      node.y,
      cost: mass * (dx * dx + dy * dy) + node.inertia,
      to: cell
    )
  }

  mutating func single(_ atoms: Range<Int>, of tree: AtomTree, cells: [PowerCell], from: Int) {
    for atom in atoms {
      let (x, y, mass) = (tree.x[atom], tree.y[atom], tree.mass[atom])
      var (first, second) = (from, from)
      var (least, next) = (Double.infinity, Double.infinity)
      for position in from..<cells.count {
        let power = cells[position].power(x, y)
        if power < least {
          (second, next) = (first, least)
          (first, least) = (position, power)
        } else if power < next {
          (second, next) = (position, power)
        }
      }
      let cell = cells[first]
      add(mass, x, y, cost: Double(mass) * (least + cell.weight), to: cell)
      let strip = cell.strip(cells[second])
      if next - least < reach * strip {
        let border = borders.position(of: cell.number, cells[second].number, strip: strip)
        borders.add(mass, x, y, margin: (next - least) / (reach * strip), to: border)
      }
    }
  }

  @inline(__always)
  private mutating func add(
    _ mass: Int64,
    _ x: Double,
    _ y: Double,
    cost: Double,
    to cell: PowerCell
  ) {
    let number = Int(cell.number)
    cells[number].mass += mass
    cells[number].x += Double(mass) * x
    cells[number].y += Double(mass) * y
    cells[number].cost += cost
    power += cost - Double(mass) * cell.weight
  }
}
