import CLeadlineKernels

/// The loops over a leaf's places and a node's boxes, for this CPU.
///
/// The portable ones, in Swift, are the reference: the others do the same operations in the same
/// order and give the same bits.
package struct TreeKernels: Sendable {
  /// From a leaf to those of its places that are within a bound.
  ///
  /// It takes the leaf's columns x, y, z, a place x, y, z, a bound of squared chords, and the leaf's
  /// first slot, writes squared chords and slots, up to 16, and returns how many count.
  package typealias Leaf =
    @convention(c) @Sendable (
      UnsafePointer<Double>, UnsafePointer<Double>, Double, UInt32,
      UnsafeMutablePointer<Double>, UnsafeMutablePointer<UInt32>
    ) -> UInt32
  /// From squares and slots to both in the order of the squares; equal ones keep theirs.
  ///
  /// The squares have room for 8 more, which may be written.
  package typealias Sort =
    @convention(c) @Sendable (
      UnsafeMutablePointer<Double>, UnsafePointer<UInt32>, UInt32,
      UnsafeMutablePointer<Double>, UnsafeMutablePointer<UInt32>
    ) -> Void
  /// From a node's columns least x, y, z, greatest x, y, z, a place x, y, z rounded down and up, and
  /// a bound to squared distances; returns a bit for each that is at most the bound.
  package typealias Node =
    @convention(c) @Sendable (
      UnsafePointer<Float>, UnsafePointer<Float>, Float, UnsafeMutablePointer<Float>
    ) -> UInt32

  package let leaf: Leaf
  package let sort: Sort
  package let node: Node

  /// The kernels in Swift.
  package static let portable = TreeKernels(
    leaf: { leaf, place, bound, firstSlot, squares, slots in
      var count = 0
      for start in stride(from: 0, to: PackedTree.width, by: 4) {
        let dx = place[0] - four(leaf + start)
        let dy = place[1] - four(leaf + PackedTree.width + start)
        let dz = place[2] - four(leaf + 2 * PackedTree.width + start)
        let square = dx * dx + dy * dy + dz * dz
        for lane in 0..<4 {
          squares[count] = square[lane]
          slots[count] = firstSlot &+ UInt32(truncatingIfNeeded: start &+ lane)
          count &+= square[lane] <= bound ? 1 : 0
        }
      }
      return UInt32(truncatingIfNeeded: count)
    },
    sort: { squares, slots, count, sortedSquares, sortedSlots in
      for hit in 0..<Int(count) {
        var place = hit
        while place > 0 && sortedSquares[place &- 1] > squares[hit] {
          sortedSquares[place] = sortedSquares[place &- 1]
          sortedSlots[place] = sortedSlots[place &- 1]
          place &-= 1
        }
        sortedSquares[place] = squares[hit]
        sortedSlots[place] = slots[hit]
      }
    },
    node: { node, place, bound, squares in
      var bits: UInt32 = 0
      for start in stride(from: 0, to: PackedTree.width, by: 4) {
        var square = SIMD4<Float>(repeating: 0)
        for axis in 0..<3 {
          let least = four(node + axis * PackedTree.width + start)
          let greatest = four(node + (axis + 3) * PackedTree.width + start)
          let below = least - place[axis + 3]
          let above = place[axis] - greatest
          var outside = above.replacing(with: below, where: below .> above)
          outside = SIMD4(repeating: 0).replacing(with: outside, where: outside .> 0)
          square = square + outside * outside
        }
        for lane in 0..<4 {
          squares[start &+ lane] = square[lane]
          bits |= (square[lane] <= bound ? 1 : 0) &<< UInt32(truncatingIfNeeded: start &+ lane)
        }
      }
      return bits
    }
  )

  /// The fastest kernels of this CPU.
  package static let best = allSets.last ?? portable

  /// Every set of kernels that this CPU runs, slowest first.
  package static let allSets: [TreeKernels] = {
    var sets = [portable]
    #if arch(x86_64)
    if leadline_kernel_set() >= 1 {
      sets.append(
        TreeKernels(
          leaf: leadline_leaf_avx2,
          sort: leadline_sort_avx2,
          node: leadline_node_avx2
        )
      )
    }
    if leadline_kernel_set() >= 2 {
      sets.append(
        TreeKernels(
          leaf: leadline_leaf_avx512,
          sort: leadline_sort_avx512,
          node: leadline_node_avx512
        )
      )
    }
    #endif
    return sets
  }()
}

// The columns are aligned for whole vectors, parts of them need not be.
@inline(__always)
private func four(_ column: UnsafePointer<Double>) -> SIMD4<Double> {
  UnsafeRawPointer(column).loadUnaligned(as: SIMD4<Double>.self)
}

@inline(__always)
private func four(_ column: UnsafePointer<Float>) -> SIMD4<Float> {
  UnsafeRawPointer(column).loadUnaligned(as: SIMD4<Float>.self)
}
