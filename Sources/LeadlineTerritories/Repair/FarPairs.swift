/// How many customers of one territory lie farther apart than a limit, and by how much.
///
/// A plan's largest diameter is below the limit when there is no such pair. Every pair costs
/// ``base`` and the more the farther apart it is, in whole numbers, so that sums don't drift.
///
/// The members of a territory lie in shells round a place in its middle. A customer is never too
/// far from what lies nearer to that place than the limit reaches beyond it, so most looks stop
/// after the outer shells.
struct FarPairs: Sendable {
  /// What a pair costs that is hardly too far apart.
  static let base: Float = 8
  /// The shells of each territory: the first reaches to `inner` limits from the middle, each one
  /// after it `width` limits farther, and the last takes all the rest.
  private static let shells = 8
  private static let inner: Float = 0.3
  private static let width: Float = 0.04

  /// The limit, in the unit of the positions.
  private(set) var limit: Double = .infinity
  /// The cost of all pairs a customer is part of in its own territory.
  private(set) var own: [Float]
  /// The number of pairs that are too far apart, each weighted by its cost.
  private(set) var total: Double = 0

  private let positions: [SIMD2<Float>]
  /// The middle of each territory when it was packed; any place would do.
  private var middles: [SIMD2<Float>]
  /// Members of the shells in blocks of eight; empty places hold NaN, which is never too far.
  private var x: [SIMD8<Float>] = []
  private var y: [SIMD8<Float>] = []
  private var atoms: [Int32] = []
  /// The first block of each territory's shells, and one more.
  private var starts: [Int] = []
  private var sizes: [Int]
  /// The place and the shell of each customer.
  private var slots: [Int32]
  private var homes: [Int32]
  private var square: Float = .infinity
  private var factor: Float = 0
  /// What makes limits of distances.
  private var scale: Float = 0

  init(state: PlanState) {
    positions = state.positions.map { SIMD2(Float($0.x), Float($0.y)) }
    own = [Float](repeating: 0, count: positions.count)
    slots = [Int32](repeating: -1, count: positions.count)
    homes = slots
    middles = [SIMD2<Float>](repeating: .zero, count: state.territories)
    sizes = [Int](repeating: 0, count: state.territories * Self.shells)
    pack(state.labels)
  }

  /// Lays the members out anew, each shell with room to grow by half.
  private mutating func pack(_ labels: [Int32]) {
    findMiddles(labels)
    for shell in sizes.indices { sizes[shell] = 0 }
    for atom in labels.indices where labels[atom] >= 0 {
      let shell = shell(of: atom, in: Int(labels[atom]))
      homes[atom] = Int32(shell)
      sizes[shell] += 1
    }
    starts = [0]
    for size in sizes { starts.append(starts[starts.count - 1] + (size + size / 2) / 8 + 2) }
    let blocks = starts[starts.count - 1]
    x = [SIMD8<Float>](repeating: SIMD8(repeating: .nan), count: blocks)
    y = x
    atoms = [Int32](repeating: -1, count: blocks * 8)
    for shell in sizes.indices { sizes[shell] = 0 }
    for atom in labels.indices where labels[atom] >= 0 { place(atom, in: Int(homes[atom])) }
  }

  private mutating func findMiddles(_ labels: [Int32]) {
    var sums = [SIMD4<Float>](repeating: .zero, count: middles.count)
    for atom in labels.indices where labels[atom] >= 0 {
      sums[Int(labels[atom])] += SIMD4(positions[atom].x, positions[atom].y, 1, 0)
    }
    for territory in middles.indices {
      let sum = sums[territory]
      middles[territory] = SIMD2(sum.x, sum.y) / max(sum.z, 1)
    }
  }

  /// How far a customer is from the middle of a territory, in limits.
  @inline(__always)
  private func reach(of atom: Int, in territory: Int) -> Float {
    let way = positions[atom] - middles[territory]
    return (way.x * way.x + way.y * way.y).squareRoot() * scale
  }

  /// The shell that a customer belongs to when it is in a territory.
  @inline(__always)
  private func shell(of atom: Int, in territory: Int) -> Int {
    let outside = (reach(of: atom, in: territory) - Self.inner) / Self.width
    return territory * Self.shells
      + (outside < 0 ? 0 : Int(min(outside + 1, Float(Self.shells - 1))))
  }

  /// The shells of a territory that may hold customers too far from this one.
  ///
  /// The first is chosen a hundredth of a shell too near, which rounding doesn't come near to.
  @inline(__always)
  private func farShells(from atom: Int, in territory: Int) -> Range<Int> {
    let safe = (1 - Self.inner - reach(of: atom, in: territory)) / Self.width - 0.01
    let first = safe < 0 ? 0 : Int(min(safe, Float(Self.shells - 2))) + 1
    return territory * Self.shells + first..<(territory + 1) * Self.shells
  }

  private mutating func place(_ atom: Int, in shell: Int) {
    let slot = starts[shell] * 8 + sizes[shell]
    sizes[shell] += 1
    x[slot / 8][slot % 8] = positions[atom].x
    y[slot / 8][slot % 8] = positions[atom].y
    atoms[slot] = Int32(atom)
    slots[atom] = Int32(slot)
    homes[atom] = Int32(shell)
  }

  private mutating func remove(_ atom: Int) {
    let slot = Int(slots[atom])
    let shell = Int(homes[atom])
    sizes[shell] -= 1
    let last = starts[shell] * 8 + sizes[shell]
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
    scale = min(Float(1 / limit), .greatestFiniteMagnitude)
    pack(labels)
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
    var scaled = excess * factor
    scaled.replace(with: 4_096, where: scaled .> 4_096)
    // Adding and taking off 2^23 rounds to whole numbers.
    scaled = (scaled + 8_388_608) - 8_388_608
    return SIMD8<Float>(repeating: 0).replacing(with: scaled + Self.base, where: excess .> 0)
  }

  /// What a customer's pairs cost in a territory, be it there or not.
  ///
  /// - Complexity: O(the size of the territory), mostly a small part of it.
  func cost(of atom: Int, in territory: Int) -> Float {
    let place = positions[atom]
    var sum = SIMD8<Float>(repeating: 0)
    for shell in farShells(from: atom, in: territory) {
      let start = starts[shell]
      for block in start..<start + (sizes[shell] + 7) / 8 {
        let dx = x[block] - place.x
        let dy = y[block] - place.y
        sum += costs(dx * dx + dy * dy)
      }
    }
    return sum.sum()
  }

  /// Follows a move.
  ///
  /// - Complexity: O(the sizes of the two territories), mostly a small part of them.
  mutating func move(_ atom: Int, from: Int, to: Int, labels: [Int32]) {
    total -= Double(own[atom])
    remove(atom)
    count(atom, in: from, sign: -1)
    own[atom] = count(atom, in: to, sign: 1)
    total += Double(own[atom])
    let shell = shell(of: atom, in: to)
    if (sizes[shell] + 8) / 8 > starts[shell + 1] - starts[shell] {
      pack(labels)
    } else {
      place(atom, in: shell)
    }
  }

  @discardableResult
  private mutating func count(_ atom: Int, in territory: Int, sign: Float) -> Float {
    let place = positions[atom]
    var sum: Float = 0
    for shell in farShells(from: atom, in: territory) {
      let start = starts[shell]
      for block in start..<start + (sizes[shell] + 7) / 8 {
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
    }
    return sum
  }
}
