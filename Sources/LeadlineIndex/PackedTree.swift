import LeadlineGeometry

/// A static R-tree over places in earth-centred coordinates, without pointers.
///
/// Sixteen places in order make a leaf, sixteen leaves or nodes in order the node above. A leaf is a
/// block of three columns, x[16], y[16], z[16]; an inner node a block of six, the least and the
/// greatest x, y and z of each child, rounded outwards to single precision. Node *i* of a level has
/// the children 16 *i* … of the level below, so nothing but the blocks is stored. Unused lanes hold
/// infinities.
struct PackedTree: Sendable {
  static let width = 16
  static let leafStride = 3 * width
  static let nodeStride = 6 * width

  // Vectors as elements make the blocks begin at the borders of cache lines.
  private typealias LeafColumn = SIMD16<Double>
  private typealias NodeColumn = SIMD16<Float>

  /// The number of places.
  let count: Int
  /// The columns of the leaves.
  private let leaves: [SIMD16<Double>]
  /// The columns of the inner nodes, the level above the leaves first.
  private let nodes: [SIMD16<Float>]
  /// The first node of each level in `nodes`; level 0 are the leaves and starts at 0 of its own.
  let levelStarts: [Int]

  /// Packs places that lie in a good order already.
  ///
  /// - Complexity: O(*n*).
  init(_ ordered: CoordinateSource, threads: Int?) {
    count = ordered.count
    // No place at all makes a leaf of unused lanes, so that there always is one to begin with.
    let leafCount = max(1, (ordered.count + Self.width - 1) / Self.width)
    var levelStarts = [0]
    var nodeCount = 0
    var children = leafCount
    while children > 1 {
      levelStarts.append(nodeCount)
      children = (children + Self.width - 1) / Self.width
      nodeCount += children
    }
    var nodes = Self.emptyNodes(nodeCount)
    leaves = [LeafColumn](unsafeUninitializedCapacity: 3 * leafCount) { columns, written in
      nodes.withUnsafeMutableBufferPointer { nodes in
        Self.fill(columns, nodes, ordered, leafCount: leafCount, threads: threads)
        for level in levelStarts.indices.dropFirst(2) {
          Self.fillLevel(nodes, from: levelStarts[level - 1], to: levelStarts[level])
        }
      }
      written = 3 * leafCount
    }
    self.nodes = nodes
    self.levelStarts = levelStarts
  }

  private static func emptyNodes(_ count: Int) -> [SIMD16<Float>] {
    [NodeColumn](unsafeUninitializedCapacity: 6 * count) { columns, written in
      for column in 0..<6 * count {
        columns.initializeElement(
          at: column,
          to: NodeColumn(repeating: column % 6 < 3 ? .infinity : -.infinity)
        )
      }
      written = 6 * count
    }
  }

  /// Fills the leaves and the nodes above them.
  private static func fill(
    _ columns: UnsafeMutableBufferPointer<SIMD16<Double>>,
    _ nodes: UnsafeMutableBufferPointer<SIMD16<Float>>,
    _ ordered: CoordinateSource,
    leafCount: Int,
    threads: Int?
  ) {
    guard let leaves = columns.baseAddress else { return }
    // Workers fill disjoint leaves, and of the nodes only the lanes of these leaves.
    nonisolated(unsafe) let start = UnsafeMutableRawPointer(leaves)
      .assumingMemoryBound(to: Double.self)
    // An only leaf has no node above it, but an empty array may have an address.
    nonisolated(unsafe) let boxes =
      leafCount > 1
      ? UnsafeMutableRawPointer(nodes.baseAddress)?.assumingMemoryBound(to: Float.self) : nil
    let kernels = ColumnKernels.best
    Workers.split(leafCount, size: 512, threads: threads) { next in
      PlaceColumns.with { scratch in
        while let range = next() {
          for leaf in range {
            let slots = leaf * width..<min((leaf + 1) * width, ordered.count)
            let x = start + leaf * leafStride
            ordered.load(slots, into: scratch)
            kernels.places(
              scratch.longitudes,
              scratch.latitudes,
              x,
              x + width,
              x + 2 * width,
              width
            )
            for lane in slots.count..<width {
              for axis in 0..<3 { x[axis * width + lane] = .infinity }
            }
            guard let boxes else { continue }
            let box = boxes + leaf / width * nodeStride + leaf % width
            for axis in 0..<3 {
              let column = x + axis * width
              var least = column[0]
              var greatest = column[0]
              for lane in 1..<slots.count {
                let value = column[lane]
                least = value < least ? value : least
                greatest = value > greatest ? value : greatest
              }
              box[axis * width] = below(least)
              box[(axis + 3) * width] = -below(-greatest)
            }
          }
        }
      }
    }
  }

  /// The greatest number of single precision that is no greater.
  @inline(__always)
  static func below(_ value: Double) -> Float {
    let rounded = Float(value)
    return Double(rounded) > value ? rounded.nextDown : rounded
  }

  /// Fills a level of nodes with the boxes of the level below.
  private static func fillLevel(
    _ nodes: UnsafeMutableBufferPointer<SIMD16<Float>>,
    from first: Int,
    to level: Int
  ) {
    for child in 0..<level - first {
      let box = 6 * (first + child)
      let parent = 6 * (level + child / width)
      for axis in 0..<3 {
        nodes[parent + axis][child % width] = nodes[box + axis].min()
        nodes[parent + axis + 3][child % width] = nodes[box + axis + 3].max()
      }
    }
  }

  /// What a search reads of a tree.
  ///
  /// Valid inside ``PackedTree/withView(_:)`` only.
  struct View {
    /// The number of places.
    let count: Int
    /// The blocks of the leaves.
    let leaves: UnsafePointer<Double>
    /// The blocks of the inner nodes.
    let nodes: UnsafePointer<Float>
    /// The first node of each level.
    let levelStarts: UnsafePointer<Int>
    /// The number of levels, that of the leaves included.
    let height: Int

    /// The place in a slot below the count, that is, at a position of the packed order.
    @inline(__always)
    func place(slot: Int) -> ECEF {
      let x = leaves + ((slot &>> 4) &* PackedTree.leafStride &+ slot & 15)
      return ECEF(x: x[0], y: x[PackedTree.width], z: x[2 * PackedTree.width])
    }
  }

  /// Lends what a search reads.
  func withView<Result>(_ body: (View) throws -> Result) rethrows -> Result {
    try leaves.withUnsafeBufferPointer { leaves in
      try nodes.withUnsafeBufferPointer { nodes in
        try levelStarts.withUnsafeBufferPointer { starts in
          guard let first = UnsafeRawPointer(leaves.baseAddress), let start = starts.baseAddress
          else { preconditionFailure("a tree has a leaf") }
          // A tree of one leaf has no node, and nothing reads one.
          let box = UnsafeRawPointer(nodes.baseAddress) ?? first
          return try body(
            View(
              count: count,
              leaves: first.assumingMemoryBound(to: Double.self),
              nodes: box.assumingMemoryBound(to: Float.self),
              levelStarts: start,
              height: levelStarts.count
            )
          )
        }
      }
    }
  }

  /// The place in a slot, that is, at a position of the packed order.
  func place(slot: Int) -> ECEF {
    let column = slot / Self.width * 3
    let lane = slot % Self.width
    return ECEF(x: leaves[column][lane], y: leaves[column + 1][lane], z: leaves[column + 2][lane])
  }

  /// What is wrong with the tree: boxes that fail to hold their places, as sentences.
  ///
  /// - Complexity: O(*n* log *n*).
  func problems() -> [String] {
    var problems: [String] = []
    for slot in 0..<count {
      let place = place(slot: slot)
      var child = slot / Self.width
      for level in 1..<max(1, levelStarts.count) {
        let box = 6 * (levelStarts[level] + child / Self.width)
        let lane = child % Self.width
        let isInside = zip([place.x, place.y, place.z], 0..<3).allSatisfy { value, axis in
          Double(nodes[box + axis][lane]) <= value && value <= Double(nodes[box + axis + 3][lane])
        }
        if !isInside { problems.append("level \(level): box \(child) misses slot \(slot)") }
        child /= Self.width
      }
      if child != 0 { problems.append("slot \(slot) is not below the root") }
    }
    return problems
  }
}
