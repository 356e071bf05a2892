import LeadlineGeometry

/// The memory that one search at a time works in; whoever makes it frees it.
struct SearchMemory {
  /// A node that waits for its turn.
  struct Visit {
    /// The lower bound of its squared distance.
    var square: Float
    var level: Int32
    var node: Int
  }

  /// The squared chords of the leaf looked at last, those within the bound.
  let leafSquares: UnsafeMutablePointer<Double>
  /// The slots of the leaf looked at last.
  let leafSlots: UnsafeMutablePointer<UInt32>
  /// The lower bounds of the node looked at last.
  let nodeSquares: UnsafeMutablePointer<Float>
  /// The query's x, y, z.
  let place: UnsafeMutablePointer<Double>
  /// The query's x, y, z rounded down and rounded up.
  let roundedPlace: UnsafeMutablePointer<Float>
  /// The stack of nodes.
  let stack: UnsafeMutablePointer<Visit>

  private let start: UnsafeMutableRawPointer

  /// The children of the most nodes that can lie on the stack at once.
  ///
  /// The stack's levels never rise from bottom to top, and its entries of one level are children of
  /// one node. That holds for the root alone. A node is opened when it is taken off the top, so what
  /// remains is of its level or above, and its children, at most sixteen and one level down, are the
  /// only ones of theirs. Hence sixteen entries for each level do.
  init(height: Int) {
    let depth = PackedTree.width * height
    let fixed = 320
    let bytes = fixed + depth * MemoryLayout<Visit>.stride
    start = .allocate(byteCount: bytes, alignment: 16)
    start.initializeMemory(as: UInt8.self, repeating: 0, count: fixed)
    leafSquares = start.assumingMemoryBound(to: Double.self)
    nodeSquares = (start + 128).assumingMemoryBound(to: Float.self)
    leafSlots = (start + 256).assumingMemoryBound(to: UInt32.self)
    place = (start + 192).assumingMemoryBound(to: Double.self)
    roundedPlace = (start + 216).assumingMemoryBound(to: Float.self)
    stack = (start + fixed).assumingMemoryBound(to: Visit.self)
  }

  /// Frees the memory.
  func deallocate() { start.deallocate() }

  /// Sets where to search from.
  @inline(__always)
  func look(from query: ECEF) {
    place[0] = query.x
    place[1] = query.y
    place[2] = query.z
    for axis in 0..<3 {
      roundedPlace[axis] = PackedTree.below(place[axis])
      roundedPlace[axis + 3] = -PackedTree.below(-place[axis])
    }
  }
}
