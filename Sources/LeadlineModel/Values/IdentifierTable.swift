/// Ids, each once, in the order in which they came; they are told apart and ordered by their bytes.
///
/// All of them are in one buffer, so a million ids are no million objects. The buffers that its
/// functions take and lend are read during the call only.
package struct IdentifierTable: Sendable {
  private var bytes: [UInt8] = []
  /// Where each id starts, and the last one's end.
  private var starts = [0]
  /// The hashes of the ids, so that the table can grow without reading them.
  private var hashes: [UInt32] = []
  /// Open addressing: a position plus 1, or 0 for a free slot.
  private var slots = [UInt32](repeating: 0, count: 16)

  /// Makes an empty table.
  package init() {}

  /// The number of ids.
  package var count: Int { hashes.count }

  /// The hash by which an id is looked for.
  package static func hash(_ id: UnsafeBufferPointer<UInt8>) -> UInt32 {
    // The standard library's, whose seed nobody who writes files knows.
    var hasher = Hasher()
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(id))
    return UInt32(truncatingIfNeeded: hasher.finalize())
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
    guard slots[slot] == 0 else { return (Int(slots[slot]) - 1, false) }
    hashes.append(hash)
    unsafe bytes.append(contentsOf: id)
    starts.append(bytes.count)
    slots[slot] = UInt32(truncatingIfNeeded: count)
    if count * 2 > slots.count { grow() }
    return (count - 1, true)
  }

  /// Adds an id behind the others, unless it is there already.
  package mutating func insert(_ id: String) -> (position: Int, isNew: Bool) {
    var id = id
    return id.withUTF8 { unsafe insert($0, hash: Self.hash($0)) }
  }

  /// The position of an id; nil if it is not there.
  package func position(of id: UnsafeBufferPointer<UInt8>) -> Int? {
    let found = unsafe slots[slot(of: id, Self.hash(id))]
    return found == 0 ? nil : Int(found) - 1
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

  /// The slot that an id has or would get.
  private func slot(of id: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let position = Int(slots[slot]) - 1
      if hashes[position] == hash, unsafe withBytes(position, { unsafe $0.elementsEqual(id) }) {
        break
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func grow() {
    var wider = [UInt32](repeating: 0, count: slots.count * 2)
    let mask = wider.count - 1
    for (position, hash) in hashes.enumerated() {
      var slot = Int(hash) & mask
      while wider[slot] != 0 { slot = (slot + 1) & mask }
      wider[slot] = UInt32(truncatingIfNeeded: position + 1)
    }
    slots = wider
  }
}
