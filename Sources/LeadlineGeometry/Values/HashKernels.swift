import CLeadlineKernels

/// The loop over 64-bit hashes that are compared with one, for this CPU; it is done for hundreds of
/// millions of pairs.
///
/// The portable one, in Swift, is the reference: the others give the same.
package struct HashKernels: Sendable {
  /// From hashes, their number, one hash and a radius to the positions of those that are near the one.
  ///
  /// Near are those that differ in at most as many bits, 0 to 64. The positions rise, and there is room
  /// for all of them. Returns how many they are.
  package typealias Near =
    @convention(c) @Sendable (
      UnsafePointer<UInt64>, Int, UInt64, UInt32, UnsafeMutablePointer<UInt32>
    ) -> Int

  package let near: Near

  /// The kernel in Swift.
  package static let portable = HashKernels(
    near: { hashes, count, hash, radius, found in
      var near = 0
      for position in 0..<count where (hashes[position] ^ hash).nonzeroBitCount <= Int(radius) {
        found[near] = UInt32(truncatingIfNeeded: position)
        near += 1
      }
      return near
    }
  )

  /// The fastest kernel of this CPU.
  package static let best = allSets.last ?? portable

  /// Every kernel that this CPU runs, slowest first.
  package static let allSets: [HashKernels] = {
    var sets = [portable]
    #if arch(x86_64)
    if leadline_kernel_set() >= 1 { sets.append(HashKernels(near: leadline_near_hashes_avx2)) }
    if leadline_counts_bits() != 0 { sets.append(HashKernels(near: leadline_near_hashes_avx512)) }
    #endif
    return sets
  }()
}
