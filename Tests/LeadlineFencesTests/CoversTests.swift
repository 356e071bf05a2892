import LeadlineFences
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

struct CoversTests {
  @Test func everyPlaceIsCoveredExactlyWhereGEOSSaysSo() throws {
    let seeds: Range<UInt64> = Shapes.isLong ? 0..<5_000 : 0..<160
    var count = 0
    try forEverySeed(seeds) { seed, random in
      let area = try Shapes.random(&random)
      let index = FenceIndex([Shapes.fence("a", area)])
      let oracle = try GEOSOracle()
      let expected = try oracle.area(area)
      for (number, place) in Shapes.hardPlaces(area, perEdge: 1, &random).enumerated() {
        let isCovered = !index.covering(place, level: 0).isEmpty
        let isExpected = try oracle.covers(expected, place)
        if isCovered != isExpected {
          Issue.record("seed \(seed): \(place) is covered: \(isCovered), GEOS: \(isExpected)")
        }
        if number % 16 == 0, try oracle.coversUnprepared(expected, place) != isExpected {
          Issue.record("seed \(seed): GEOS disagrees with itself at \(place)")
        }
        count += 1
      }
    }
    #expect(count > 100_000)
  }

  @Test func sharedEdgesOfAGridBelongToAllTheirNeighbours() throws {
    // Cells with corners that no binary fraction hits, so that edges are rounded.
    var fences: [Fence] = []
    for row in 0..<8 {
      for column in 0..<8 {
        let (x, y) = (Double(column) * 0.1, Double(row) * 0.1)
        let east = Double(column + 1) * 0.1
        let north = Double(row + 1) * 0.1
        let area = try Shapes.area(.polygon([Shapes.box(x, y, east, north)]))
        fences.append(Shapes.fence("\(row)-\(column)", area))
      }
    }
    let index = FenceIndex(fences)
    for row in 1..<8 {
      for column in 1..<8 {
        let corner = try Coordinate(
          longitude: Double(column) * 0.1,
          latitude: Double(row) * 0.1
        )
        #expect(index.covering(corner, level: 0).count == 4)
        let onEdge = try Coordinate(
          longitude: Double(column) * 0.1,
          latitude: Double(row) * 0.1 + 0.03
        )
        #expect(index.covering(onEdge, level: 0).count == 2)
        let east = try Coordinate(
          longitude: onEdge.longitude.nextUp,
          latitude: onEdge.latitude
        )
        #expect(index.covering(east, level: 0) == [row * 8 + column])
      }
    }
  }

  @Test func randomTrianglesWithNearlyCollinearPlacesAgreeWithGEOS() throws {
    let seeds: Range<UInt64> = Shapes.isLong ? 0..<20_000 : 0..<400
    try forEverySeed(seeds) { seed, random in
      // Few digits make many places exactly collinear, others one step off.
      let corners = (0..<3).map { _ in
        (
          Double(Int.random(in: 1...63, using: &random)) / 8,
          Double(Int.random(in: 1...63, using: &random)) / 8
        )
      }
      guard let area = try? Shapes.area(.polygon([Shapes.ring(corners)])) else { return }
      let index = FenceIndex([Shapes.fence("a", area)])
      let oracle = try GEOSOracle()
      let expected = try oracle.area(area)
      for place in Shapes.hardPlaces(area, perEdge: 8, &random) {
        let isCovered = !index.covering(place, level: 0).isEmpty
        if isCovered != (try oracle.covers(expected, place)) {
          Issue.record("seed \(seed): \(place) is covered: \(isCovered)")
        }
      }
    }
  }

  @Test func aPlaceTheLeastStepOffAnEdgeAtZeroIsOutside() throws {
    let area = try Shapes.area(.polygon([Shapes.ring([(0, 0), (1, 0), (1, 1), (0, 1)])]))
    let index = FenceIndex([Shapes.fence("a", area)])
    let west = try Coordinate(longitude: 0.0.nextDown, latitude: 0.5)
    let edge = try Coordinate(longitude: 0, latitude: 0.5)
    let south = try Coordinate(longitude: 0.5, latitude: 0.0.nextDown)
    #expect(index.covering(west, level: 0).isEmpty)
    #expect(index.covering(edge, level: 0) == [0])
    #expect(index.covering(south, level: 0).isEmpty)
    // On a slope the products underflow, and only the exact test sees the side.
    let slope = try Shapes.area(.polygon([Shapes.ring([(0, 0), (0.75, 0.25), (0, 1)])]))
    let sloped = FenceIndex([Shapes.fence("a", slope)])
    let beside = try Coordinate(longitude: Double.leastNonzeroMagnitude, latitude: 0)
    let corner = try Coordinate(longitude: 0, latitude: Double.leastNonzeroMagnitude)
    #expect(sloped.covering(beside, level: 0).isEmpty)
    #expect(sloped.covering(corner, level: 0) == [0])
  }

  @Test func theOrderOfRingsAndDirectionsMakesNoDifference() throws {
    try forEverySeed(0..<20) { seed, random in
      let area = try Shapes.random(&random)
      let turned = try MultiPolygon(
        area.polygons.reversed().map {
          try Polygon(
            exterior: $0.exterior.reversed(),
            holes: $0.holes.reversed().map { $0.reversed() }
          )
        }
      )
      let index = FenceIndex([Shapes.fence("a", area)])
      let turnedIndex = FenceIndex([Shapes.fence("a", turned)])
      for place in Shapes.hardPlaces(area, perEdge: 1, &random) {
        let same = index.covering(place, level: 0) == turnedIndex.covering(place, level: 0)
        if !same { Issue.record("seed \(seed): \(place)") }
      }
    }
  }
}
