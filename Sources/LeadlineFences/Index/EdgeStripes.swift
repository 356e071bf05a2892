import LeadlineGeometry

/// The edges of many areas, each area cut into stripes of latitude, for exact `covers` tests.
///
/// An area is one parity test over the edges of all its rings: for a valid area, parts and holes
/// need no further distinction. Each stripe holds copies of the edges that meet it, one behind the
/// other. Stripes are so many that the copies stay below some three times the edges.
struct EdgeStripes: Sendable {
  /// An edge, turned so that it does not point south.
  private struct Edge {
    var lowX: Double
    var lowY: Double
    var highX: Double
    var highY: Double
  }

  /// Where the stripes of one area are.
  private struct Area {
    var south: Double
    var north: Double
    var stripesPerDegree: Double
    /// The number of its first stripe in `offsets`.
    var firstStripe: Int
    var stripeCount: Int

    /// The stripe of a latitude within the area's range.
    ///
    /// Subtraction, product and truncation are monotone even when rounded, so a latitude within an
    /// edge's range always falls into one of the stripes that hold a copy of the edge.
    func stripe(of latitude: Double) -> Int {
      min(stripeCount - 1, Int((latitude - south) * stripesPerDegree))
    }
  }

  private var areas: [Area] = []
  /// Where each stripe's edges start in `edges`; an area's last stripe is followed by its end.
  private var offsets: [Int] = []
  private var edges: [Edge] = []

  /// Appends an area; it gets the next number, beginning with 0.
  ///
  /// - Complexity: O(*n*) in the number of coordinates.
  mutating func append(_ area: MultiPolygon) {
    var own: [Edge] = []
    own.reserveCapacity(area.coordinateCount)
    for polygon in area.polygons {
      Self.appendEdges(of: polygon.exterior, to: &own)
      for hole in polygon.holes { Self.appendEdges(of: hole, to: &own) }
    }
    let south = own.reduce(Double.infinity) { min($0, $1.lowY) }
    let north = own.reduce(-Double.infinity) { max($0, $1.highY) }
    let height = north - south
    guard height > 0 else {
      // Nothing is enclosed: an empty range of latitudes answers every question with no.
      areas.append(
        Area(south: 1, north: -1, stripesPerDegree: 0, firstStripe: offsets.count, stripeCount: 0)
      )
      return
    }
    // A line of latitude crosses `crossings` edges on average, so each stripe more costs that many
    // copies more.
    let crossings = own.reduce(0) { $0 + ($1.highY - $1.lowY) } / height
    let count = max(1, min(own.count / 4, Int(2 * Double(own.count) / max(1, crossings))))
    let new = Area(
      south: south,
      north: north,
      // Infinite for heights below 1e-300; then 0 × ∞ would be no number, and one stripe does.
      stripesPerDegree: min(Double(count) / height, 1e300),
      firstStripe: offsets.count,
      stripeCount: count
    )
    areas.append(new)
    distribute(own, over: new)
  }

  private static func appendEdges(of ring: [Coordinate], to edges: inout [Edge]) {
    for (start, end) in zip(ring, ring.dropFirst()) where start != end {
      let (low, high) = start.latitude <= end.latitude ? (start, end) : (end, start)
      edges.append(
        Edge(lowX: low.longitude, lowY: low.latitude, highX: high.longitude, highY: high.latitude)
      )
    }
  }

  /// Copies edges into the stripes that they meet: count, sum up, fill.
  private mutating func distribute(_ own: [Edge], over area: Area) {
    var ends = [Int](repeating: 0, count: area.stripeCount + 1)
    for edge in own {
      for stripe in area.stripe(of: edge.lowY)...area.stripe(of: edge.highY) {
        ends[stripe + 1] += 1
      }
    }
    ends[0] = edges.count
    for stripe in 0..<area.stripeCount { ends[stripe + 1] += ends[stripe] }
    offsets += ends
    let blank = Edge(lowX: 0, lowY: 0, highX: 0, highY: 0)
    edges.append(
      contentsOf: repeatElement(blank, count: ends[area.stripeCount] - edges.count)
    )
    for edge in own {
      for stripe in area.stripe(of: edge.lowY)...area.stripe(of: edge.highY) {
        edges[ends[stripe]] = edge
        ends[stripe] += 1
      }
    }
  }

  /// Tells whether an area covers a coordinate: inside or on the boundary.
  ///
  /// A ray to the east crosses an edge from its lower end, included, to its upper, excluded.
  ///
  /// - Complexity: O(edges in one stripe).
  func covers(_ number: Int, x: Double, y: Double) -> Bool {
    let area = areas[number]
    guard y >= area.south && y <= area.north else { return false }
    let stripe = area.firstStripe + area.stripe(of: y)
    var inside = false
    for position in offsets[stripe]..<offsets[stripe + 1] {
      let edge = edges[position]
      guard y >= edge.lowY && y <= edge.highY else { continue }
      guard x <= max(edge.lowX, edge.highX) else { continue }
      if x < min(edge.lowX, edge.highX) {
        // A horizontal edge has no upward extent, so it never counts as crossed here.
        if y < edge.highY { inside.toggle() }
        continue
      }
      let side = Orientation.sign(
        ax: edge.lowX,
        ay: edge.lowY,
        bx: edge.highX,
        by: edge.highY,
        px: x,
        py: y
      )
      // Within the edge's box, on its line means on the edge.
      if side == 0 { return true }
      if side > 0 && y < edge.highY { inside.toggle() }
    }
    return inside
  }
}
