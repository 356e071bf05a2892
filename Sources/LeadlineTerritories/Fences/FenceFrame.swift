internal import LeadlineGeometry

/// The rings that bound all land: those of a region, or a box around the customers.
struct FenceFrame {
  /// The rings, not closed, with long edges cut so that borders can end in many places.
  let rings: [[LatticePoint]]

  /// Takes the rings of a region.
  ///
  /// - Throws: ``FenceDrawingError/regionCrossesAntimeridian``.
  init(region: MultiPolygon, pieces: Int) throws(FenceDrawingError) {
    var closed: [[LatticePoint]] = []
    for ring in region.polygons.flatMap(\.rings) {
      // An edge from one side of the world to the other is meant, as that of a whole hemisphere.
      for (a, b) in zip(ring, ring.dropFirst())
      where abs(a.longitude - b.longitude) > 180 && abs(a.longitude - b.longitude) < 360 {
        throw .regionCrossesAntimeridian
      }
      closed.append(
        ring.map { Lattice.point(longitude: $0.longitude, latitude: $0.latitude) }
      )
    }
    let (low, high) = Self.bounds(closed.flatMap(\.self))
    rings = closed.map { Self.cut($0, step: (high - low).max() / Double(pieces)) }
  }

  /// Makes a box around places, a twentieth of their extent and at least 0.01 degrees larger.
  init(around places: [LatticePoint], shape: LatticePoint, pieces: Int) {
    let (low, high) = Self.bounds(places)
    let margin = max(0.01 * Lattice.perDegree, ((high - low) * shape).max() / shape.y / 20)
    let margins = (LatticePoint(margin, margin) * shape.y / shape).rounded(.up)
    let end = LatticePoint(180, 90) * Lattice.perDegree
    let (least, most) = (pointwiseMax(low - margins, -end), pointwiseMin(high + margins, end))
    let ring = [
      least, LatticePoint(most.x, least.y), most, LatticePoint(least.x, most.y), least,
    ]
    rings = [Self.cut(ring, step: (most - least).max() / Double(pieces))]
  }

  private static func bounds(_ places: [LatticePoint]) -> (LatticePoint, LatticePoint) {
    guard var low = places.first, var high = places.first else { return (.zero, .zero) }
    for place in places {
      low = pointwiseMin(low, place)
      high = pointwiseMax(high, place)
    }
    return (low, high)
  }

  /// Opens a ring and cuts its edges into parts no longer than a step.
  private static func cut(_ ring: [LatticePoint], step: Double) -> [LatticePoint] {
    var places: [LatticePoint] = []
    for (a, b) in zip(ring, ring.dropFirst()) where a != b {
      let offset = b - a
      let parts = step > 0 ? max(1, (max(abs(offset.x), abs(offset.y)) / step).rounded(.up)) : 1
      for part in 0..<Int(parts) {
        places.append((a + offset * (Double(part) / parts)).rounded(.toNearestOrEven))
      }
    }
    return places
  }
}
