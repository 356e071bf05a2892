/// The linear equations of a Newton step: how much the weights must change for cells to gain or lose
/// what they miss or have too much.
///
/// A border of two cells moves when the difference of their weights changes, and the mass in the
/// strip that it sweeps changes hands. So the matrix is the Laplacian of the graph of the cells,
/// with the mass near each border, per unit of power, on its edges.
struct BorderSystem {
  private let ends: [(Int, Int)]
  /// The difference of powers that moves each border by half a cell.
  private let strips: [Double]
  private let borders: [BorderTable.Border]
  private let reach: Double
  /// Holds each cell a little where it is, so that islands without borders have a solution too.
  private let anchors: [Double]
  private let targets: [Int64]
  private let damping: Double

  /// Makes the equations.
  ///
  /// - Parameters:
  ///   - sums: What the cells hold, with the strips of a reach.
  ///   - reach: The reach that the sums were made with.
  ///   - targets: What the cells shall hold.
  ///   - extent: The squared size of a typical cell, for cells without borders.
  ///   - damping: How much mass to assume near borders beside what is there: a share of what would
  ///     be there if the cells' targets were spread over them. It keeps borders from running away
  ///     where little lies near them.
  init(
    _ sums: CellSums,
    reach: Double,
    targets: [Int64],
    extent: Double,
    damping: Double
  ) {
    self.damping = damping
    borders = sums.borders.borders
    ends = borders.map { (Int($0.first), Int($0.second)) }
    strips = borders.map { max($0.strip, .leastNormalMagnitude) }
    self.reach = reach
    self.targets = targets
    var nearest = [Double](repeating: .infinity, count: targets.count)
    for (strip, (first, second)) in zip(strips, ends) {
      nearest[first] = min(nearest[first], strip)
      nearest[second] = min(nearest[second], strip)
    }
    anchors = zip(targets, nearest).map { target, square in
      let isFree = !(square.isFinite && square > 0)
      let size = isFree ? extent : square
      return (isFree ? max(1e-5, damping / 10) : 1e-5) * max(1, Double(target))
        / max(size, .leastNormalMagnitude)
    }
  }

  /// The change of the weights that should give the cells what they miss.
  ///
  /// It is worked out twice: the first answer says how far each border will move, and so in which
  /// width of strip the mass is to be measured.
  func step(_ missing: [Double]) -> [Double] {
    var widths = [Int](repeating: 0, count: borders.count)
    var step = solve(missing, densities: densities(widths))
    for border in borders.indices {
      let (first, second) = ends[border]
      let moved = abs(step[first] - step[second]) / strips[border]
      var width = 0
      var strip = reach / 4
      while width < BorderTable.widths - 1, strip > moved,
        borders[border].mass(width: width + 1) * 1_000 > min(targets[first], targets[second])
      {
        width += 1
        strip /= 4
      }
      widths[border] = width
    }
    step = solve(missing, densities: densities(widths))
    return step
  }

  /// The change of the weights that best keeps all borders where they are when centres move.
  ///
  /// - Parameters:
  ///   - cells: The cells before, with the weights before.
  ///   - moved: The cells after, with these weights still.
  /// - Returns: What to add to each weight.
  func compensation(from cells: [PowerCell], to moved: [PowerCell]) -> [Double] {
    let densities = densities([Int](repeating: 0, count: borders.count))
    var pull = [Double](repeating: 0, count: cells.count)
    for border in borders.indices where borders[border].held.mass > 0 {
      let held = borders[border].held
      let (x, y) = (held.x / held.mass, held.y / held.mass)
      let (first, second) = ends[border]
      let shift =
        (moved[first].power(x, y) - cells[first].power(x, y))
        - (moved[second].power(x, y) - cells[second].power(x, y))
      pull[first] += densities[border] * shift
      pull[second] -= densities[border] * shift
    }
    return solve(pull, densities: densities)
  }

  /// The mass per unit of power at each border.
  private func densities(_ widths: [Int]) -> [Double] {
    borders.indices.map { border in
      let share = reach / Double(1 << (2 * widths[border]))
      let strip = 2 * share * strips[border]
      let (first, second) = ends[border]
      let spread = Double(min(targets[first], targets[second])) / strip * share
      return Double(borders[border].mass(width: widths[border])) / strip + damping * spread
    }
  }

  /// Conjugate gradients with the diagonal as preconditioner.
  private func solve(_ missing: [Double], densities: [Double]) -> [Double] {
    let count = missing.count
    var diagonal = anchors
    for (density, (first, second)) in zip(densities, ends) {
      diagonal[first] += density
      diagonal[second] += density
    }
    var solution = [Double](repeating: 0, count: count)
    var residual = missing
    var scaled = (0..<count).map { residual[$0] / diagonal[$0] }
    var direction = scaled
    var product = Self.dot(residual, scaled)
    let goal = product * 1e-6
    for _ in 0..<min(2 * count + 10, 400) where product > goal && product > 0 {
      var image = (0..<count).map { anchors[$0] * direction[$0] }
      for border in densities.indices {
        let (first, second) = ends[border]
        let flow = densities[border] * (direction[first] - direction[second])
        image[first] += flow
        image[second] -= flow
      }
      let curvature = Self.dot(direction, image)
      guard curvature > 0, curvature.isFinite else { break }
      let share = product / curvature
      for cell in 0..<count {
        solution[cell] += share * direction[cell]
        residual[cell] -= share * image[cell]
        scaled[cell] = residual[cell] / diagonal[cell]
      }
      let next = Self.dot(residual, scaled)
      let turn = next / product
      for cell in 0..<count { direction[cell] = scaled[cell] + turn * direction[cell] }
      product = next
    }
    return solution
  }

  private static func dot(_ one: [Double], _ other: [Double]) -> Double {
    var sum = 0.0
    for position in one.indices { sum += one[position] * other[position] }
    return sum
  }
}
