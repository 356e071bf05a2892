import CLeadlineKernels
import LeadlineGeometry

extension PackedTree.View {
  /// A bound of squared chords, in square metres, for comparisons with lower bounds of boxes.
  ///
  /// Single precision with the query rounded towards the box makes a difference at most 2⁻²⁴ of
  /// itself too great, its square and the sum of three at most 5 · 2⁻²⁴ together; the share added
  /// here is 2⁻¹⁹, four times as much with the rounding of this result. What is added besides is for
  /// squares so small that single precision loses digits, and the limit keeps the infinities of
  /// unused lanes out: no squared chord comes near to it.
  @inline(__always)
  static func boxBound(_ bound: Double) -> Float {
    Float(leafBound(bound) * (1 + 0x1p-19) + 1e-37)
  }

  /// A bound that keeps out the infinities of unused lanes.
  @inline(__always)
  static func leafBound(_ bound: Double) -> Double {
    bound < 1e15 ? bound : 1e15
  }

  /// Hands out the leaves that may hold places within a bound of squared chords, near ones first.
  ///
  /// The memory looks from the query already. `take` gets a leaf and the bound, and returns the bound
  /// from then on.
  @inline(__always)
  func visit(
    _ memory: SearchMemory,
    kernels: TreeKernels,
    bound: Double,
    statistics: inout SearchStatistics,
    take: (Int, Double) -> Double
  ) {
    var bound = Self.leafBound(bound)
    var boxBound = Self.boxBound(bound)
    let stack = memory.stack
    stack[0] = SearchMemory.Visit(square: 0, level: Int32(height &- 1), node: 0)
    var top = 1
    while top > 0 {
      top &-= 1
      let visit = stack[top]
      if visit.square > boxBound { continue }
      if visit.level == 0 {
        statistics.leaves &+= 1
        bound = Self.leafBound(take(visit.node, bound))
        boxBound = Self.boxBound(bound)
      } else {
        statistics.innerNodes &+= 1
        let node = levelStarts[Int(visit.level)] &+ visit.node
        var bits = kernels.node(
          nodes + node &* PackedTree.nodeStride,
          memory.roundedPlace,
          boxBound,
          memory.nodeSquares
        )
        let bottom = top
        while bits != 0 {
          let lane = bits.trailingZeroBitCount
          bits &= bits &- 1
          let child = SearchMemory.Visit(
            square: memory.nodeSquares[lane],
            level: visit.level &- 1,
            node: visit.node &* PackedTree.width &+ lane
          )
          if visit.level == 1 {
            leadline_prefetch_leaf(leaves + child.node &* PackedTree.leafStride)
          }
          // The nearest child comes to lie on top.
          var place = top
          while place > bottom && stack[place &- 1].square < child.square {
            stack[place] = stack[place &- 1]
            place &-= 1
          }
          stack[place] = child
          top &+= 1
        }
      }
    }
  }

  /// A leaf near the query, found by going down to the nearest box of each node.
  func nearLeaf(_ memory: SearchMemory, kernels: TreeKernels) -> Int {
    var child = 0
    for level in stride(from: height &- 1, to: 0, by: -1) {
      let node = levelStarts[level] &+ child
      // Nothing is beyond this bound but unused lanes.
      _ = kernels.node(
        nodes + node &* PackedTree.nodeStride,
        memory.roundedPlace,
        .greatestFiniteMagnitude,
        memory.nodeSquares
      )
      var nearest = 0
      var least = memory.nodeSquares[0]
      for lane in 1..<PackedTree.width {
        let square = memory.nodeSquares[lane]
        nearest = square < least ? lane : nearest
        least = square < least ? square : least
      }
      child = child &* PackedTree.width &+ nearest
    }
    return child
  }
}
