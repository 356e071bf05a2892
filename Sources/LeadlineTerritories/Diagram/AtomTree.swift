/// Atoms along a space-filling curve, and boxes around runs of them, level upon level.
///
/// A pass over a diagram goes down from the greatest boxes and stops at those that lie in one cell,
/// so that it costs what the borders between the cells cost.
struct AtomTree: Sendable {
  /// Atoms in a leaf.
  static let leafSize = 16
  /// Children of a node, and atoms that become one on a coarser level.
  static let width = 8
  /// The greatest number of parts that a pass is split into.
  ///
  /// Sums are added part by part, so this, not the number of threads, decides their last bits.
  private static let greatestParts = 16

  /// A box around a run of atoms and what is in it.
  struct Node: Sendable {
    /// The middle of the box and half its sides.
    var middleX, middleY, halfX, halfY: Double
    /// What the atoms hold.
    var mass: Int64
    /// Their centroid.
    var x, y: Double
    /// The sum of mass times squared distance from the centroid.
    var inertia: Double
  }

  let x, y: [Double]
  let mass: [Int64]
  /// The leaves, then the nodes of ``width`` nodes of the level before, up to a few dozen.
  let levels: [[Node]]
  /// What all atoms hold.
  let total: Int64

  /// Makes a tree of atoms in the order of the curve.
  ///
  /// - Complexity: O(*n*).
  init(x: [Double], y: [Double], mass: [Int64]) {
    self.x = x
    self.y = y
    self.mass = mass
    total = mass.reduce(0, +)
    var level = stride(from: 0, to: x.count, by: Self.leafSize).map { start in
      Self.leaf(start..<min(x.count, start + Self.leafSize), x, y, mass)
    }
    var levels = [level]
    while level.count > 64 {
      level = stride(from: 0, to: level.count, by: Self.width).map { start in
        Self.parent(of: level[start..<min(level.count, start + Self.width)])
      }
      levels.append(level)
    }
    self.levels = levels
  }

  /// The number of atoms.
  var count: Int { x.count }

  /// The squared side of a square around all atoms.
  var extent: Double {
    let top = levels[levels.count - 1]
    var (leastX, mostX, leastY, mostY) = (
      Double.infinity, -Double.infinity, Double.infinity, -Double.infinity
    )
    for node in top {
      leastX = min(leastX, node.middleX - node.halfX)
      mostX = max(mostX, node.middleX + node.halfX)
      leastY = min(leastY, node.middleY - node.halfY)
      mostY = max(mostY, node.middleY + node.halfY)
    }
    let side = max(mostX - leastX, mostY - leastY)
    return side * side
  }

  /// Runs of the nodes of the uppermost level, the parts of a pass.
  var parts: [Range<Int>] {
    let top = levels[levels.count - 1].count
    let parts = count < 4_096 ? 1 : min(Self.greatestParts, top)
    return (0..<parts).map { top * $0 / parts..<top * ($0 + 1) / parts }
  }

  /// The atoms below a node.
  func atoms(of node: Int, on level: Int) -> Range<Int> {
    var size = Self.leafSize
    for _ in 0..<level { size *= Self.width }
    return node * size..<min(count, (node + 1) * size)
  }

  /// The same mass in an eighth of the atoms, each the centroid of eight.
  func coarser() -> AtomTree {
    var (x, y, mass) = ([Double](), [Double](), [Int64]())
    for start in stride(from: 0, to: count, by: Self.width) {
      let run = Self.leaf(
        start..<min(count, start + Self.width),
        self.x,
        self.y,
        self.mass
      )
      x.append(run.x)
      y.append(run.y)
      mass.append(run.mass)
    }
    return AtomTree(x: x, y: y, mass: mass)
  }

  private static func leaf(
    _ atoms: Range<Int>,
    _ x: [Double],
    _ y: [Double],
    _ mass: [Int64]
  ) -> Node {
    let first = atoms.lowerBound
    var (leastX, mostX, leastY, mostY) = (x[first], x[first], y[first], y[first])
    var (sum, sumX, sumY) = (Int64(0), 0.0, 0.0)
    for atom in atoms {
      leastX = min(leastX, x[atom])
      mostX = max(mostX, x[atom])
      leastY = min(leastY, y[atom])
      mostY = max(mostY, y[atom])
      sum += mass[atom]
      // Relative to one of them, so that the centroid of equal places is that place.
      sumX += Double(mass[atom]) * (x[atom] - x[first])
      sumY += Double(mass[atom]) * (y[atom] - y[first])
    }
    var node = Node(
      middleX: (leastX + mostX) / 2,
      middleY: (leastY + mostY) / 2,
      halfX: (mostX - leastX) / 2,
      halfY: (mostY - leastY) / 2,
      mass: sum,
      x: (leastX + mostX) / 2,
      y: (leastY + mostY) / 2,
      inertia: 0
    )
    guard sum > 0 else { return node }
    node.x = x[first] + sumX / Double(sum)
    node.y = y[first] + sumY / Double(sum)
    for atom in atoms {
      let (dx, dy) = (x[atom] - node.x, y[atom] - node.y)
      node.inertia += Double(mass[atom]) * (dx * dx + dy * dy)
    }
    return node
  }

  private static func parent(of nodes: ArraySlice<Node>) -> Node {
    guard let first = nodes.first else { preconditionFailure("a node has children") }
    var (leastX, mostX) = (first.middleX - first.halfX, first.middleX + first.halfX)
    var (leastY, mostY) = (first.middleY - first.halfY, first.middleY + first.halfY)
    var (sum, sumX, sumY) = (Int64(0), 0.0, 0.0)
    for node in nodes {
      leastX = min(leastX, node.middleX - node.halfX)
      mostX = max(mostX, node.middleX + node.halfX)
      leastY = min(leastY, node.middleY - node.halfY)
      mostY = max(mostY, node.middleY + node.halfY)
      sum += node.mass
      sumX += Double(node.mass) * (node.x - first.x)
      sumY += Double(node.mass) * (node.y - first.y)
    }
    var parent = Node(
      middleX: (leastX + mostX) / 2,
      middleY: (leastY + mostY) / 2,
      halfX: (mostX - leastX) / 2,
      halfY: (mostY - leastY) / 2,
      mass: sum,
      x: (leastX + mostX) / 2,
      y: (leastY + mostY) / 2,
      inertia: 0
    )
    guard sum > 0 else { return parent }
    parent.x = first.x + sumX / Double(sum)
    parent.y = first.y + sumY / Double(sum)
    for node in nodes {
      let (dx, dy) = (node.x - parent.x, node.y - parent.y)
      parent.inertia += node.inertia + Double(node.mass) * (dx * dx + dy * dy)
    }
    return parent
  }
}
