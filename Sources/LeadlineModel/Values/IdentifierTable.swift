import Foundation

/// Ids, each once, in the order in which they came; they are told apart and ordered by their bytes.
///
/// All of them are in one buffer, so a million ids are no million objects. The buffers that its
/// functions take and lend are read during the call only.
package struct IdentifierTable: Sendable {
  private var bytes: [UInt8] = []
  /// Where each id starts, and the last one's end.
  private var starts = [0]
  /// Open addressing: an id's hash in the high half, so that few other ids are ever read, and its
  /// position plus 1 in the low one; 0 for a free slot.
  private var slots = [UInt64](repeating: 0, count: 16)

  private var touched: UInt64 = 0

  /// Makes an empty table.
  package init() {}

  /// The number of ids.
  package var count: Int { starts.count - 1 }

  /// The hash by which an id is looked for.
  package static func hash(_ id: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let raw = UnsafeRawBufferPointer(id)
    var state = seed
    var position = 0
    // Eight bytes are read only where eight are left.
    while position &+ 8 <= raw.count {
      let word = unsafe raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      state = mixed(state ^ word)
      position &+= 8
    }
    // At most seven; above them the count, so that zeros behind an id make another one.
    var rest = UInt64(truncatingIfNeeded: raw.count)
    while position < raw.count {
      rest = unsafe rest << 8 | UInt64(raw[position])
      position &+= 1
    }
    return UInt32(truncatingIfNeeded: mixed(state ^ rest))
  }

  /// Another one in each process, so that nobody who writes files can make ids with equal hashes.
  private static let seed = UInt64(truncatingIfNeeded: Hasher().finalize())

  /// Both halves of the product with an odd number without pattern, 2⁶⁴ over the golden ratio: each
  /// bit counts for nearly all of the result.
  @inline(__always)
  private static func mixed(_ word: UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return product.high ^ product.low
  }

  /// Adds an id behind the others, unless it is there already.
  ///
  /// - Returns: The position of the id, and whether it was added.
  package mutating func insert(
    _ id: UnsafeBufferPointer<UInt8>,
    hash: UInt32
  ) -> (position: Int, isNew: Bool) {
    precondition(count < Int(UInt32.max) - 1, "a table holds fewer than 2^32 - 1 ids")
    let slot = unsafe slot(of: id, hash)
    guard slots[slot] == 0 else { return (Self.position(slots[slot]), false) }
    unsafe bytes.append(contentsOf: id)
    starts.append(bytes.count)
    slots[slot] = UInt64(hash) << 32 | UInt64(count)
    if count * 2 > slots.count { grow() }
    return (count - 1, true)
  }

  /// Adds an id behind the others, unless it is there already.
  package mutating func insert(_ id: String) -> (position: Int, isNew: Bool) {
    var id = id
    return id.withUTF8 { unsafe insert($0, hash: Self.hash($0)) }
  }

  /// Adds many ids behind the others, those that are there already left out.
  ///
  /// - Parameters:
  ///   - ids: The ids.
  ///   - hashes: Their hashes, as ``hash(_:)`` gives them.
  /// - Returns: The position of each id that was added; -1 for one that was there.
  package mutating func insert(_ ids: TextColumn, hashes: [UInt32]) -> [Int32] {
    precondition(hashes.count == ids.count, "every id has a hash")
    // Slots lie anywhere in memory. To touch many of them first fetches them side by side; one after
    // the other would wait for memory each time.
    touch(hashes)
    return hashes.indices.map { position in
      // The bytes are lent for the call, which reads them.
      let (place, isNew) = unsafe ids[position].withUnsafeBufferPointer {
        unsafe insert($0, hash: hashes[position])
      }
      return isNew ? Int32(truncatingIfNeeded: place) : -1
    }
  }

  /// The position of an id; nil if it is not there.
  package func position(of id: UnsafeBufferPointer<UInt8>) -> Int? {
    let found = unsafe slots[slot(of: id, Self.hash(id))]
    return found == 0 ? nil : Self.position(found)
  }

  /// Adds the ids of another table behind the own ones, unless they are there already.
  ///
  /// - Returns: The position of each id of the other table.
  package mutating func insert(_ other: IdentifierTable) -> [Int32] {
    (0..<other.count).map { position in
      // The bytes are lent for the call, which reads them.
      unsafe other.withBytes(position) {
        unsafe Int32(truncatingIfNeeded: insert($0, hash: Self.hash($0)).position)
      }
    }
  }

  /// The positions of the ids of another table; -1 for those that are not there.
  package func positions(of other: IdentifierTable) -> [Int32] {
    // The bytes are lent for the call, which reads them.
    unsafe other.bytes.withUnsafeBufferPointer { bytes in
      unsafe positions(other.count) {
        unsafe UnsafeBufferPointer(rebasing: bytes[other.starts[$0]..<other.starts[$0 + 1]])
      }
    }
  }

  /// The positions of many ids; -1 for those that are not there.
  ///
  /// Slots and ids lie anywhere in memory. All slots are fetched first, and then the ids that they name,
  /// side by side; one id after the other would wait for memory thrice.
  ///
  /// - Parameters:
  ///   - count: The number of ids.
  ///   - id: The id at a position; asked twice for each.
  /// - Returns: One position for each, in their order.
  package func positions(
    _ count: Int,
    of id: (Int) -> UnsafeBufferPointer<UInt8>
  ) -> [Int32] {
    let mask = slots.count - 1
    let hashes = (0..<count).map { unsafe Self.hash(id($0)) }
    // Where each is most likely: the first slot with its hash.
    let guesses = hashes.map { hash in
      let entry = slots[Int(hash) & mask]
      return entry >> 32 == hash && entry != 0 ? Self.position(entry) : -1
    }
    let places = guesses.map { $0 < 0 ? 0..<0 : starts[$0]..<starts[$0 + 1] }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      (0..<count).map { number in
        let text = unsafe id(number)
        let isGuessed =
          unsafe guesses[number] >= 0
          && Self.areEqual(UnsafeBufferPointer(rebasing: bytes[places[number]]), text)
        if isGuessed { return Int32(truncatingIfNeeded: guesses[number]) }
        let found = unsafe slots[slot(of: text, hashes[number])]
        return found == 0 ? -1 : Int32(truncatingIfNeeded: Self.position(found))
      }
    }
  }

  /// The position of an id; nil if it is not there.
  package func position(of id: String) -> Int? {
    var id = id
    return id.withUTF8 { unsafe position(of: $0) }
  }

  /// An id as text.
  package func text(_ position: Int) -> String {
    unsafe withBytes(position) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of an id, good within the closure only.
  package func withBytes<Result>(
    _ position: Int,
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let range = starts[position]..<starts[position + 1]
    return unsafe bytes.withUnsafeBufferPointer {
      unsafe body(UnsafeBufferPointer(rebasing: $0[range]))
    }
  }

  /// All ids, by their positions.
  package var texts: TextColumn { TextColumn(bytes: bytes, ends: Array(starts.dropFirst())) }

  /// Whether the first id comes before the second.
  package func precedes(_ first: Int, _ second: Int) -> Bool {
    unsafe withBytes(first) { first in
      unsafe withBytes(second) { second in unsafe first.lexicographicallyPrecedes(second) }
    }
  }

  @inline(never)
  private mutating func touch(_ hashes: [UInt32]) {
    let mask = slots.count - 1
    var sum: UInt64 = 0
    for hash in hashes { sum &+= slots[Int(hash) & mask] }
    // Kept, lest the reading be optimised away.
    touched = sum
  }

  /// The slot that an id has or would get.
  private func slot(of id: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash,
        unsafe withBytes(Self.position(slots[slot]), { unsafe Self.areEqual($0, id) })
      {
        break
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  /// Whether the bytes of two ids are equal.
  @inline(__always)
  package static func areEqual(
    _ first: UnsafeBufferPointer<UInt8>,
    _ second: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard first.count == second.count else { return false }
    guard let one = first.baseAddress, let other = second.baseAddress else {
      return true
    }
    // Both have as many bytes.
    return unsafe memcmp(one, other, first.count) == 0
  }

  private mutating func grow() {
    var wider = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = wider.count - 1
    for entry in slots where entry != 0 {
      var slot = Int(entry >> 32) & mask
      while wider[slot] != 0 { slot = (slot + 1) & mask }
      wider[slot] = entry
    }
    slots = wider
  }

  /// The position of the id in a slot.
  private static func position(_ entry: UInt64) -> Int { Int(entry & 0xffff_ffff) - 1 }
}
