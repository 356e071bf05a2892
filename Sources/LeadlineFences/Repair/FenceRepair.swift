package import LeadlineGeometry

/// Turns a geometry as read from a file into an area that is valid in the sense of OGC.
package enum FenceRepair {
  /// A valid area, and what had to be changed to get it.
  package struct Repaired: Hashable, Sendable {
    /// The area; the coordinates of a valid input come back bit for bit, in the same order.
    package var area: MultiPolygon
    /// What was changed; empty for a valid input.
    package var notes: [RepairNote]
  }

  /// Checks a geometry in WGS 84 degrees and repairs what can be repaired without guessing.
  ///
  /// Rings with fewer than three distinct positions are dropped as long as something is left. An
  /// invalid area is rebuilt by GEOS's make-valid (its default, the line-work method), of which
  /// the polygonal part is kept.
  ///
  /// - Throws: ``FenceError``: a geometry that is no area, a position out of range or not finite,
  ///   a ring that is not closed, or nothing left after repair.
  ///
  /// - Complexity: O(*n* log *n*) in the number of positions, by GEOS.
  package static func area(from geometry: Geometry) throws(FenceError) -> Repaired {
    var notes: [RepairNote] = []
    var parts: [[[Position]]] = []
    try collectParts(of: geometry, into: &parts)
    if case .collection = geometry {
      notes.append(.collectionFlattened(parts: parts.count))
    }
    var polygons: [Polygon] = []
    for (number, rings) in parts.enumerated() {
      let polygon = try polygon(of: rings, part: number + 1, notes: &notes)
      if let polygon { polygons.append(polygon) }
    }
    guard !polygons.isEmpty else {
      throw .notRepairable(reason: notes.last?.description ?? "it has no parts")
    }
    let area = MultiPolygon(polygons)
    let context = try GEOSContext()
    let shape = try GEOSShape(area, in: context)
    guard let invalidity = try shape.invalidity() else {
      return Repaired(area: area, notes: notes)
    }
    let (valid, hasOther) = try shape.madeValid().polygonalPart()
    guard !valid.polygons.isEmpty else { throw .notRepairable(reason: invalidity.reason) }
    notes.append(
      .madeValid(
        reason: invalidity.reason,
        location: invalidity.location,
        squareMetresBefore: Geodesic.areaSquareMetres(of: area),
        squareMetresAfter: Geodesic.areaSquareMetres(of: valid)
      )
    )
    if hasOther { notes.append(.remaindersDropped) }
    return Repaired(area: valid, notes: notes)
  }

  private static func collectParts(
    of geometry: Geometry,
    into parts: inout [[[Position]]]
  ) throws(FenceError) {
    switch geometry {
    case .polygon(let rings): parts.append(rings)
    case .multiPolygon(let polygons): parts += polygons
    case .collection(let members):
      for member in members { try collectParts(of: member, into: &parts) }
    case .point, .multiPoint, .lineString, .multiLineString:
      throw .wrongGeometry(type: geometry.typeName)
    }
  }

  /// The polygon of one part; nil when its exterior encloses nothing.
  private static func polygon(
    of rings: [[Position]],
    part: Int,
    notes: inout [RepairNote]
  ) throws(FenceError) -> Polygon? {
    var checked: [[Coordinate]] = []
    var exteriorDropped = false
    for (number, positions) in rings.enumerated() {
      let coordinates = try coordinates(of: positions, part: part, ring: number)
      let distinct = distinctCount(coordinates, upTo: 3)
      guard distinct < 3 else {
        checked.append(coordinates)
        continue
      }
      if number == 0 {
        exteriorDropped = true
        notes.append(.partDropped(part: part, distinctPositions: distinct))
      } else if !exteriorDropped {
        notes.append(.holeDropped(part: part, hole: number, distinctPositions: distinct))
      }
    }
    if rings.isEmpty { notes.append(.partDropped(part: part, distinctPositions: 0)) }
    guard !exteriorDropped, let exterior = checked.first else { return nil }
    do {
      return try Polygon(exterior: exterior, holes: Array(checked.dropFirst()))
    } catch {
      // Closed rings of three distinct positions have at least four; this only keeps the
      // compiler's promise that no error is lost.
      throw .notRepairable(reason: error.description)
    }
  }

  private static func coordinates(
    of positions: [Position],
    part: Int,
    ring: Int
  ) throws(FenceError) -> [Coordinate] {
    var result: [Coordinate] = []
    result.reserveCapacity(positions.count)
    for position in positions {
      switch position.degreesFault {
      case nil: break
      case .notFinite: throw .notFinite(part: part, ring: ring, position: position)
      default: throw .outOfRange(part: part, ring: ring, position: position)
      }
      result.append(Coordinate(uncheckedLongitude: position.x, latitude: position.y))
    }
    guard result.first == result.last else { throw .ringNotClosed(part: part, ring: ring) }
    return result
  }

  /// The number of distinct coordinates, counted no further than the limit.
  private static func distinctCount(_ ring: [Coordinate], upTo limit: Int) -> Int {
    var seen: [Coordinate] = []
    for coordinate in ring where !seen.contains(coordinate) {
      seen.append(coordinate)
      if seen.count == limit { break }
    }
    return seen.count
  }
}
