internal import LeadlineGeometry

/// A triangulation of places in which given edges, the frame, are edges of triangles.
///
/// Half-edges are those of ``Triangulation``. An edge of the frame is put in by turning the edges
/// that cross it.
///
/// Source: S. W. Sloan, "A fast algorithm for generating constrained Delaunay triangulations",
/// https://doi.org/10.1016/0045-7949(93)90239-A
struct ConstrainedMesh {
  let places: [LatticePoint]
  private(set) var starts: [Int32]
  private(set) var twins: [Int32]
  /// Whether each half-edge is part of the frame.
  private(set) var isFrame: [Bool]
  /// A half-edge that begins at each place; -1 for places that are no corner.
  private var departure: [Int32]

  /// Triangulates places.
  ///
  /// - Parameters:
  ///   - places: The places; they may repeat.
  ///   - shape: What longitudes and latitudes are multiplied by for round circles: whole numbers.
  ///   - corners: Set to the first place at the place of each, as in ``Triangulation``.
  init(places: [LatticePoint], shape: LatticePoint, corners: inout [Int32]) {
    self.places = places
    let made = Triangulation(x: places.map { $0.x * shape.x }, y: places.map { $0.y * shape.y })
    starts = made.starts
    twins = made.twins
    corners = made.corners
    isFrame = [Bool](repeating: false, count: starts.count)
    departure = [Int32](repeating: -1, count: places.count)
    for edge in starts.indices { departure[Int(starts[edge])] = Int32(edge) }
  }

  /// The place where a half-edge ends.
  func end(_ edge: Int) -> Int32 { starts[Triangulation.next(edge)] }

  // MARK: The frame

  /// Makes the straight line between two corners part of the frame; twice takes it out again.
  ///
  /// - Throws: ``FenceDrawingError/regionCrossesItself(longitude:latitude:)``.
  mutating func insert(from first: Int32, to last: Int32) throws(FenceDrawingError) {
    var from = first
    while from != last {
      var crossing: [(Int32, Int32)] = []
      let (reached, existing) = try walk(from: from, to: last, &crossing)
      var edge = existing
      if edge == nil {
        try turn(crossing, from: from, to: reached)
        edge = halfEdge(from: from, to: reached)
      }
      guard let edge else { throw crossingError(from) }
      isFrame[edge].toggle()
      if twins[edge] >= 0 { isFrame[Int(twins[edge])].toggle() }
      from = reached
    }
  }

  /// Goes along a line to the first place on it.
  ///
  /// - Returns: That place, and the half-edge there if there is one; else the edges between are in
  ///   the list.
  private func walk(
    from: Int32,
    to: Int32,
    _ crossing: inout [(Int32, Int32)]
  ) throws(FenceDrawingError) -> (reached: Int32, edge: Int?) {
    let (u, v) = (places[Int(from)], places[Int(to)])
    var current = -1
    for edge in departures(of: from) {
      let (next, previous) = (Triangulation.next(edge), Triangulation.previous(edge))
      let (a, b) = (starts[next], starts[previous])
      let (sideA, sideB) = (side(u, v, a), side(u, v, b))
      if sideA == 0, isAhead(a, from: u, to: v) { return (a, edge) }
      if sideB == 0, isAhead(b, from: u, to: v) { return (b, previous) }
      if sideA < 0, sideB > 0 {
        current = next
        break
      }
    }
    guard current >= 0 else { throw crossingError(from) }
    while true {
      guard !isFrame[current], twins[current] >= 0 else { throw crossingError(starts[current]) }
      crossing.append((starts[current], end(current)))
      let back = Int(twins[current])
      let apex = Triangulation.previous(back)
      let side = side(u, v, starts[apex])
      if side == 0 { return (starts[apex], nil) }
      // The back edge begins left of the line and ends right of it.
      current = side > 0 ? Triangulation.next(back) : apex
    }
  }

  private mutating func turn(
    _ crossing: [(Int32, Int32)],
    from: Int32,
    to: Int32
  ) throws(FenceDrawingError) {
    let (u, v) = (places[Int(from)], places[Int(to)])
    var waiting = crossing
    var taken = 0
    let limit = 100 + 20 * crossing.count * crossing.count
    while taken < waiting.count {
      guard taken < limit, let edge = halfEdge(from: waiting[taken].0, to: waiting[taken].1) else {
        throw crossingError(from)
      }
      let pair = waiting[taken]
      taken += 1
      let back = Int(twins[edge])
      let (c, d) = (starts[Triangulation.previous(edge)], starts[Triangulation.previous(back)])
      let (cPlace, dPlace) = (places[Int(c)], places[Int(d)])
      guard side(cPlace, dPlace, pair.0) * side(cPlace, dPlace, pair.1) < 0 else {
        waiting.append(pair)
        continue
      }
      turn(edge)
      if side(u, v, c) * side(u, v, d) < 0 { waiting.append((c, d)) }
    }
  }

  /// Turns an edge within the two triangles beside it.
  private mutating func turn(_ edge: Int) {
    let back = Int(twins[edge])
    let (bc, ad) = (Triangulation.next(edge), Triangulation.next(back))
    let (ca, db) = (Triangulation.previous(edge), Triangulation.previous(back))
    let (a, b, c, d) = (starts[edge], starts[back], starts[ca], starts[db])
    let (beyondBC, beyondAD) = (twins[bc], twins[ad])
    let (frameBC, frameAD) = (isFrame[bc], isFrame[ad])
    starts[bc] = d
    starts[ad] = c
    link(edge, beyondAD, frameAD)
    link(back, beyondBC, frameBC)
    link(bc, Int32(ad), false)
    isFrame[ad] = false
    departure[Int(a)] = Int32(edge)
    departure[Int(b)] = Int32(back)
    departure[Int(c)] = Int32(ca)
    departure[Int(d)] = Int32(db)
  }

  private mutating func link(_ edge: Int, _ back: Int32, _ flag: Bool) {
    twins[edge] = back
    isFrame[edge] = flag
    if back >= 0 { twins[Int(back)] = Int32(edge) }
  }

  // MARK: Looking around

  /// The half-edges that begin at a place.
  private func departures(of place: Int32) -> [Int] {
    guard departure[Int(place)] >= 0 else { return [] }
    let first = Int(departure[Int(place)])
    var list: [Int] = []
    var edge = first
    repeat {
      list.append(edge)
      let back = Int(twins[Triangulation.previous(edge)])
      if back < 0 {
        // The rim: the rest lies on the other side of the first.
        var other = Int(twins[first])
        while other >= 0 {
          let next = Triangulation.next(other)
          list.append(next)
          other = Int(twins[next])
        }
        return list
      }
      edge = back
    } while edge != first
    return list
  }

  private func halfEdge(from: Int32, to: Int32) -> Int? {
    for edge in departures(of: from) {
      if end(edge) == to { return edge }
      let previous = Triangulation.previous(edge)
      if starts[previous] == to {
        let back = Int(twins[previous])
        return back >= 0 ? back : previous
      }
    }
    return nil
  }

  private func side(_ a: LatticePoint, _ b: LatticePoint, _ place: Int32) -> Int {
    Lattice.side(a, b, places[Int(place)])
  }

  private func isAhead(_ place: Int32, from u: LatticePoint, to v: LatticePoint) -> Bool {
    ((places[Int(place)] - u) * (v - u)).sum() > 0
  }

  private func crossingError(_ place: Int32) -> FenceDrawingError {
    let coordinate = Lattice.coordinate(places[Int(place)])
    return .regionCrossesItself(longitude: coordinate.longitude, latitude: coordinate.latitude)
  }

  // MARK: Inside

  /// Which triangles lie inside the frame: an odd number of its edges away from the outside.
  func insideTriangles() -> [Bool] {
    let count = starts.count / 3
    var isSeen = [Bool](repeating: false, count: count)
    var isInside = isSeen
    var pending: [Int] = []
    for edge in starts.indices where twins[edge] < 0 && !isSeen[edge / 3] {
      isSeen[edge / 3] = true
      isInside[edge / 3] = isFrame[edge]
      pending.append(edge / 3)
      while let triangle = pending.popLast() {
        for edge in 3 * triangle..<3 * triangle + 3 where twins[edge] >= 0 {
          let other = Int(twins[edge]) / 3
          guard !isSeen[other] else { continue }
          isSeen[other] = true
          isInside[other] = isInside[triangle] != isFrame[edge]
          pending.append(other)
        }
      }
    }
    return isInside
  }
}
