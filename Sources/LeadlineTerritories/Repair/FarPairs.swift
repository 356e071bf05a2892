/// How many customers of one territory lie farther apart than a limit, and by how much.
///
/// A plan's largest diameter is below the limit when there is no such pair. Every pair costs
/// ``base`` and the more the farther apart it is, in whole numbers, so that sums don't drift.
struct FarPairs: Sendable {
  /// What a pair costs that is hardly too far apart.
  static let base: Float = 8
  /// The limit, in the unit of the positions.
  private(set) var limit: Double = .infinity
  /// The cost of all pairs a customer is part of in its own territory.
  private(set) var own: [Float]
  /// The number of pairs that are too far apart, each weighted by its cost.
  private(set) var total: Double = 0

  private let positions: [SIMD2<Float>]
  /// Members of the territories in blocks of eight; empty places hold NaN, which is never too far.
  private var x: [SIMD8<Float>] = []
  private var y: [SIMD8<Float>] = []
  private var atoms: [Int32] = []
  /// The first block of each territory, and one more.
  private var starts: [Int] = []
  private var sizes: [Int]
  private var slots: [Int32]
  private var square: Float = .infinity
  private var factor: Float = 0

  init(state: PlanState) {
    positions = state.positions.map { SIMD2(Float($0.x), Float($0.y)) }
    own = [Float](repeating: 0, count: positions.count)
    slots = [Int32](repeating: -1, count: positions.count)
    sizes = [Int](repeating: 0, count: state.territories)
    pack(state.labels)
  }

  /// Lays the members out anew, each territory with room to grow by half.
  private mutating func pack(_ labels: [Int32]) {
    for territory in sizes.indices { sizes[territory] = 0 }
    for label in labels where label >= 0 { sizes[Int(label)] += 1 }
    starts = [0]
    for size in sizes { starts.append(starts[starts.count - 1] + (size + size / 2) / 8 + 2) }
    let blocks = starts[starts.count - 1]
    x = [SIMD8<Float>](repeating: SIMD8(repeating: .nan), count: blocks)
    y = x
    atoms = [Int32](repeating: -1, count: blocks * 8)
    for territory in sizes.indices { sizes[territory] = 0 }
    for atom in labels.indices where labels[atom] >= 0 { place(atom, in: Int(labels[atom])) }
  }

  private mutating func place(_ atom: Int, in territory: Int) {
    let slot = starts[territory] * 8 + sizes[territory]
    sizes[territory] += 1
    x[slot / 8][slot % 8] = positions[atom].x
    y[slot / 8][slot % 8] = positions[atom].y
    atoms[slot] = Int32(atom)
    slots[atom] = Int32(slot)
  }

  private mutating func remove(_ atom: Int, from territory: Int) {
    let slot = Int(slots[atom])
    sizes[territory] -= 1
    let last = starts[territory] * 8 + sizes[territory]
    if last != slot {
      let moved = atoms[last]
      x[slot / 8][slot % 8] = x[last / 8][last % 8]
      y[slot / 8][slot % 8] = y[last / 8][last % 8]
      atoms[slot] = moved
      slots[Int(moved)] = Int32(slot)
    }
    x[last / 8][last % 8] = .nan
    y[last / 8][last % 8] = .nan
    atoms[last] = -1
  }

  /// Sets another limit and counts afresh.
  ///
  /// - Complexity: O(customers · the size of a territory).
  mutating func setLimit(_ limit: Double, labels: [Int32]) {
    self.limit = limit
    square = Float(limit * limit)
    // A pair that is a tenth too far apart costs 64 more.
    factor = 64 / (0.21 * square)
    total = 0
    for atom in labels.indices where labels[atom] >= 0 {
      own[atom] = cost(of: atom, in: Int(labels[atom]))
      total += Double(own[atom])
    }
    total /= 2
  }

  /// The cost of each of eight pairs, from the squared distances.
  @inline(__always)
  private func costs(_ distances: SIMD8<Float>) -> SIMD8<Float> {
    let excess = distances - square
    // Adding and taking off 2^23 rounds to whole numbers.
    let scaled = (pointwiseMin(excess * factor, SIMD8(repeating: 4_096)) + 8_388_608) - 8_388_608
    return SIMD8<Float>(repeating: 0).replacing(with: scaled + Self.base, where: excess .> 0)
  }

  /// What a customer's pairs cost in a territory, be it there or not.
  ///
  /// - Complexity: O(the size of the territory).
  func cost(of atom: Int, in territory: Int) -> Float {
    let place = positions[atom]
    var sum = SIMD8<Float>(repeating: 0)
    let start = starts[territory]
    for block in start..<start + (sizes[territory] + 7) / 8 {
      let dx = x[block] - place.x
      let dy = y[block] - place.y
      sum += costs(dx * dx + dy * dy)
    }
    return sum.sum()
  }

  /// Follows a move.
  ///
  /// - Complexity: O(the sizes of the two territories).
  mutating func move(_ atom: Int, from: Int, to: Int, labels: [Int32]) {
    total -= Double(own[atom])
    remove(atom, from: from)
    count(atom, in: from, sign: -1)
    own[atom] = count(atom, in: to, sign: 1)
    total += Double(own[atom])
    if (sizes[to] + 8) / 8 > starts[to + 1] - starts[to] {
      pack(labels)
    } else {
      place(atom, in: to)
    }
  }

  @discardableResult
  private mutating func count(_ atom: Int, in territory: Int, sign: Float) -> Float {
    let place = positions[atom]
    var sum: Float = 0
    let start = starts[territory]
    for block in start..<start + (sizes[territory] + 7) / 8 {
      let dx = x[block] - place.x
      let dy = y[block] - place.y
      let part = costs(dx * dx + dy * dy)
      let here = part.sum()
      guard here > 0 else { continue }
      sum += here
      for lane in 0..<8 where part[lane] > 0 {
        own[Int(atoms[block * 8 + lane])] += sign * part[lane]
      }
    }
    return sum
  }
}
