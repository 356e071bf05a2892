/// The cheapest way to even out what the cells of a diagram hold, by carrying atoms, or parts of
/// them, across borders.
///
/// The flow of least cost on the graph of the cells: the way from one cell to the next is as long as
/// the cheapest atom there makes it, so a shortest way from a cell with too much to one that misses
/// something says which atoms go on. The weights follow the lengths, so at the end every atom lies
/// in a cell of least power, which proves that nothing is cheaper among the cells it may go to.
struct BorderTransport {
  /// An atom that might go from the cell of one slot to that of another.
  private struct Offer {
    /// The growth of the squared distance.
    var key: Double
    var from, to: Int32
  }

  /// The ways out of a cell.
  private struct Way {
    var to: Int32
    var next: Int32
    /// The offers, the least key in front.
    var offers: [Offer]
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
    var queue = ShortestFirst()
    for cell in 0..<count where excess[cell] > 0 {
      distances[cell] = 0
      queue.insert(0, cell)
    }
    var missing: [Int] = []
    var wanted = excess.count { $0 < 0 }
    var greatest = 0.0
    while wanted > 0, let (distance, cell) = queue.removeFirst() {
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
          queue.insert(distances[to], to)
        }
      }
    }
    guard !missing.isEmpty else { return false }
    // Along all shortest ways the powers become equal; elsewhere they stay in their order.
    let keys = missing.map { cell in way(to: cell, arrivals).map { (ways[$0].offers[0].key) } }
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
    let source = Int(near.cells[Int(start.from)])
    while excess[cell] < 0, excess[source] > 0 {
      var amount = min(-excess[cell], excess[source])
      for (way, key) in zip(path, keys) {
        guard let offer = firstOffer(way), offer.key <= key else { return }
        amount = min(amount, flows[Int(offer.from)])
      }
      // From the end, so that what goes into a cell is not carried on instead of what lay there.
      for way in path {
        guard let offer = firstOffer(way) else { return }
        let isNew = flows[Int(offer.to)] == 0
        flows[Int(offer.from)] -= amount
        flows[Int(offer.to)] += amount
        if isNew { self.offer(Int(offer.to)) }
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
      insert(Offer(key: key, from: Int32(slot), to: Int32(other)), into: way)
    }
  }

  private mutating func way(from: Int32, to: Int32) -> Int {
    var way = firstWays[Int(from)]
    while way >= 0 {
      if ways[Int(way)].to == to { return Int(way) }
      way = ways[Int(way)].next
    }
    ways.append(Way(to: to, next: firstWays[Int(from)], offers: []))
    firstWays[Int(from)] = Int32(ways.count - 1)
    return ways.count - 1
  }

  /// The least offer of a way that still stands; those of atoms that have gone are dropped.
  private mutating func firstOffer(_ way: Int) -> Offer? {
    while let offer = ways[way].offers.first {
      if flows[Int(offer.from)] > 0 { return offer }
      removeFirst(of: way)
    }
    return nil
  }

  private static func precedes(_ one: Offer, _ other: Offer) -> Bool {
    one.key < other.key || (one.key == other.key && (one.from, one.to) < (other.from, other.to))
  }

  private mutating func insert(_ offer: Offer, into way: Int) {
    ways[way].offers.append(offer)
    var place = ways[way].offers.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard Self.precedes(ways[way].offers[place], ways[way].offers[parent]) else { break }
      ways[way].offers.swapAt(place, parent)
      place = parent
    }
  }

  private mutating func removeFirst(of way: Int) {
    let last = ways[way].offers.removeLast()
    let count = ways[way].offers.count
    guard count > 0 else { return }
    ways[way].offers[0] = last
    var place = 0
    while 2 * place + 1 < count {
      var child = 2 * place + 1
      if child + 1 < count, Self.precedes(ways[way].offers[child + 1], ways[way].offers[child]) {
        child += 1
      }
      guard Self.precedes(ways[way].offers[child], ways[way].offers[place]) else { break }
      ways[way].offers.swapAt(place, child)
      place = child
    }
  }
}

/// A queue of cells by distance, of equal ones by number.
private struct ShortestFirst {
  private var entries: [(distance: Double, cell: Int)] = []

  mutating func insert(_ distance: Double, _ cell: Int) {
    entries.append((distance, cell))
    var place = entries.count - 1
    while place > 0, entries[place] < entries[(place - 1) / 2] {
      entries.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func removeFirst() -> (distance: Double, cell: Int)? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    guard !entries.isEmpty else { return first }
    entries[0] = last
    var place = 0
    while 2 * place + 1 < entries.count {
      var child = 2 * place + 1
      if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
      guard entries[child] < entries[place] else { break }
      entries.swapAt(place, child)
      place = child
    }
    return first
  }
}
