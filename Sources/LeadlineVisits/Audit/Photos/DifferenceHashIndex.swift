import LeadlineGeometry
import Synchronization

/// An index over 64-bit difference hashes: which of them differ from another in few bits.
///
/// Each hash is cut into *m* blocks of some log₂ *n* bits, and for each block there is a table from
/// the block's value to the hashes that have it. Two hashes within radius *r* = *q·m* + *a* agree in
/// one of the first *a* + 1 blocks up to *q* bits or in one of the others up to *q* - 1 bits, so it
/// is enough to look at the values that near. The answer is that of trying all hashes.
///
/// The eight rows of a hash become its columns first, so that a block has bits of all rows: skies are
/// all alike.
///
/// Source: M. Norouzi, A. Punjani, D. J. Fleet, "Fast Exact Search in Hamming Space with Multi-Index
/// Hashing", https://doi.org/10.1109/TPAMI.2013.231
package struct DifferenceHashIndex: Sendable {
  /// Two hashes and in how many bits they differ.
  package struct Pair: Hashable, Sendable {
    /// Position of the first hash.
    package var first: Int32
    /// Position of the second hash; greater than the first.
    package var second: Int32
    /// The number of bits in which they differ.
    package var distance: Int32
  }

  /// A part of all hashes and a table from its values to the hashes.
  private struct Block {
    var shift: UInt64
    var mask: UInt64
    /// Where the hashes of each value begin, and the end of the last one's.
    var starts: [UInt32]
    /// The hashes by value of the block.
    var hashes: [UInt64]
    /// Their positions.
    var positions: [Int32]

    @inline(__always)
    func value(_ hash: UInt64) -> Int { Int((hash >> shift) & mask) }

    init(_ hashes: [UInt64], shift: Int, width: Int) {
      self.shift = UInt64(shift)
      mask = (1 << UInt64(width)) - 1
      var starts = [UInt32](repeating: 0, count: (1 << width) + 1)
      for hash in hashes { starts[Int((hash >> self.shift) & mask) + 1] += 1 }
      for value in 0..<(1 << width) { starts[value + 1] += starts[value] }
      var next = starts
      var ordered = [UInt64](repeating: 0, count: hashes.count)
      var positions = [Int32](repeating: 0, count: hashes.count)
      for (position, hash) in hashes.enumerated() {
        let value = Int((hash >> self.shift) & mask)
        let place = Int(next[value])
        next[value] += 1
        ordered[place] = hash
        positions[place] = Int32(position)
      }
      self.starts = starts
      self.hashes = ordered
      self.positions = positions
    }
  }

  private let blocks: [Block]
  /// The number of hashes.
  package let count: Int

  /// Makes an index.
  ///
  /// - Parameters:
  ///   - hashes: At most 2³¹ - 1 hashes; the same one may come several times.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Complexity: O(*n*) for each block; some 12 bytes for each hash and block.
  package init(_ hashes: [UInt64], threads: Int? = 1) {
    let hashes = hashes.map { Self.transposed($0) }
    count = hashes.count
    let logarithm = hashes.count.bitWidth - 1 - max(1, hashes.count).leadingZeroBitCount
    let blocks = max(2, (64 + logarithm / 2) / max(4, min(24, logarithm)))
    let widths = (0..<blocks).map { (64 + $0) / blocks }
    let built = Mutex([Block?](repeating: nil, count: blocks))
    Workers.split(blocks, size: 1, threads: threads) { next in
      while let range = next() {
        for block in range {
          let shift = widths[..<block].reduce(0, +)
          let table = Block(hashes, shift: shift, width: widths[block])
          built.withLock { $0[block] = table }
        }
      }
    }
    self.blocks = built.withLock { $0 }.compactMap { $0 }
  }

  /// Finds all hashes that differ from one in few bits.
  ///
  /// - Parameters:
  ///   - radius: In how many bits they may differ, 0 to 64.
  ///   - hash: The hash to compare with; when it is in the index it is found too.
  /// - Returns: Position and distance of each, by position.
  package func matches(within radius: Int, of hash: UInt64) -> [(position: Int, distance: Int)] {
    var found: [(position: Int, distance: Int)] = []
    let hash = Self.transposed(hash)
    let reaches = reaches(radius)
    if lookups(reaches) >= count {
      guard let block = blocks.first else { return [] }
      for (place, other) in block.hashes.enumerated() {
        let distance = (hash ^ other).nonzeroBitCount
        if distance <= radius { found.append((Int(block.positions[place]), distance)) }
      }
    } else {
      for (number, block) in blocks.enumerated() where reaches[number] >= 0 {
        let own = block.value(hash)
        Self.forEachMask(width: block.mask.nonzeroBitCount, reach: reaches[number]) { flipped in
          let value = own ^ flipped
          for place in Int(block.starts[value])..<Int(block.starts[value + 1]) {
            let difference = hash ^ block.hashes[place]
            let distance = difference.nonzeroBitCount
            guard distance <= radius, !isSeen(difference, before: number, reaches) else { continue }
            found.append((Int(block.positions[place]), distance))
          }
        }
      }
    }
    return found.sorted { $0.position < $1.position }
  }

  /// Finds all pairs of hashes that differ in few bits.
  ///
  /// - Parameters:
  ///   - radius: In how many bits they may differ, 0 to 64.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Returns: Each pair once, by first, then second position.
  /// - Complexity: for a radius below twice the number of blocks near O(*n*) when the hashes are
  ///   spread evenly; never more than O(*n*²).
  package func pairs(within radius: Int, threads: Int? = 1) -> [Pair] {
    pairs(within: radius, threads: threads, limit: Limit()).pairs
  }

  /// How far one hash is compared with others, so that crowds of hashes that are alike take no
  /// quadratic time and memory; by default without end.
  package struct Limit: Sendable {
    /// With how many of one value of a block at most.
    package var candidates = Int.max
    /// How many pairs with them are given at most.
    package var pairs = Int.max

    /// Makes a limit.
    package init(candidates: Int = .max, pairs: Int = .max) {
      self.candidates = candidates
      self.pairs = pairs
    }
  }

  /// Finds pairs of hashes that differ in few bits, in crowds not all of them.
  ///
  /// - Parameters:
  ///   - radius: In how many bits they may differ, 0 to 64.
  ///   - threads: The number of threads; nil for one per processor.
  ///   - limit: With how many others a hash is compared; those of the least positions come first.
  /// - Returns: Each pair once, by first, then second position; and how often a limit was met.
  /// - Complexity: at most O(*n*) times the greatest number of candidates.
  package func pairs(
    within radius: Int,
    threads: Int? = 1,
    limit: Limit
  ) -> (pairs: [Pair], cutCount: Int) {
    let reaches = reaches(radius)
    let found = Mutex<(pairs: [Pair], cutCount: Int)>(([], 0))
    for (number, block) in blocks.enumerated() where reaches[number] >= 0 {
      var masks: [Int] = []
      Self.forEachMask(width: block.mask.nonzeroBitCount, reach: reaches[number]) {
        masks.append($0)
      }
      let values = block.starts.count - 1
      Workers.split(values, size: max(64, values / 64), threads: threads) { [masks] next in
        var own: (pairs: [Pair], cutCount: Int) = ([], 0)
        unsafe withUnsafeTemporaryAllocation(
          of: UInt32.self,
          capacity: max(1, min(limit.candidates, count))
        ) { room in
          while let range = next() {
            unsafe pairs(of: number, values: range, masks, radius, reaches, limit, room, into: &own)
          }
        }
        found.withLock {
          $0.pairs += own.pairs
          $0.cutCount += own.cutCount
        }
      }
    }
    var result = found.withLock { $0 }
    result.pairs.sort { ($0.first, $0.second) < ($1.first, $1.second) }
    return result
  }

  /// Swaps the rows and columns of the 8 by 8 bits of a hash; distances stay as they are.
  ///
  /// Source: H. S. Warren, "Hacker's Delight", 2nd ed., 7-3.
  private static func transposed(_ hash: UInt64) -> UInt64 {
    var hash = hash
    for (shift, mask) in [
      (UInt64(7), 0x00aa_00aa_00aa_00aa as UInt64), (14, 0x0000_cccc_0000_cccc),
      (28, 0x0000_0000_f0f0_f0f0),
    ] {
      let swapped = (hash ^ (hash >> shift)) & mask
      hash ^= swapped ^ (swapped << shift)
    }
    return hash
  }

  /// Finds the pairs whose lesser value of one block lies in a range.
  private func pairs(
    of number: Int,
    values: Range<Int>,
    _ masks: [Int],
    _ radius: Int,
    _ reaches: [Int],
    _ limit: Limit,
    _ room: UnsafeMutableBufferPointer<UInt32>,
    into found: inout (pairs: [Pair], cutCount: Int)
  ) {
    let block = blocks[number]
    let near = unsafe HashKernels.best.near
    guard let room = room.baseAddress else { return }
    let filled = values.filter { block.starts[$0] < block.starts[$0 + 1] }
    // Mask by mask, so that one value after the other looks up its own, in the order of memory.
    for mask in masks {
      // The lesser of two values looks for the other: that which lacks the greatest bit of the mask.
      let greatest = mask == 0 ? 0 : 1 << (Int.bitWidth - 1 - mask.leadingZeroBitCount)
      for value in filled where value & greatest == 0 {
        let other = value ^ mask
        let range = Int(block.starts[other])..<Int(block.starts[other + 1])
        if range.isEmpty { continue }
        for place in Int(block.starts[value])..<Int(block.starts[value + 1]) {
          let hash = block.hashes[place]
          let others = (mask == 0 ? place + 1 : range.lowerBound)..<range.upperBound
          if others.isEmpty { continue }
          var isCut = others.count > limit.candidates
          var left = limit.pairs
          let compared = min(others.count, limit.candidates)
          // They lie within the block's hashes, and there is room for as many as are compared.
          let count = unsafe block.hashes.withUnsafeBufferPointer { hashes in
            guard let base = hashes.baseAddress else { return 0 }
            return unsafe near(base + others.lowerBound, compared, hash, UInt32(radius), room)
          }
          for entry in 0..<count {
            let second = unsafe others.lowerBound + Int(room[entry])
            let difference = hash ^ block.hashes[second]
            if isSeen(difference, before: number, reaches) { continue }
            let distance = difference.nonzeroBitCount
            let (a, b) = (block.positions[place], block.positions[second])
            if left == 0 {
              isCut = true
              break
            }
            left -= 1
            found.pairs.append(Pair(first: min(a, b), second: max(a, b), distance: Int32(distance)))
          }
          if isCut { found.cutCount += 1 }
        }
      }
    }
  }

  /// By how many bits each block may differ so that no pair is missed; -1 for a block not needed.
  private func reaches(_ radius: Int) -> [Int] {
    let (quotient, rest) = radius.quotientAndRemainder(dividingBy: blocks.count)
    return blocks.indices.map { $0 <= rest ? quotient : quotient - 1 }
  }

  /// The number of values that a search looks up.
  private func lookups(_ reaches: [Int]) -> Int {
    var sum = 0
    for (block, reach) in zip(blocks, reaches) where reach >= 0 {
      let width = block.mask.nonzeroBitCount
      var term = 1
      for chosen in 0...min(reach, width) {
        sum += term
        if sum > count { return sum }
        term = term * (width - chosen) / (chosen + 1)
      }
    }
    return sum
  }

  /// Whether an earlier block has found hashes that differ like this.
  @inline(__always)
  private func isSeen(_ difference: UInt64, before number: Int, _ reaches: [Int]) -> Bool {
    for earlier in 0..<number {
      let bits = (difference >> blocks[earlier].shift) & blocks[earlier].mask
      if bits.nonzeroBitCount <= reaches[earlier] { return true }
    }
    return false
  }

  /// Gives all numbers of some width with at most so many bits set.
  @inline(__always)
  private static func forEachMask(width: Int, reach: Int, _ body: (Int) -> Void) {
    body(0)
    for bits in stride(from: 1, through: min(reach, width), by: 1) {
      // The next greater number with as many bits: "Gosper's hack", HAKMEM item 175.
      var mask = (1 << bits) - 1
      while mask < 1 << width {
        body(mask)
        let lowest = mask & -mask
        let ripple = mask + lowest
        mask = ((mask ^ ripple) >> 2) / lowest | ripple
      }
    }
  }
}
