import Foundation

/// A first plan: the atoms are cut in two by a straight line, the parts again, until each is one
/// territory.
///
/// Of several directions the one is taken whose parts are most compact.
/// Source: Kalcsics, Nickel, Schröder, doi:10.1007/BF02578982, successive dichotomies.
struct Dichotomies {
  /// A part of the first plan.
  struct Part: Sendable {
    var centre: PlanePoint
    /// The mean squared distance of its mass from the centre.
    var spread: Double
  }

  private let tree: AtomTree
  private let targets: [Int64]
  private let directions: [(x: Double, y: Double)]
  private var items: [WeightedSelection.Item]
  private var parts: [Part]
  private var labels: [Int32]

  /// Cuts all atoms into as many parts as there are targets, of about the masses of these.
  ///
  /// - Complexity: O(*n* directions log *k*).
  static func parts(_ tree: AtomTree, targets: [Int64], directions: Int) -> [Part] {
    var cutter = Dichotomies(tree, targets, directions, atoms: Array(0..<Int32(tree.count)))
    cutter.cut(0..<tree.count, among: 0..<targets.count)
    return cutter.parts
  }

  /// The part of each of some atoms, in their order.
  static func labels(
    of atoms: [Int32],
    in tree: AtomTree,
    targets: [Int64],
    directions: Int
  ) -> [Int32] {
    var cutter = Dichotomies(tree, targets, directions, atoms: atoms)
    cutter.cut(0..<atoms.count, among: 0..<targets.count)
    return atoms.map { cutter.labels[Int($0)] }
  }

  private init(_ tree: AtomTree, _ targets: [Int64], _ directions: Int, atoms: [Int32]) {
    self.tree = tree
    self.targets = targets
    self.directions = (0..<max(1, directions)).map { direction in
      let angle = Double.pi * Double(direction) / Double(max(1, directions))
      return (cos(angle), sin(angle))
    }
    items = atoms.map { .init(key: 0, mass: tree.mass[Int($0)], number: $0) }
    parts = targets.map { _ in Part(centre: PlanePoint(x: 0, y: 0), spread: 0) }
    labels = [Int32](repeating: 0, count: tree.count)
  }

  private mutating func cut(_ range: Range<Int>, among territories: Range<Int>) {
    guard territories.count > 1 else {
      if let territory = territories.first { finish(range, territory) }
      return
    }
    if range.count <= territories.count {
      scatter(range, among: territories)
      return
    }
    let total = territories.reduce(Int64(0)) { $0 + targets[$1] }
    var middle = territories.lowerBound
    var first: Int64 = 0
    while middle < territories.upperBound - 1,
      middle == territories.lowerBound || first + targets[middle] / 2 <= total / 2
    {
      first += targets[middle]
      middle += 1
    }
    let held = range.reduce(Int64(0)) { $0 + items[$1].mass }
    let share = total > 0 ? Double(first) / Double(total) : 0.5
    let mass = Int64((Double(held) * share).rounded())
    var best = (gain: -Double.infinity, direction: 0)
    var last = 0
    for direction in directions.indices {
      let split = split(range, direction, mass)
      let gain = gain(range, split)
      if gain > best.gain { best = (gain, direction) }
      last = split
    }
    if best.direction != directions.count - 1 { last = split(range, best.direction, mass) }
    // An atom for each, even if a few atoms have nearly all the mass.
    let least = range.lowerBound + (middle - territories.lowerBound)
    let most = range.upperBound - (territories.upperBound - middle)
    if last < least || last > most {
      items[range].sort(by: WeightedSelection.Item.precedes)
      last = min(max(last, least), most)
    }
    cut(range.lowerBound..<last, among: territories.lowerBound..<middle)
    cut(last..<range.upperBound, among: middle..<territories.upperBound)
  }

  /// Gives each of few atoms a territory of its own, the heaviest the one that wants most.
  private mutating func scatter(_ range: Range<Int>, among territories: Range<Int>) {
    items[range].sort { ($1.mass, $0.number) < ($0.mass, $1.number) }
    let order = territories.sorted { (targets[$1], $0) < (targets[$0], $1) }
    for (place, territory) in order.enumerated() {
      let position = range.lowerBound + place
      finish(position..<min(position + 1, max(position, range.upperBound)), territory)
    }
  }

  /// Cuts across a direction; returns where the second part begins.
  private mutating func split(_ range: Range<Int>, _ direction: Int, _ mass: Int64) -> Int {
    let (x, y) = directions[direction]
    for position in range {
      let atom = Int(items[position].number)
      items[position].key = x * tree.x[atom] + y * tree.y[atom]
    }
    return WeightedSelection.split(&items, range, mass: mass)
  }

  /// How much of the moment of inertia a cut takes away.
  private func gain(_ range: Range<Int>, _ split: Int) -> Double {
    let (a, b) = (moments(range.lowerBound..<split), moments(split..<range.upperBound))
    guard a.mass > 0, b.mass > 0 else { return -.infinity }
    let (dx, dy) = (a.x / a.mass - b.x / b.mass, a.y / a.mass - b.y / b.mass)
    return a.mass * b.mass / (a.mass + b.mass) * (dx * dx + dy * dy)
  }

  private func moments(_ range: Range<Int>) -> (mass: Double, x: Double, y: Double) {
    var sums = (mass: 0.0, x: 0.0, y: 0.0)
    for position in range {
      let atom = Int(items[position].number)
      let mass = Double(tree.mass[atom])
      sums.mass += mass
      sums.x += mass * tree.x[atom]
      sums.y += mass * tree.y[atom]
    }
    return sums
  }

  private mutating func finish(_ range: Range<Int>, _ territory: Int) {
    for position in range { labels[Int(items[position].number)] = Int32(territory) }
    let sums = moments(range)
    guard !items.isEmpty else { return }
    guard sums.mass > 0, !range.isEmpty else {
      // Nothing to stand in the middle of: beside the next atom along the last cut.
      let beside = Int(items[min(range.lowerBound, items.count - 1)].number)
      parts[territory].centre = PlanePoint(x: tree.x[beside], y: tree.y[beside])
      return
    }
    let centre = PlanePoint(x: sums.x / sums.mass, y: sums.y / sums.mass)
    var inertia = 0.0
    for position in range {
      let atom = Int(items[position].number)
      let (dx, dy) = (tree.x[atom] - centre.x, tree.y[atom] - centre.y)
      inertia += Double(tree.mass[atom]) * (dx * dx + dy * dy)
    }
    parts[territory] = Part(centre: centre, spread: inertia / sums.mass)
  }
}
