/// Finds the weights with which the cells of a power diagram hold what they shall.
///
/// These maximise a concave function of the weights, the dual of the cheapest way to carry all mass to
/// centres that take so much each: the mass times its least power, plus the targets times the
/// weights. Its slope is what each cell misses. Newton's steps with a search along each; cells that
/// run empty, where the matrix knows nothing, are given their share by a step of their own.
/// Source: Kitagawa, Mérigot, Thibert, doi:10.4171/JEMS/889; the rest is our own.
struct DualAscent {
  /// The centres and their weights.
  private(set) var cells: [PowerCell]
  /// What each cell shall hold; the sum is that of the atoms.
  let targets: [Int64]
  /// What the cells hold.
  private(set) var sums: CellSums
  private let tree: AtomTree
  private let threads: Int?
  /// How strongly the next step is held back; see ``BorderSystem``.
  private var damping = 0.1
  /// How near to borders the next pass looks.
  private var reach = 0.5

  /// Begins at some weights.
  init(_ tree: AtomTree, cells: [PowerCell], targets: [Int64], threads: Int?) {
    self.tree = tree
    self.cells = cells
    self.targets = targets
    self.threads = threads
    // Sizes are not known yet, so strips have to wait for the next look.
    sums = CellSums.of(tree, cells: cells, reach: 0, threads: threads)
    look(reach: 0.5)
  }

  /// Replaces the centres; the weights change so that borders stay about where they are.
  mutating func move(to centres: [PlanePoint]) {
    var moved = cells
    for number in cells.indices {
      moved[number].x = centres[number].x
      moved[number].y = centres[number].y
    }
    // Narrow strips say nothing of most borders.
    if reach < 0.5 { look(reach: 0.5) }
    damping = 0.01
    let shift = system.compensation(from: cells, to: moved)
    for number in cells.indices { moved[number].weight += shift[number] }
    cells = moved
    look(reach: 0.5)
  }

  /// The equations of a step from here.
  private var system: BorderSystem {
    BorderSystem(
      sums,
      reach: reach,
      targets: targets,
      extent: tree.extent / Double(targets.count),
      damping: damping
    )
  }

  /// Adds up the cells anew, with strips for what is known of their sizes.
  private mutating func look(reach: Double) {
    self.reach = reach
    let few = 4 * tree.total / Int64(max(1, tree.count))
    for number in cells.indices {
      let held = sums.cells[number]
      let mass = max(1, Double(held.mass))
      let (dx, dy) = (held.x / mass - cells[number].x, held.y / mass - cells[number].y)
      let spread = held.mass > 0 ? held.cost / mass - dx * dx - dy * dy : 0
      cells[number].size = max(spread, 1e-12 * tree.extent).squareRoot()
      // The spread of a few atoms says nothing.
      if held.mass < few {
        cells[number].size = max(cells[number].size, distanceToNearest(number) / 4)
      }
    }
    sums = sums(of: cells)
  }

  /// The distance from a centre to the nearest other one.
  private func distanceToNearest(_ number: Int) -> Double {
    let cell = cells[number]
    var least = Double.infinity
    for other in cells.indices where other != number {
      let (dx, dy) = (cells[other].x - cell.x, cells[other].y - cell.y)
      least = min(least, dx * dx + dy * dy)
    }
    return least.isFinite ? least.squareRoot() : 0
  }

  /// The mass that each cell misses.
  var missing: [Double] {
    targets.indices.map { Double(targets[$0] - sums.cells[$0].mass) }
  }

  /// The value of the dual: a lower bound of the cost of every plan that meets the targets.
  var bound: Double {
    var bound = sums.power
    for cell in cells.indices { bound += Double(targets[cell]) * cells[cell].weight }
    return bound
  }

  /// Climbs until no cell misses or exceeds more than a share of its target, or no step helps.
  ///
  /// - Parameters:
  ///   - tolerance: The share.
  ///   - atom: A mass that is allowed beside it, for atoms can't be split.
  ///   - steps: The greatest number of steps.
  mutating func climb(tolerance: Double, atom: Double, steps: Int) {
    var idle = 0
    var refills = 0
    for _ in 0..<steps {
      if refills < 8, refill() { refills += 1 }
      let missing = missing
      let isDone = targets.indices.allSatisfy {
        abs(missing[$0]) <= tolerance * Double(targets[$0]) + atom
      }
      if isDone { break }
      let before = Self.misfit(missing, targets)
      guard advance(missing, misfit: before) else {
        if damping >= 10 { break }
        damping = max(0.01, damping * 10)
        continue
      }
      idle = Self.misfit(self.missing, targets) > 0.7 * before && damping < 0.01 ? idle + 1 : 0
      if idle == 4 { break }
    }
  }

  /// Whether no cell misses or exceeds more than a share of its target.
  func isBalanced(within share: Double) -> Bool {
    zip(missing, targets).allSatisfy { abs($0) <= share * Double($1) }
  }

  /// Takes weights that were found in another way.
  mutating func reweigh(_ weighed: [PowerCell]) {
    cells = weighed
    damping = 0.1
    sums = CellSums.of(tree, cells: cells, reach: 0, threads: threads)
    look(reach: 0.5)
  }

  /// One Newton step; false if none was found that helps.
  private mutating func advance(_ missing: [Double], misfit: Double) -> Bool {
    let step = system.step(missing)
    let slope = Self.dot(missing, step)
    guard slope > 0, slope.isFinite else { return false }
    let bound = bound
    var share = 1.0
    for attempt in 0..<6 {
      let (cells, sums) = trial(step, share)
      let trial = DualAscent(self, cells: cells, sums: sums)
      // Cells that run empty are worth avoiding, but not at the price of standing still.
      let isSafe = attempt >= 4 || trial.keepsCells(of: self)
      let gain = trial.bound - bound
      let isLess = Self.misfit(trial.missing, targets) <= (1 - share / 8) * misfit
      if isSafe && (isLess || gain >= 0.1 * share * slope) {
        (self.cells, self.sums) = (cells, sums)
        damping = attempt == 0 ? damping / 8 : attempt == 1 ? damping : min(10, damping * 4)
        reach = nextReach(step)
        return true
      }
      share /= attempt == 0 ? 2 : 4
    }
    return false
  }

  /// Whether no cell has lost most of what it held.
  private func keepsCells(of before: DualAscent) -> Bool {
    targets.indices.allSatisfy {
      sums.cells[$0].mass >= min(before.sums.cells[$0].mass, targets[$0]) / 5
    }
  }

  private init(_ other: DualAscent, cells: [PowerCell], sums: CellSums) {
    self = other
    self.cells = cells
    self.sums = sums
  }

  private func trial(_ step: [Double], _ share: Double) -> ([PowerCell], CellSums) {
    var cells = cells
    for cell in cells.indices { cells[cell].weight += share * step[cell] }
    return (cells, sums(of: cells))
  }

  private func sums(of cells: [PowerCell]) -> CellSums {
    CellSums.of(tree, cells: cells, reach: reach, threads: threads)
  }

  /// Strips somewhat wider than what this step moves the borders by: the next step will be smaller.
  private func nextReach(_ step: [Double]) -> Double {
    var greatest = 0.0
    for border in sums.borders.borders where border.strip > 0 {
      let moved = abs(step[Int(border.first)] - step[Int(border.second)]) / border.strip
      greatest = max(greatest, moved)
    }
    return min(0.5, max(1.0 / 64, 2 * greatest))
  }

  /// Gives cells that hold next to nothing the weights with which they get their targets.
  ///
  /// - Returns: Whether there were such cells.
  private mutating func refill() -> Bool {
    let starving = targets.indices.filter {
      targets[$0] > 0 && sums.cells[$0].mass <= targets[$0] / 256
    }
    // On fine levels a cell costs a pass over all atoms; those that are left wait for the next step.
    let affordable = max(1, min(starving.count, 20_000_000 / max(1, tree.count)))
    guard !starving.isEmpty else { return false }
    var least = LeastPowers.of(tree, cells: cells, threads: threads)
    for cell in starving.prefix(affordable) {
      cells[cell].weight = max(
        cells[cell].weight,
        least.weight(for: cells[cell], target: targets[cell], in: tree)
      )
      least.lower(by: cells[cell], in: tree)
    }
    look(reach: 0.5)
    return true
  }

  /// The sum of squares of what cells miss, each relative to its target.
  private static func misfit(_ missing: [Double], _ targets: [Int64]) -> Double {
    var sum = 0.0
    for cell in missing.indices {
      sum += missing[cell] * missing[cell] / max(1, Double(targets[cell]))
    }
    return sum
  }

  private static func dot(_ one: [Double], _ other: [Double]) -> Double {
    var sum = 0.0
    for position in one.indices { sum += one[position] * other[position] }
    return sum
  }
}
