import LeadlineGeometry

/// The edges of many areas, for geodesic distances from places outside of them.
///
/// Edges stay in the order of their rings, which already keeps neighbours together; every sixteen
/// share a box in earth-centred coordinates, every sixteen boxes a larger one, up to one box per
/// area. So neither the antimeridian nor a pole is special.
struct NearestEdges: Sendable {
  private static let fanOut = 16

  /// One layer of an area's boxes.
  private struct Layer {
    var start: Int
    var count: Int
  }

  /// Both ends of each edge, all areas behind each other.
  private var starts: [Coordinate] = []
  private var ends: [Coordinate] = []
  private var boxes: [ChordBox] = []
  private var layers: [Layer] = []
  /// Where each area's layers and edges start; one more than there are areas.
  private var firstLayers = [0]
  private var firstEdges = [0]

  /// Appends an area; it gets the next number, beginning with 0.
  ///
  /// - Complexity: O(*n*) in the number of coordinates.
  mutating func append(_ area: MultiPolygon) {
    let first = starts.count
    for polygon in area.polygons {
      appendEdges(of: polygon.exterior)
      for hole in polygon.holes { appendEdges(of: hole) }
    }
    var count = starts.count - first
    var layerStart = boxes.count
    for group in stride(from: 0, to: count, by: Self.fanOut) {
      var box = ChordBox()
      for edge in group..<min(count, group + Self.fanOut) {
        let (start, end) = (starts[first + edge], ends[first + edge])
        // A millimetre covers the rounding of positions.
        let margin = LonLatEdge(start, end).sagMetres + 1e-3
        box.extend(to: ECEF(start), marginMetres: margin)
        box.extend(to: ECEF(end), marginMetres: margin)
      }
      boxes.append(box)
    }
    while count > 0 {
      count = (count + Self.fanOut - 1) / Self.fanOut
      layers.append(Layer(start: layerStart, count: count))
      guard count > 1 else { break }
      let children = layerStart
      layerStart = boxes.count
      for group in stride(from: 0, to: count, by: Self.fanOut) {
        var box = ChordBox()
        for child in group..<min(count, group + Self.fanOut) {
          box.extend(to: boxes[children + child])
        }
        boxes.append(box)
      }
    }
    firstLayers.append(layers.count)
    firstEdges.append(starts.count)
  }

  private mutating func appendEdges(of ring: [Coordinate]) {
    for (start, end) in zip(ring, ring.dropFirst()) where start != end {
      starts.append(start)
      ends.append(end)
    }
  }

  /// A geodesic length that no edge of the area falls short of, in metres; infinite without edges.
  func lowerBoundMetres(of area: Int, from position: ECEF) -> Double {
    guard firstLayers[area] < firstLayers[area + 1] else { return .infinity }
    let root = layers[firstLayers[area + 1] - 1]
    return Self.lowerBound(boxes[root.start], position)
  }

  /// The geodesic distance to the nearest edge of an area, if it is at most `limit` metres.
  ///
  /// - Returns: The distance; infinite, or some distance beyond the limit, when there is none.
  func metres(
    to area: Int,
    from query: Coordinate,
    _ position: ECEF,
    limit: Double
  ) -> Double {
    guard firstLayers[area] < firstLayers[area + 1] else { return .infinity }
    var best = Double.infinity
    let top = firstLayers[area + 1] - 1
    visit(0, layer: top, of: area, from: query, position, limit: limit, best: &best)
    return best
  }

  private func visit(
    _ node: Int,
    layer: Int,
    of area: Int,
    from query: Coordinate,
    _ position: ECEF,
    limit: Double,
    best: inout Double
  ) {
    guard layer > firstLayers[area] else {
      let first = firstEdges[area] + node * Self.fanOut
      for edge in first..<min(firstEdges[area + 1], first + Self.fanOut) {
        let metres = LonLatEdge(starts[edge], ends[edge])
          .metres(from: query, position, limit: min(limit, best))
        best = min(best, metres)
      }
      return
    }
    let below = layers[layer - 1]
    let first = node * Self.fanOut
    let children = first..<min(below.count, first + Self.fanOut)
    // The nearest child first, so that the others are mostly cut off by its answer.
    let bounds = children.map { (Self.lowerBound(boxes[below.start + $0], position), $0) }
    for (bound, child) in bounds.sorted(by: { $0 < $1 }) where bound <= min(limit, best) {
      visit(child, layer: layer - 1, of: area, from: query, position, limit: limit, best: &best)
    }
  }

  private static func lowerBound(_ box: ChordBox, _ position: ECEF) -> Double {
    GeodesicBracket.lowerBoundMetres(chordMetres: box.chordMetres(from: position))
  }
}
