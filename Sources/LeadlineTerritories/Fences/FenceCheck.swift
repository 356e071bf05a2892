internal import LeadlineGeometry

/// Tells whether places lie strictly inside a territory's area, by the degrees as written.
///
/// Knows nothing of how the areas were drawn: it counts the edges east of a place, exactly, among
/// those of the place's own territory in a stripe of latitudes.
struct FenceCheck {
  private struct Edge {
    let low: Coordinate
    let high: Coordinate
  }

  private var edges: [Edge] = []
  private var territories: [Int32] = []
  private let south: Double
  private let stripesPerDegree: Double
  private let stripes: Int
  /// The edges of each stripe, by territory.
  private var offsets: [Int32]
  private var listed: [Int32]

  /// Prepares areas.
  ///
  /// - Complexity: O(edges + edges x stripes that they cross).
  init(_ areas: [MultiPolygon?]) {
    var box: BoundingBox?
    for (territory, area) in areas.enumerated() {
      guard let area else { continue }
      for ring in area.polygons.flatMap(\.rings) {
        for (a, b) in zip(ring, ring.dropFirst()) {
          edges.append(a.latitude <= b.latitude ? Edge(low: a, high: b) : Edge(low: b, high: a))
          territories.append(Int32(territory))
          if box?.extend(to: a) == nil { box = BoundingBox(a) }
        }
      }
    }
    let height = (box?.north ?? 0) - (box?.south ?? 0)
    south = box?.south ?? 0
    stripes = max(1, min(4096, edges.count / 4))
    stripesPerDegree = height > 0 ? Double(stripes) / height : 0
    offsets = [Int32](repeating: 0, count: stripes + 1)
    listed = []
    for edge in edges {
      for stripe in stripe(edge.low.latitude)...stripe(edge.high.latitude) {
        offsets[stripe + 1] += 1
      }
    }
    for stripe in 0..<stripes { offsets[stripe + 1] += offsets[stripe] }
    var filled = offsets
    listed = [Int32](repeating: 0, count: Int(offsets[stripes]))
    for (number, edge) in edges.enumerated() {
      for stripe in stripe(edge.low.latitude)...stripe(edge.high.latitude) {
        listed[Int(filled[stripe])] = Int32(number)
        filled[stripe] += 1
      }
    }
  }

  private func stripe(_ latitude: Double) -> Int {
    max(0, min(stripes - 1, Int((latitude - south) * stripesPerDegree)))
  }

  /// Whether a place lies strictly inside a territory's area.
  ///
  /// - Complexity: O(log + the territory's edges in the place's stripe).
  func isInside(longitude: Double, latitude: Double, territory: Int32) -> Bool {
    let stripe = stripe(latitude)
    var isInside = false
    var place = first(of: territory, in: stripe)
    while place < Int(offsets[stripe + 1]), territories[Int(listed[place])] == territory {
      let (low, high) = (edges[Int(listed[place])].low, edges[Int(listed[place])].high)
      place += 1
      guard latitude >= low.latitude, latitude <= high.latitude else { continue }
      let side = Orientation.sign(
        ax: low.longitude,
        ay: low.latitude,
        bx: high.longitude,
        by: high.latitude,
        px: longitude,
        py: latitude
      )
      if side == 0, longitude >= min(low.longitude, high.longitude),
        longitude <= max(low.longitude, high.longitude)
      {
        return false
      }
      if side > 0, latitude < high.latitude { isInside.toggle() }
    }
    return isInside
  }

  private func first(of territory: Int32, in stripe: Int) -> Int {
    var (low, high) = (Int(offsets[stripe]), Int(offsets[stripe + 1]))
    while low < high {
      let middle = (low + high) / 2
      if territories[Int(listed[middle])] < territory { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
