import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct GeoJSONWriterTests {
  private func write(_ geometry: Geometry, _ decimals: Int? = nil) -> String {
    var bytes: [UInt8] = []
    GeoJSONWriter.append(geometry, decimals: decimals, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func read(_ text: String) throws -> Geometry? {
    var reader = JSONRowReader(MemoryByteSource(bytes: Array(text.utf8)))
    var row = InputRow()
    #expect(try reader.next(into: &row) == .row)
    return row.geometry
  }

  @Test func geometriesComeBack() throws {
    try forEverySeed(0..<200) { seed, generator in
      let geometry = RandomGeometry.make(&generator)
      let once = try #require(try read(write(geometry)))
      // Only the direction of rings may differ, and only once.
      #expect(write(once) == write(geometry), "seed \(seed)")
      #expect(once.typeName == geometry.typeName)
      switch geometry {
      case .polygon, .multiPolygon, .collection: break
      default: #expect(once == geometry, "seed \(seed)")
      }
    }
  }

  @Test func ringsFollowTheRightHandRule() {
    func ring(_ corners: [(Double, Double)]) -> [Position] {
      corners.map { Position(x: $0.0, y: $0.1) }
    }
    let clockwise = ring([(0, 0), (0, 1), (1, 1), (0, 0)])
    let counter = Array(clockwise.reversed())
    let text =
      "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[0,1],[0,0]],[[0,0],[0,1],[1,1],[0,0]]]}"
    #expect(write(.polygon([clockwise, counter])) == text)
    #expect(write(.polygon([counter, clockwise])) == text)
  }

  @Test func decimalsAreRoundedAndTrimmed() {
    let point = Geometry.point(Position(x: 121.50000004, y: -0.00000001))
    #expect(write(point, 7) == "{\"type\":\"Point\",\"coordinates\":[121.5,0]}")
    #expect(write(point, 0) == "{\"type\":\"Point\",\"coordinates\":[122,0]}")
  }
}
