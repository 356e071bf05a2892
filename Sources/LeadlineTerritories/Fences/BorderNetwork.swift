internal import LeadlineGeometry

/// The borders between territories as a network of straight lines inside the frame.
///
/// A triangle whose corners belong to three territories holds a junction, one whose corners belong
/// to two is part of a ``Sleeve`` between junctions, and where the ends of an edge of the frame
/// belong to two a border ends near its middle. Each border keeps to its own triangles, so borders
/// meet in junctions only, and every place is left of the borders that it lies left of.
struct BorderNetwork {
  /// A border between two ends, or around a piece of land.
  struct Border {
    var places: [LatticePoint]
    /// The nodes left and right of its first portal.
    let left: Int32
    let right: Int32
    /// The ends as ``leave(_:atFrame:)``; nil for a ring.
    let ends: (tail: Int, head: Int)?
  }

  /// What a border runs in.
  struct Strip {
    var sleeve: Sleeve
    /// As in ``Border``.
    let left: Int32
    let right: Int32
    let ends: (tail: Int, head: Int)?

    /// The border; nil when there is none.
    func border(shape: LatticePoint) -> [LatticePoint]? {
      for care in [Sleeve.Care.ordinary, .close] {
        let places =
          ends == nil ? sleeve.ring(care, shape: shape) : sleeve.border(care, shape: shape)
        if let places { return places }
      }
      return nil
    }
  }

  private(set) var borders: [Border] = []
  /// What the borders run in, in their order.
  private var strips: [Strip] = []
  /// Where borders end on the frame, by half-edge.
  private(set) var framePoints: [Int32: LatticePoint] = [:]
  /// Pairs of nodes of different territories that could not be parted.
  private(set) var failures: [(Int32, Int32)] = []

  private let land: Land
  private let shape: LatticePoint
  private var junctions: [Int32: LatticePoint] = [:]
  /// The half-edges whose ends belong to different territories, ascending.
  private var portals: [Int] = []
  private var isTraced: [Bool]

  /// Draws the borders.
  ///
  /// - Parameters:
  ///   - land: Whose land it is; every node has a territory.
  ///   - shape: What lengths in longitude and latitude are multiplied by.
  ///   - threads: The number of workers; nil for one per processor.
  init(land: Land, shape: LatticePoint, threads: Int?) {
    self.land = land
    self.shape = shape
    isTraced = [Bool](repeating: false, count: land.mesh.starts.count)
    placeEnds()
    guard failures.isEmpty else { return }
    for edge in portals where !isTraced[edge] {
      if land.mesh.isFrame[edge] { traceFromFrame(edge) }
      if let junction = junctions[Int32(edge / 3)], !isTraced[edge] {
        traceFromJunction(edge, junction)
      }
    }
    for edge in portals where !isTraced[edge] {
      traceRing(edge)
    }
    drawStrips(threads: threads)
  }

  /// The name of an end of a border: the half-edge across which it leaves a junction's triangle, or
  /// the half-edge of the frame on which it ends.
  static func leave(_ edge: Int, atFrame: Bool) -> Int { atFrame ? 2 * edge + 1 : 2 * edge }

  private func label(_ edge: Int) -> Int32 { land.labels[Int(land.node[edge])] }

  /// Whether the ends of a half-edge belong to different territories.
  private func isPortal(_ edge: Int) -> Bool { label(edge) != label(Triangulation.next(edge)) }

  private func place(_ edge: Int) -> LatticePoint {
    land.mesh.places[Int(land.mesh.starts[edge])]
  }

  // MARK: Ends

  private mutating func placeEnds() {
    for edge in stride(from: 0, to: land.edges.count, by: 3).map({ Int(land.edges[$0]) }) {
      let (a, b, c) = (label(edge), label(edge + 1), label(edge + 2))
      guard a != b || b != c else { continue }
      portals.append(contentsOf: (edge..<edge + 3).filter(isPortal))
      var apex: LatticePoint?
      if a != b, b != c, c != a {
        guard let junction = Self.middle(place(edge), place(edge + 1), place(edge + 2)) else {
          fail([edge, edge + 1, edge + 2])
          continue
        }
        junctions[Int32(edge / 3)] = junction
        apex = junction
      }
      for side in edge..<edge + 3 where land.mesh.isFrame[side] && isPortal(side) {
        let (u, v) = (place(side), place(Triangulation.next(side)))
        guard let point = Self.nearMiddle(u, v, apex ?? place(Triangulation.previous(side))) else {
          fail([side])
          break
        }
        framePoints[Int32(side)] = point
        // A second border that ends in this triangle keeps clear of the first.
        if apex == nil { apex = point }
      }
    }
  }

  /// A lattice point strictly inside a triangle, near where its angles are halved.
  private static func middle(_ a: LatticePoint, _ b: LatticePoint, _ c: LatticePoint)
    -> LatticePoint?
  {
    func length(_ offset: LatticePoint) -> Double { (offset * offset).sum().squareRoot() }
    let (oppositeA, oppositeB, oppositeC) = (length(b - c), length(c - a), length(a - b))
    let around = oppositeA + oppositeB + oppositeC
    let halved = (oppositeA * a + oppositeB * b + oppositeC * c) / around
    for centre in [halved, (a + b + c) / 3] {
      for place in Lattice.around(centre) where Lattice.isInside(place, a, b, c) { return place }
    }
    return nil
  }

  /// A lattice point near the middle of the side u v of a triangle, on it or inside.
  private static func nearMiddle(_ u: LatticePoint, _ v: LatticePoint, _ apex: LatticePoint)
    -> LatticePoint?
  {
    for share in [0.5, 0.4, 0.6, 0.25, 0.75] {
      let place = u + share * (v - u)
      let inner = Lattice.around(place).filter {
        Lattice.side(v, apex, $0) > 0 && Lattice.side(apex, u, $0) > 0
      }
      if let on = inner.first(where: { Lattice.side(u, v, $0) == 0 }) { return on }
      if let inside = inner.first(where: { Lattice.side(u, v, $0) > 0 }) { return inside }
    }
    return nil
  }

  // MARK: Sleeves

  private mutating func traceFromFrame(_ edge: Int) {
    guard let start = framePoints[Int32(edge)] else { return }
    isTraced[edge] = true
    trace(
      from: start,
      tail: Self.leave(edge, atFrame: true),
      entered: edge,
      left: land.node[edge],
      right: land.endNode(edge)
    )
  }

  private mutating func traceFromJunction(_ edge: Int, _ junction: LatticePoint) {
    let back = Int(land.mesh.twins[edge])
    var sleeve = Sleeve(start: junction, end: junction, left: [], right: [])
    _ = cross(edge, &sleeve)
    trace(
      from: junction,
      tail: Self.leave(edge, atFrame: false),
      entered: back,
      left: land.endNode(edge),
      right: land.node[edge],
      sleeve: sleeve
    )
  }

  /// Follows a sleeve from a triangle that was entered to a junction or the frame.
  private mutating func trace(
    from start: LatticePoint,
    tail: Int,
    entered: Int,
    left: Int32,
    right: Int32,
    sleeve begun: Sleeve? = nil
  ) {
    var sleeve = begun ?? Sleeve(start: start, end: start, left: [], right: [])
    var entered = entered
    while true {
      if let junction = junctions[Int32(entered / 3)] {
        sleeve.end = junction
        add(sleeve, left, right, tail: tail, head: Self.leave(entered, atFrame: false))
        return
      }
      let exit = exit(from: entered)
      isTraced[exit] = true
      if let point = framePoints[Int32(exit)] {
        sleeve.end = point
        add(sleeve, left, right, tail: tail, head: Self.leave(exit, atFrame: true))
        return
      }
      entered = cross(exit, &sleeve)
    }
  }

  private mutating func traceRing(_ edge: Int) {
    var sleeve = Sleeve(start: .zero, end: .zero, left: [], right: [])
    var exit = edge
    repeat { exit = self.exit(from: cross(exit, &sleeve)) } while exit != edge
    strips.append(
      Strip(sleeve: sleeve, left: land.endNode(edge), right: land.node[edge], ends: nil)
    )
  }

  /// The other portal of a triangle with two, as one of its half-edges.
  private func exit(from entered: Int) -> Int {
    let next = Triangulation.next(entered)
    return isPortal(next) ? next : Triangulation.previous(entered)
  }

  /// Crosses a portal out of its triangle: the next triangle's half-edge.
  private mutating func cross(_ exit: Int, _ sleeve: inout Sleeve) -> Int {
    let back = Int(land.mesh.twins[exit])
    isTraced[exit] = true
    isTraced[back] = true
    sleeve.left.append(place(back))
    sleeve.right.append(place(exit))
    sleeve.names.append(Int32(exit))
    return back
  }

  private mutating func add(
    _ sleeve: Sleeve,
    _ left: Int32,
    _ right: Int32,
    tail: Int,
    head: Int
  ) {
    strips.append(Strip(sleeve: sleeve, left: left, right: right, ends: (tail, head)))
  }

  /// Moves junctions to where borders need few bends, and draws every border in its strip.
  private mutating func drawStrips(threads: Int?) {
    if junctions.count <= JunctionMoves.mostJunctions {
      var moves = JunctionMoves(land: land, strips: strips, shape: shape)
      moves.run(threads: threads)
      strips = moves.strips
    }
    let (strips, shape) = (strips, shape)
    let drawn = Workers.map(strips.count, size: 64, threads: threads) {
      strips[$0].border(shape: shape)
    }
    for (strip, places) in zip(strips, drawn) {
      guard let places else {
        fail(strip.sleeve)
        continue
      }
      borders.append(
        Border(places: places, left: strip.left, right: strip.right, ends: strip.ends)
      )
    }
  }

  // MARK: Failures

  /// Notes the shortest portal of a sleeve.
  private mutating func fail(_ sleeve: Sleeve) { fail(sleeve.names.map(Int.init)) }

  /// Notes the shortest of some half-edges whose ends belong to different territories.
  private mutating func fail(_ edges: [Int]) {
    func length(_ edge: Int) -> Double {
      let offset = place(edge) - place(Triangulation.next(edge))
      return (offset * offset).sum()
    }
    guard let shortest = edges.min(by: { length($0) < length($1) }) else { return }
    failures.append((land.node[shortest], land.endNode(shortest)))
  }
}
