/// The cheapest way to even out what the cells of a diagram hold, by carrying atoms, or parts of
/// them, across borders.
///
/// The flow of least cost on the graph of the cells: the way from one cell to the next is as long as
/// the cheapest atom there makes it, so a shortest way from a cell with too much to one that misses
/// something says which atoms go on. The weights follow the lengths, so at the end every atom lies
/// in a cell of least power, which proves that nothing is cheaper among the cells it may go to.
struct BorderTransport {
  /// The ways out of a cell.
  private struct Way {
    var to: Int32
    var next: Int32
    /// The atoms that might go from the cell of one slot to that of another: the growth of the squared
    /// distance, and the two slots.
    var offers: LeastFirst
  }

  private let near: NearAtoms
  /// What each atom gives to each of its cells.
  private(set) var flows: [Int64]
  /// The weights of the cells.
  private(set) var weights: [Double]
  /// What each cell has too much, or misses if negative.
  private(set) var excess: [Int64]
  private let atomOfSlot: [Int32]
  private var ways: [Way] = []
  private var firstWays: [Int32]

  /// Starts with every atom in its cell.
  init(_ near: NearAtoms, tree: AtomTree, cells: [PowerCell], excess: [Int64]) {
    self.near = near
    self.excess = excess
    weights = cells.map(\.weight)
    flows = [Int64](repeating: 0, count: near.cells.count)
    firstWays = [Int32](repeating: -1, count: cells.count)
    var atoms = [Int32](repeating: 0, count: near.cells.count)
    for atom in near.atoms.indices {
      let slots = Int(near.offsets[atom])..<Int(near.offsets[atom + 1])
      for slot in slots { atoms[slot] = Int32(atom) }
      flows[slots.lowerBound] = tree.mass[Int(near.atoms[atom])]
    }
    atomOfSlot = atoms
    for atom in near.atoms.indices { offer(Int(near.offsets[atom])) }
  }

  /// Evens out everything.
  ///
  /// Something is left if atoms that may be carried can't get to where they are missed, or if the
  /// limit is reached.
  ///
  /// - Parameter limit: The greatest number of searches.
  mutating func run(limit: Int) {
    for _ in 0..<limit where excess.contains(where: { $0 > 0 }) {
      guard carry() else { return }
    }
  }

  /// One search for shortest ways, and what goes along them; false if there is none.
  private mutating func carry() -> Bool {
    let count = excess.count
    var distances = [Double](repeating: .infinity, count: count)
    var arrivals = [(way: Int32, from: Int32)](repeating: (-1, -1), count: count)
    var isSettled = [Bool](repeating: false, count: count)
    var queue = LeastFirst()
    for cell in 0..<count where excess[cell] > 0 {
      distances[cell] = 0
      queue.push(.init(key: 0, item: Int32(cell), label: -1))
    }
    var missing: [Int] = []
    var wanted = excess.count { $0 < 0 }
    var greatest = 0.0
    while wanted > 0, let entry = queue.pop() {
      let (distance, cell) = (entry.key, Int(entry.item))
      if isSettled[cell] { continue }
      isSettled[cell] = true
      greatest = distance
      if excess[cell] < 0 {
        missing.append(cell)
        wanted -= 1
      }
      var way = firstWays[cell]
      while way >= 0 {
        defer { way = ways[Int(way)].next }
        let to = Int(ways[Int(way)].to)
        if isSettled[to] { continue }
        guard let offer = firstOffer(Int(way)) else { continue }
        let length = max(0, offer.key + weights[cell] - weights[to])
        if distance + length < distances[to] {
          distances[to] = distance + length
          arrivals[to] = (way, Int32(cell))
          queue.push(.init(key: distances[to], item: Int32(to), label: -1))
        }
      }
    }
    guard !missing.isEmpty else { return false }
    // Along all shortest ways the powers become equal; elsewhere they stay in their order.
    let keys = missing.map { cell in
      way(to: cell, arrivals).map { ways[$0].offers.first?.key ?? .infinity }
    }
    for cell in 0..<count { weights[cell] += min(distances[cell], greatest) }
    for (cell, keys) in zip(missing, keys) { carry(to: cell, way(to: cell, arrivals), keys) }
    return true
  }

  /// The ways from a cell with too much to another one, the last one first.
  private func way(to cell: Int, _ arrivals: [(way: Int32, from: Int32)]) -> [Int] {
    var way: [Int] = []
    var here = cell
    while arrivals[here].way >= 0 {
      way.append(Int(arrivals[here].way))
      here = Int(arrivals[here].from)
    }
    return way
  }

  /// Carries along a shortest way as long as its atoms last.
  private mutating func carry(to cell: Int, _ path: [Int], _ keys: [Double]) {
    guard let first = path.last, let start = firstOffer(first) else { return }
    let source = Int(near.cells[Int(start.item)])
    while excess[cell] < 0, excess[source] > 0 {
      var amount = min(-excess[cell], excess[source])
      for (way, key) in zip(path, keys) {
        guard let offer = firstOffer(way), offer.key <= key else { return }
        amount = min(amount, flows[Int(offer.item)])
      }
      // From the end, so that what goes into a cell is not carried on instead of what lay there.
      for way in path {
        guard let offer = firstOffer(way) else { return }
        let isNew = flows[Int(offer.label)] == 0
        flows[Int(offer.item)] -= amount
        flows[Int(offer.label)] += amount
        if isNew { self.offer(Int(offer.label)) }
      }
      excess[cell] += amount
      excess[source] -= amount
    }
  }

  /// Offers what an atom gives to the cell of a slot to its other cells.
  private mutating func offer(_ slot: Int) {
    let atom = Int(atomOfSlot[slot])
    for other in Int(near.offsets[atom])..<Int(near.offsets[atom + 1]) where other != slot {
      let way = way(from: near.cells[slot], to: near.cells[other])
      let key = near.squares[other] - near.squares[slot]
      ways[way].offers.push(.init(key: key, item: Int32(slot), label: Int32(other)))
    }
  }

  private mutating func way(from: Int32, to: Int32) -> Int {
    var way = firstWays[Int(from)]
    while way >= 0 {
      if ways[Int(way)].to == to { return Int(way) }
      way = ways[Int(way)].next
    }
    ways.append(Way(to: to, next: firstWays[Int(from)], offers: LeastFirst()))
    firstWays[Int(from)] = Int32(ways.count - 1)
    return ways.count - 1
  }

  /// The least offer of a way that still stands; those of atoms that have gone are dropped.
  private mutating func firstOffer(_ way: Int) -> LeastFirst.Entry? {
    while let offer = ways[way].offers.first {
      if flows[Int(offer.item)] > 0 { return offer }
      ways[way].offers.pop()
    }
    return nil
  }
}
