import LeadlineGeometry
import Testing

struct PolygonTests {
  private func ring(_ positions: [(Double, Double)]) -> [Coordinate] {
    positions.map { Coordinate(uncheckedLongitude: $0.0, latitude: $0.1) }
  }

  private var square: [Coordinate] { ring([(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]) }
  private var hole: [Coordinate] { ring([(1, 1), (2, 1), (2, 2), (1, 1)]) }

  @Test func ringsAreNumberedFromTheExteriorOn() {
    let short = ring([(0, 0), (1, 0), (0, 0)])
    let open = ring([(0, 0), (1, 0), (1, 1), (0, 1)])
    #expect(throws: GeometryError.ringTooShort(ring: 0, positions: 0)) {
      try Polygon(exterior: [])
    }
    #expect(throws: GeometryError.ringTooShort(ring: 2, positions: 3)) {
      try Polygon(exterior: square, holes: [hole, short])
    }
    #expect(throws: GeometryError.ringNotClosed(ring: 0)) { try Polygon(exterior: open) }
    #expect(throws: GeometryError.ringNotClosed(ring: 1)) {
      try Polygon(exterior: square, holes: [open])
    }
    #expect(GeometryError.ringNotClosed(ring: 0).description.hasPrefix("the exterior ring"))
    #expect(GeometryError.ringNotClosed(ring: 1).description.hasPrefix("hole 1"))
  }

  @Test func partsAreCountedAndBoxed() throws {
    let one = try Polygon(exterior: square, holes: [hole])
    let other = try Polygon(exterior: ring([(-9, 5), (-8, 5), (-8, 6), (-9, 5)]))
    let area = MultiPolygon([one, other])
    #expect(area.coordinateCount == 13)
    let box = try #require(area.boundingBox)
    #expect(box.west == -9 && box.south == 0 && box.east == 4 && box.north == 6)
    #expect(MultiPolygon([]).boundingBox == nil)
    #expect(one.rings == [square, hole])
  }

  @Test func boxesAreClosed() throws {
    let box = try #require(MultiPolygon([try Polygon(exterior: square)]).boundingBox)
    #expect(box.covers(Coordinate(uncheckedLongitude: 4, latitude: 0)))
    #expect(!box.covers(Coordinate(uncheckedLongitude: 4.0.nextUp, latitude: 0)))
    var neighbour = BoundingBox(Coordinate(uncheckedLongitude: 4, latitude: 4.1))
    neighbour.extend(to: box)
    #expect(neighbour.north == 4.1 && neighbour.south == 0)
    #expect(neighbour.west == box.west && neighbour.east == box.east)
  }

  @Test func thePolygonOfOnePartIsNoMultiPolygon() throws {
    let one = try Polygon(exterior: square, holes: [hole])
    #expect(MultiPolygon([one]).geometry.typeName == "Polygon")
    #expect(MultiPolygon([one, one]).geometry.typeName == "MultiPolygon")
    let moved = MultiPolygon([one]).geometry.mapPositions { Position(x: $0.x + 1, y: $0.y) }
    guard case .polygon(let rings) = moved else {
      Issue.record("\(moved)")
      return
    }
    #expect(rings[0][0] == Position(x: 1, y: 0) && rings[1].count == 4)
  }
}
