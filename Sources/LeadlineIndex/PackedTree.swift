import LeadlineGeometry

/// A static R-tree over places in earth-centred coordinates, without pointers.
///
/// Sixteen places in order make a leaf, sixteen leaves or nodes in order the node above. A leaf is a
/// block of three columns, x[16], y[16], z[16]; an inner node a block of six, the least and the
/// greatest x, y and z of each child. Node *i* of a level has the children 16 *i* … of the level
/// below, so nothing but the blocks is stored. Unused lanes hold infinities.
struct PackedTree: Sendable {
  static let width = 16
  private static let leafStride = 3 * width
  private static let nodeStride = 6 * width

  /// The number of places.
  let count: Int
  /// The blocks of the leaves.
  private let leaves: [Double]
  /// The blocks of the inner nodes, the level above the leaves first.
  private let nodes: [Double]
  /// The first node of each level in `nodes`; level 0 are the leaves and starts at 0 of its own.
  private let levelStarts: [Int]

  /// Packs places that lie in a good order already.
  ///
  /// - Complexity: O(*n*).
  init(_ places: [ECEF], order: [UInt32]) {
    count = order.count
    let leafCount = (order.count + Self.width - 1) / Self.width
    var leaves = [Double](repeating: .infinity, count: leafCount * Self.leafStride)
    for (slot, position) in order.enumerated() {
      let place = places[Int(position)]
      let base = Self.leafBase(slot: slot)
      leaves[base] = place.x
      leaves[base + Self.width] = place.y
      leaves[base + 2 * Self.width] = place.z
    }
    var boxes = (0..<leafCount).map { leaf in
      Box(leaves, leaf: leaf, lanes: min(Self.width, order.count - leaf * Self.width))
    }
    var nodes: [Double] = []
    var levelStarts = [0]
    while boxes.count > 1 {
      levelStarts.append(nodes.count / Self.nodeStride)
      var parents: [Box] = []
      for start in stride(from: 0, to: boxes.count, by: Self.width) {
        let children = boxes[start..<min(start + Self.width, boxes.count)]
        Self.append(children, to: &nodes)
        parents.append(children.dropFirst().reduce(children[start]) { $0.union($1) })
      }
      boxes = parents
    }
    self.leaves = leaves
    self.nodes = nodes
    self.levelStarts = levelStarts
  }

  private static func leafBase(slot: Int) -> Int {
    slot / width * leafStride + slot % width
  }

  private static func append(_ children: ArraySlice<Box>, to nodes: inout [Double]) {
    let columns: [(Box) -> Double] = [
      { $0.least.x }, { $0.least.y }, { $0.least.z },
      { $0.greatest.x }, { $0.greatest.y }, { $0.greatest.z },
    ]
    for (column, value) in columns.enumerated() {
      for child in children { nodes.append(value(child)) }
      let unused = column < 3 ? Double.infinity : -.infinity
      nodes.append(contentsOf: repeatElement(unused, count: width - children.count))
    }
  }

  /// The place in a slot, that is, at a position of the packed order.
  func place(slot: Int) -> ECEF {
    let base = Self.leafBase(slot: slot)
    return ECEF(
      x: leaves[base],
      y: leaves[base + Self.width],
      z: leaves[base + 2 * Self.width]
    )
  }

  private struct Visit {
    var distanceSquared: Double
    var level: Int
    var node: Int
  }

  /// Hands out the places whose squared chord from a query is at most the bound, near boxes first.
  ///
  /// Rounding cannot lose a place: the difference to a box is at most the difference to a place in
  /// it, also after rounding, and so are squares and sums taken in the same order.
  ///
  /// - Parameters:
  ///   - query: The place to measure from.
  ///   - bound: The greatest squared chord of interest, in square metres.
  ///   - statistics: Counts the leaves and nodes.
  ///   - offer: Takes a squared chord and a slot, and returns the bound from then on.
  @inline(__always)
  func visit(
    from query: ECEF,
    bound: Double,
    statistics: inout SearchStatistics,
    offer: (Double, Int) -> Double
  ) {
    guard count > 0 else { return }
    var bound = bound
    let height = levelStarts.count
    // No pointer leaves its closure, and none is asked beyond its end:
    // - The stack's levels never rise from bottom to top, and its entries of one level are children
    //   of one node. That holds for the root alone. A node is opened when it is taken off the top,
    //   so what remains is of its level or above, and its children, at most `width` and one level
    //   down, are the only ones of theirs. Hence `width` entries for each of `height` levels do.
    // - Only what was put on the stack is read from it: `top` counts the entries, and the places
    //   from `bottom` to `top` hold the children put there so far.
    // - A child that passes the guard has a finite box, so it is no unused lane but a node or leaf
    //   that the initializer wrote, and its whole block lies in `nodes` or `leaves`.
    unsafe leaves.withUnsafeBufferPointer { leaves in
      unsafe nodes.withUnsafeBufferPointer { nodes in
        unsafe withUnsafeTemporaryAllocation(of: Visit.self, capacity: Self.width * height) {
          stack in
          let root = Visit(distanceSquared: 0, level: height - 1, node: 0)
          unsafe stack.initializeElement(at: 0, to: root)
          var top = 1
          while top > 0 {
            top &-= 1
            let visit = unsafe stack[top]
            if visit.distanceSquared > bound { continue }
            if visit.level == 0 {
              statistics.leaves &+= 1
              let base = visit.node &* Self.leafStride
              let firstSlot = visit.node &* Self.width
              for lane in 0..<min(Self.width, count &- firstSlot) {
                let dx = unsafe query.x - leaves[base &+ lane]
                let dy = unsafe query.y - leaves[base &+ Self.width &+ lane]
                let dz = unsafe query.z - leaves[base &+ 2 &* Self.width &+ lane]
                let chordSquared = dx * dx + dy * dy + dz * dz
                if chordSquared <= bound { bound = offer(chordSquared, firstSlot &+ lane) }
              }
            } else {
              statistics.innerNodes &+= 1
              let node = levelStarts[visit.level] &+ visit.node
              let bottom = top
              for lane in 0..<Self.width {
                let distanceSquared = unsafe Self.distanceSquared(
                  query,
                  nodes,
                  base: node &* Self.nodeStride &+ lane
                )
                guard distanceSquared <= bound && distanceSquared < .infinity else { continue }
                let child = Visit(
                  distanceSquared: distanceSquared,
                  level: visit.level &- 1,
                  node: visit.node &* Self.width &+ lane
                )
                // The nearest child comes to lie on top.
                var place = top
                while unsafe place > bottom && stack[place &- 1].distanceSquared < distanceSquared {
                  unsafe stack.initializeElement(at: place, to: stack[place &- 1])
                  place &-= 1
                }
                unsafe stack.initializeElement(at: place, to: child)
                top &+= 1
              }
            }
          }
        }
      }
    }
  }

  /// The squared distance from a place to a box; infinite for an unused lane.
  @inline(__always)
  private static func distanceSquared(
    _ query: ECEF,
    _ nodes: UnsafeBufferPointer<Double>,
    base: Int
  ) -> Double {
    let dx = unsafe outside(query.x, nodes[base], nodes[base &+ 3 &* width])
    let dy = unsafe outside(query.y, nodes[base &+ width], nodes[base &+ 4 &* width])
    let dz = unsafe outside(query.z, nodes[base &+ 2 &* width], nodes[base &+ 5 &* width])
    return dx * dx + dy * dy + dz * dz
  }

  /// How far a value lies outside an interval.
  @inline(__always)
  private static func outside(_ value: Double, _ least: Double, _ greatest: Double) -> Double {
    let below = least - value
    let above = value - greatest
    let larger = below > above ? below : above
    return larger > 0 ? larger : 0
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
        let node = levelStarts[level] + child / Self.width
        let base = node * Self.nodeStride + child % Self.width
        let distance = unsafe nodes.withUnsafeBufferPointer {
          unsafe Self.distanceSquared(place, $0, base: base)
        }
        if distance != 0 { problems.append("level \(level): box \(child) misses slot \(slot)") }
        child /= Self.width
      }
      if child != 0 { problems.append("slot \(slot) is not below the root") }
    }
    return problems
  }
}

/// An axis-parallel box in earth-centred coordinates, closed on all sides.
private struct Box {
  var least: ECEF
  var greatest: ECEF

  init(least: ECEF, greatest: ECEF) {
    self.least = least
    self.greatest = greatest
  }

  /// The box of a leaf's first lanes.
  init(_ leaves: [Double], leaf: Int, lanes: Int) {
    let base = leaf * 3 * PackedTree.width
    let place = { (lane: Int) in
      ECEF(
        x: leaves[base + lane],
        y: leaves[base + PackedTree.width + lane],
        z: leaves[base + 2 * PackedTree.width + lane]
      )
    }
    self.init(least: place(0), greatest: place(0))
    for lane in 1..<max(1, lanes) {
      self = union(Box(least: place(lane), greatest: place(lane)))
    }
  }

  func union(_ other: Box) -> Box {
    Box(
      least: ECEF(
        x: min(least.x, other.least.x),
        y: min(least.y, other.least.y),
        z: min(least.z, other.least.z)
      ),
      greatest: ECEF(
        x: max(greatest.x, other.greatest.x),
        y: max(greatest.y, other.greatest.y),
        z: max(greatest.z, other.greatest.z)
      )
    )
  }
}
