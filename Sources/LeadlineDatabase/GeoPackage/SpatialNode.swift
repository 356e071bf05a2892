/// One node of an R-tree of two dimensions, as SQLite stores it; reads within its bytes only.
///
/// Source: see ``SpatialIndexPacker``.
struct SpatialNode {
  private let bytes: UnsafeRawBufferPointer
  /// The number of cells; never more than the bytes have room for.
  let count: Int

  static let headerSize = 4
  static let cellSize = 24

  /// Lends itself the bytes; it must not outlive them.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    let room = max(0, bytes.count - Self.headerSize) / Self.cellSize
    count = bytes.count < Self.headerSize ? 0 : min(room, Int(bytes[2]) << 8 | Int(bytes[3]))
  }

  /// The height of the tree, 0 when it is this node alone; in the root only.
  var height: Int { bytes.count < 2 ? 0 : Int(bytes[0]) << 8 | Int(bytes[1]) }

  /// A cell: a row id in a leaf, the number of a node above.
  subscript(cell: Int) -> SpatialEntries.Entry {
    precondition(cell >= 0 && cell < count, "a node has no such cell")
    let start = Self.headerSize + cell * Self.cellSize
    let id = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    func side(_ number: Int) -> Float {
      let place = start + 8 + 4 * number
      let bits = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
      return Float(bitPattern: bits)
    }
    return SpatialEntries.Entry(
      id: Int64(bitPattern: id),
      box: SpatialEntries.Box(minX: side(0), maxX: side(1), minY: side(2), maxY: side(3))
    )
  }

  /// The box around all cells; nil without any.
  var box: SpatialEntries.Box? {
    guard count > 0 else { return nil }
    return (1..<count).reduce(into: self[0].box) { $0.formUnion(self[$1].box) }
  }
}
