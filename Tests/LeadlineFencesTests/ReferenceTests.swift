import Foundation
import FoundationXML
import LeadlineFences
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@Suite(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the data sets"))
struct ReferenceTests {
  private static func bytes(_ path: String) throws -> Data {
    let url = try #require(Fixtures.data).appending(path: path)
    guard path.hasSuffix(".gz") else { return try Data(contentsOf: url) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", url.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }

  // MARK: Predicates

  /// Whether the area covers all the points; nil where the pair is not an area and points.
  private static func covers(_ area: Geometry?, _ points: Geometry?) throws -> Bool? {
    guard let area, let points else { return nil }
    let positions: [Position]
    switch points {
    case .point(let position): positions = [position]
    case .multiPoint(let list): positions = list
    default: return nil
    }
    switch area {
    case .polygon, .multiPolygon: break
    default: return nil
    }
    // The cases are plain numbers, up to some hundreds: an eighth of them lies within the globe.
    let scaled = area.mapPositions { Position(x: $0.x / 8, y: $0.y / 8) }
    let repaired = try FenceRepair.area(from: scaled)
    let index = FenceIndex([Shapes.fence("a", repaired.area)])
    return try positions.allSatisfy {
      !index.covering(
        try Coordinate(longitude: $0.x / 8, latitude: $0.y / 8),
        level: 0
      ).isEmpty
    }
  }

  @Test func pointsInAreasAgreeWithJTS() throws {
    let suite = JTSSuite(try Self.bytes("f06_jts_xml_small/TestRelatePA.xml"))
    var checked = 0
    for test in suite.cases {
      guard let expected = test.coveredBy else { continue }
      guard let covers = try Self.covers(WKT.geometry(test.b), WKT.geometry(test.a)) else {
        continue
      }
      #expect(covers == expected, "\(test.name)")
      checked += 1
    }
    #expect(checked >= 30)
  }

  @Test(arguments: ["point", "poly", "mpoint", "mpoly"])
  func pointsInPolygonsAgreeWithTG(file: String) throws {
    let text = String(
      decoding: try Self.bytes("f04_tg_relations/\(file).jsonc"),
      as: UTF8.self
    )
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.trimmingPrefix(" ").hasPrefix("//") }
    let json = try JSONSerialization.jsonObject(
      with: Data(lines.joined(separator: "\n").utf8)
    )
    let relations = try #require(json as? [[String: Any]])
    var checked = 0
    for relation in relations {
      // Some pairs are GeoJSON features, which are not read here.
      guard let pair = relation["geoms"] as? [String],
        let expected = (relation["predicates"] as? [String: [String]])?["covers"]
      else { continue }
      for (area, points) in [(0, 1), (1, 0)] {
        guard let covers = try Self.covers(WKT.geometry(pair[area]), WKT.geometry(pair[points]))
        else { continue }
        #expect(covers == (expected[area] == "T"), "\(pair)")
        checked += 1
      }
    }
    #expect(checked > 0)
  }

  // MARK: Real areas

  private static func features(_ path: String, key: String) throws -> [Fence] {
    let json = try JSONSerialization.jsonObject(with: try bytes(path))
    let features = try #require((json as? [String: Any])?["features"] as? [[String: Any]])
    return try features.map { feature in
      let properties = try #require(feature["properties"] as? [String: Any])
      let id = try #require(properties[key] as? String)
      let geometry = try #require(feature["geometry"] as? [String: Any])
      return Shapes.fence(id, try FenceRepair.area(from: try readGeometry(geometry)).area)
    }
  }

  private static func readGeometry(_ json: [String: Any]) throws -> Geometry {
    func rings(_ value: Any?) throws -> [[Position]] {
      try #require(value as? [[[Double]]]).map { $0.map { Position(x: $0[0], y: $0[1]) } }
    }
    if json["type"] as? String == "Polygon" { return .polygon(try rings(json["coordinates"])) }
    let parts = try #require(json["coordinates"] as? [Any])
    return .multiPolygon(try parts.map { try rings($0) })
  }

  @Test(arguments: [
    ("b03 countries", "b03_naturalearth_110m/countries.geojson", "iso_a3"),
    ("b04 timezones", "b04_timezones_osm/timezones.geojson.gz", "tzid"),
    ("b05 counties", "b05_us_counties_500k/counties.geojson.gz", "GEOID"),
  ])
  func placesInRealAreasAgreeWithShapely(set: String, path: String, key: String) throws {
    let fences = try Self.features(path, key: key)
    let index = FenceIndex(fences)
    let table = String(
      decoding: try Self.bytes("g01_oracles/point_in_polygon.csv.gz"),
      as: UTF8.self
    )
    var checked = 0
    for line in table.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields[0] == set, let latitude = Double(fields[1]), let longitude = Double(fields[2]),
        let degrees = Double(fields[4]), degrees >= 1e-6
      else { continue }
      // Some places lie beside the antimeridian, beyond the range.
      guard let place = try? Coordinate(longitude: longitude, latitude: latitude) else { continue }
      let found = index.covering(place, level: 0).map { fences[$0].id.rawValue }.sorted()
      let expected = fields[3].split(separator: "|").map { String($0) }.sorted()
      if found != expected { Issue.record("\(place): \(found), expected \(expected)") }
      checked += 1
    }
    #expect(checked > 5_900)
  }
}

/// The cases of a JTS test file, with what they say about `coveredBy`.
private final class JTSSuite: NSObject, XMLParserDelegate {
  struct Case {
    var name = ""
    var a = ""
    var b = ""
    var coveredBy: Bool?
  }

  private(set) var cases: [Case] = []
  private var current = Case()
  private var text = ""
  private var operation = ""

  init(_ data: Data) {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    _ = parser.parse()
  }

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String]
  ) {
    text = ""
    if name == "case" { current = Case() }
    let isFromA = attributes["arg1"]?.uppercased() == "A"
    operation = isFromA ? attributes["name"]?.lowercased() ?? "" : ""
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    text += characters
  }

  func parser(
    _ parser: XMLParser,
    didEndElement name: String,
    namespaceURI: String?,
    qualifiedName: String?
  ) {
    switch name {
    case "desc": current.name = text
    case "a": current.a = text
    case "b": current.b = text
    case "op" where operation == "coveredby":
      current.coveredBy = text.contains("true")
    case "case": cases.append(current)
    default: break
    }
  }
}
