import LeadlineGeometry

/// The leaves around a centre, kept for queries near it.
struct Frontier: ~Copyable {
  /// The most leaves; beyond, searching from the root is as fast.
  static let capacity = 64

  private let boxes: UnsafeMutablePointer<Float>
  private let leaves: UnsafeMutablePointer<Int>
  private var count = 0
  private var centre = ECEF(x: 0, y: 0, z: 0)
  /// All leaves whose box comes so near to the centre are here; negative when none are kept.
  private var reach = -1.0

  init() {
    boxes = .allocate(capacity: Self.capacity * 6)
    boxes.initialize(repeating: 0, count: Self.capacity * 6)
    leaves = .allocate(capacity: Self.capacity)
  }

  deinit {
    boxes.deallocate()
    leaves.deallocate()
  }

  /// Forgets the leaves.
  mutating func forget() { reach = -1 }

  /// Whether all places up to a chord from a query lie in the leaves.
  ///
  /// A place at most `chord` from the query is at most that and the query's own distance from the
  /// centre. The millionth of a metre is for rounding, of which there is a thousandth of that.
  @inline(__always)
  func covers(_ chord: Double, of query: ECEF) -> Bool {
    query.chordSquared(to: centre).squareRoot() + chord + 1e-6 <= reach
  }

  /// Finds the leaves up to a chord from a centre, from which the memory looks already; false when
  /// they are too many.
  mutating func gather(
    _ tree: PackedTree.View,
    _ memory: SearchMemory,
    kernels: TreeKernels,
    around centre: ECEF,
    reach: Double,
    statistics: inout SearchStatistics
  ) -> Bool {
    self.reach = -1
    count = 0
    guard tree.height > 1 else { return false }
    let bound = PackedTree.View.boxBound(reach * reach)
    let stack = memory.stack
    stack[0] = SearchMemory.Visit(square: 0, level: Int32(tree.height &- 1), node: 0)
    var top = 1
    while top > 0 {
      top &-= 1
      let visit = stack[top]
      statistics.innerNodes &+= 1
      let number = tree.levelStarts[Int(visit.level)] &+ visit.node
      let node = tree.nodes + number &* PackedTree.nodeStride
      var bits = kernels.node(node, memory.roundedPlace, bound, memory.nodeSquares)
      if visit.level == 1 && count &+ bits.nonzeroBitCount > Self.capacity { return false }
      while bits != 0 {
        let lane = bits.trailingZeroBitCount
        bits &= bits &- 1
        let child = visit.node &* PackedTree.width &+ lane
        if visit.level > 1 {
          stack[top] = SearchMemory.Visit(square: 0, level: visit.level &- 1, node: child)
          top &+= 1
        } else {
          let block = (count / PackedTree.width) &* PackedTree.nodeStride
          let box = boxes + (block &+ count % PackedTree.width)
          for column in 0..<6 {
            box[column &* PackedTree.width] = node[column &* PackedTree.width &+ lane]
          }
          leaves[count] = child
          count &+= 1
        }
      }
    }
    self.centre = centre
    self.reach = reach
    return true
  }

  /// Hands out the leaves that may hold places within a bound of squared chords.
  ///
  /// The memory looks from the query already.
  @inline(__always)
  func visit(
    _ memory: SearchMemory,
    kernels: TreeKernels,
    bound: Double,
    take: (Int) -> Void
  ) {
    let boxBound = PackedTree.View.boxBound(bound)
    for first in stride(from: 0, to: count, by: PackedTree.width) {
      let block = boxes + first &* 6
      var bits = kernels.node(block, memory.roundedPlace, boxBound, memory.nodeSquares)
      // Lanes behind the last leaf hold old boxes.
      if count &- first < PackedTree.width { bits &= 1 &<< UInt32(count &- first) &- 1 }
      while bits != 0 {
        take(leaves[first &+ bits.trailingZeroBitCount])
        bits &= bits &- 1
      }
    }
  }
}
