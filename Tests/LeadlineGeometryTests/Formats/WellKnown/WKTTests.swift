import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct WKTTests {
  private func write(_ geometry: Geometry, _ decimals: Int? = nil) -> String {
    var bytes: [UInt8] = []
    WKT.append(geometry, decimals: decimals, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("POINT(1 2)", "POINT (1 2)"), ("point z ( 1 2.50 3 )", "POINT (1 2.5)"),
    ("POINTZM(1 2 3 4)", "POINT (1 2)"), ("Point M (1 2 3)", "POINT (1 2)"),
    ("POINT EMPTY", "MULTIPOINT EMPTY"), ("POLYGON Z EMPTY", "POLYGON EMPTY"),
    ("MULTIPOINT(1 2,3 4)", "MULTIPOINT ((1 2), (3 4))"),
    ("MULTIPOINT(EMPTY,(3 4))", "MULTIPOINT ((3 4))"),
    ("LINESTRING(-1e-3 2,+3 4)", "LINESTRING (-0.001 2, 3 4)"),
    (
      "POLYGON((0 0,1 0,1 1,0 0),(0 0,1 0,1 1,0 0))",
      "POLYGON ((0 0, 1 0, 1 1, 0 0), (0 0, 1 0, 1 1, 0 0))"
    ),
    ("MULTIPOLYGON(((0 0,1 0,1 1,0 0)),EMPTY)", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), EMPTY)"),
    (
      "GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION EMPTY)",
      "GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION EMPTY)"
    ),
  ])
  func knownTextIsRead(text: String, canonical: String) throws {
    let parsed = try WKT.parse(text.utf8)
    #expect(write(parsed.geometry) == canonical)
    #expect(parsed.srid == nil)
  }

  @Test func sridIsReported() throws {
    let parsed = try WKT.parse("srid=4326; POINT(1 2)".utf8)
    #expect(parsed.srid == 4326 && parsed.geometry == .point(Position(x: 1, y: 2)))
  }

  @Test(arguments: [
    "", "POINT", "POINT(1)", "POINT(1 2", "POINT(1 2) x", "POINT(a 2)", "CIRCLE(1 2)", "POINT(1,2)",
    "POINT(nan nan)", "POINT(1 2 3 4 5)", "LINESTRING(1 2,)", "SRID=;POINT(1 2)", "POINT()",
    "CURVEPOLYGON EMPTY", "POINT(1e999 0)", "MULTIPOINT((1 2)",
  ])
  func brokenTextIsRefused(text: String) {
    #expect(throws: WKTError.self) { try WKT.parse(text.utf8) }
  }

  @Test func nestingIsLimited() {
    let text = String(repeating: "GEOMETRYCOLLECTION(", count: 50_000)
    #expect(throws: WKTError.tooDeep(limit: 64)) { try WKT.parse(text.utf8) }
  }

  @Test func geometriesComeBack() throws {
    try forEverySeed(0..<200) { seed, generator in
      let geometry = RandomGeometry.make(&generator)
      let parsed = try WKT.parse(write(geometry).utf8)
      #expect(parsed.geometry == geometry, "seed \(seed)")
    }
  }

  @Test func noMutationTraps() {
    forEverySeed(0..<300) { _, generator in
      var bytes = Array(write(RandomGeometry.make(&generator)).utf8)
      for _ in 0..<3 {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
          "(), 0ZMEe-.;\u{0}P".utf8.randomElement(using: &generator) ?? 0
      }
      guard let geometry = try? WKT.parse(bytes).geometry else { return }
      #expect((try? WKT.parse(write(geometry).utf8).geometry) == geometry)
    }
  }
}
