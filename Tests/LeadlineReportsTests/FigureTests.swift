import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineReports

struct FigureTests {
  @Test func mapKeepsDistancesAndDirections() throws {
    try forEverySeed(0..<50) { seed, generator in
      let latitude = generator.double(in: -65...65)
      let places = try (0..<8).map { _ in
        try Coordinate(
          longitude: 100 + generator.double(in: -0.03...0.03),
          latitude: latitude + generator.double(in: -0.02...0.02)
        )
      }
      let map = MapProjection(places, width: 640, heights: 240...480, margin: 28)
      for place in places {
        let point = map.point(place)
        #expect(point.x >= 27.9 && point.x <= 612.1, "seed \(seed)")
        #expect(point.y >= 27.9 && point.y <= map.height - 27.9, "seed \(seed)")
      }
      for (first, second) in zip(places, places.dropFirst()) {
        let start = map.point(first)
        let end = map.point(second)
        let x = end.x - start.x
        let y = end.y - start.y
        let drawn = (x * x + y * y).squareRoot() * map.metresPerUnit
        #expect(abs(drawn / Geodesic.distance(first, second).metres - 1) < 2e-3, "seed \(seed)")
        #expect((y < 0) == (second.latitude > first.latitude))
      }
      let bar = map.scaleMetres / map.metresPerUnit
      #expect(bar <= 128.001 && bar > 50)
    }
  }

  @Test func simplifiedLineStaysNearAndWithinItsLimit() {
    forEverySeed(0..<5) { seed, generator in
      var point = (x: 0.0, y: 0.0)
      let points = (0..<120).map { _ in
        point.x += generator.double(in: -3...5)
        point.y += generator.double(in: -4...4)
        return point
      }
      let line = LineSimplifier.simplify(points, tolerance: 2, limit: 1000)
      #expect(line.count < points.count)
      #expect(line[0] == points[0] && line[line.count - 1] == points[119])
      for point in points {
        let nearest =
          zip(line, line.dropFirst()).map { start, end in
            (0...100).map { step in
              let share = Double(step) / 100
              let x = start.x + share * (end.x - start.x) - point.x
              let y = start.y + share * (end.y - start.y) - point.y
              return (x * x + y * y).squareRoot()
            }.min() ?? 0
          }.min() ?? 0
        #expect(nearest < 2.2, "seed \(seed)")
      }
      #expect(LineSimplifier.simplify(points, tolerance: 0.1, limit: 12).count <= 12)
    }
  }

  @Test func lengthsAreWrittenToATenth() {
    #expect(Markup.length(12) == "12")
    #expect(Markup.length(12.34) == "12.3")
    #expect(Markup.length(-0.26) == "-0.3")
    #expect(Markup.length(-0.01) == "0")
  }
}
