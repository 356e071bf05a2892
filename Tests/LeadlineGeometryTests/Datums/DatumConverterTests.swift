import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct DatumConverterTests {
  /// A place in WGS 84 and in a system of the EPSG registry, x east and y north.
  struct Case: Sendable, CustomTestStringConvertible {
    let code: Int
    let wgs84: Position
    let other: Position
    /// In the unit of the other system.
    let tolerance: Double
    var testDescription: String { "EPSG:\(code)" }

    init(_ code: Int, _ wgs84: (Double, Double), _ other: (Double, Double), _ tolerance: Double) {
      self.code = code
      self.wgs84 = Position(x: wgs84.0, y: wgs84.1)
      self.other = Position(x: other.0, y: other.1)
      self.tolerance = tolerance
    }
  }

  static let known: [Case] = [
    // By definition x = a λ, y = a ln tan(45° + φ/2).
    Case(3_857, (180, 0), (20_037_508.342_789_244, 0), 1e-6),
    Case(3_857, (90, 0), (10_018_754.171_394_622, 0), 1e-6),
    // tan(45° + φ/2) = e² where sin φ = tanh 2.
    Case(3_857, (0, 74.585_373_192_968_45), (0, 12_756_274), 1e-4),
    // CGCS2000 is geographic with latitude first in the registry; no shift is known.
    Case(4_490, (116.391_3, 39.907_5), (116.391_3, 39.907_5), 1e-9),
    Case(4_326, (116.391_3, 39.907_5), (116.391_3, 39.907_5), 1e-9),
    // NAD 83, latitude first; without grids PROJ takes it for WGS 84.
    Case(4_269, (-100.5, 40.25), (-100.5, 40.25), 1e-9),
    // On the central meridian 117° E the easting is the false one; on the equator northing is 0.
    Case(32_650, (117, 0), (500_000, 0), 1e-6),
    // Arc of the meridian to 45°, 4 984 944.378 m, times the scale 0.9996.
    Case(32_650, (117, 45), (500_000, 4_982_950.400), 0.001),
    // Gauss-Krüger of China: northing first in the registry.
    Case(4_547, (114, 45), (500_000, 4_984_944.378), 0.001),
    // The old observatory of Bern, origin of the Swiss grid.
    Case(2_056, (7.438_632_495, 46.951_082_877), (2_600_000, 1_200_000), 0.5),
  ]

  @Test(arguments: known)
  func knownPairsAreMetBothWays(pair: Case) throws {
    let there = try DatumConverter(from: .wgs84, to: .epsg(pair.code)).convert(pair.wgs84)
    #expect(abs(there.x - pair.other.x) <= pair.tolerance, "\(there)")
    #expect(abs(there.y - pair.other.y) <= pair.tolerance, "\(there)")
    let back = try DatumConverter(from: .epsg(pair.code), to: .wgs84).convert(there)
    // The shift between the Swiss datum and WGS 84 closes to 1 mm only.
    #expect(abs(back.x - pair.wgs84.x) < 2e-8, "\(back)")
    #expect(abs(back.y - pair.wgs84.y) < 2e-8, "\(back)")
  }

  @Test func twoCodesAreJoined() throws {
    let utm = Position(x: 487_000, y: 4_934_000)
    let direct = try DatumConverter(from: .epsg(32_615), to: .epsg(3_857)).convert(utm)
    let wgs84 = try DatumConverter(from: .epsg(32_615), to: .wgs84).convert(utm)
    let joined = try DatumConverter(from: .wgs84, to: .epsg(3_857)).convert(wgs84)
    #expect(abs(direct.x - joined.x) < 1e-6 && abs(direct.y - joined.y) < 1e-6)
  }

  @Test(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the data sets"))
  func theCaseOfProjWithTwoCodesIsMet() throws {
    let lines = try DataFiles.lines("f03_proj_gie/4D-API_cs2cs-style.gie")
    let operation = try #require(
      lines.firstIndex { $0.contains("init=epsg:26915") && $0.contains("init=epsg:3857") }
    )
    let numbers = { (word: String) in
      let line = try #require(lines[operation...].first { $0.hasPrefix(word) })
      return line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    }
    let input = try numbers("accept")
    let expected = try numbers("expect")
    let converter = try DatumConverter(from: .epsg(26_915), to: .epsg(3_857))
    let result = try converter.convert(Position(x: input[0], y: input[1]))
    #expect(abs(result.x - expected[0]) < 0.02 && abs(result.y - expected[1]) < 0.02)
  }

  @Test func codesAndChineseDatumsAreJoinedThroughWGS84() throws {
    let beijing = Position(x: 116.391_3, y: 39.907_5)
    let gcj02 = ChinaDatum.gcj02(fromWGS84: beijing)
    let mercator = try DatumConverter(from: .wgs84, to: .epsg(3_857)).convert(beijing)
    let fromGCJ02 = try DatumConverter(from: .gcj02, to: .epsg(3_857)).convert(gcj02)
    #expect(abs(fromGCJ02.x - mercator.x) < 1e-6 && abs(fromGCJ02.y - mercator.y) < 1e-6)
    let back = try DatumConverter(from: .epsg(3_857), to: .bd09).convert(mercator)
    let bd09 = ChinaDatum.bd09(fromWGS84: beijing)
    #expect(abs(back.x - bd09.x) < 1e-12 && abs(back.y - bd09.y) < 1e-12)
    let across = try DatumConverter(from: .gcj02, to: .bd09).convert(gcj02)
    #expect(abs(across.x - bd09.x) < 2e-13 && abs(across.y - bd09.y) < 2e-13)
  }

  @Test func theSameDatumChangesNothing() throws {
    for datum in [Datum.wgs84, .gcj02, .bd09, .epsg(3_857)] {
      let converter = try DatumConverter(from: datum, to: datum)
      #expect(converter.isIdentity)
      let position = Position(x: 116.391_3, y: 39.907_5)
      #expect(try converter.convert(position) == position)
    }
  }

  @Test(arguments: [99_999, 7_030, 9_001, 5_773, 4_978, Int.max])
  func codesOfNothingHorizontalAreRefused(code: Int) throws {
    for (from, to) in [
      (Datum.epsg(code), .wgs84), (.wgs84, .epsg(code)), (.epsg(code), .epsg(code)),
    ] as [(Datum, Datum)] {
      let error = try #require(throws: DatumError.self) { try DatumConverter(from: from, to: to) }
      guard case .unknownCode(code, _) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(error.description.hasPrefix("EPSG:\(code) is not known to PROJ"))
    }
  }

  @Test func anUnknownCodeIsExplained() {
    let error = DatumError.unknownCode(99_999, reason: "its database has no such system")
    #expect(throws: error) { try DatumConverter(from: .epsg(99_999), to: .wgs84) }
  }

  @Test func whatCannotBeConvertedIsRefused() throws {
    let pole = try DatumConverter(from: .wgs84, to: .epsg(3_857))
    #expect(throws: DatumError.self) { try pole.convert(Position(x: 0, y: 91)) }
    #expect(throws: DatumError.self) { try pole.convert(Position(x: 181, y: 0)) }
    #expect(throws: DatumError.self) { try pole.convert(Position(x: .nan, y: 0)) }
    #expect(throws: DatumError.self) { try pole.convert(Position(x: 0, y: .infinity)) }
    // A refusal leaves the converter as good as new.
    #expect(try pole.convert(Position(x: 0, y: 0)).x == 0)
    let swiss = try DatumConverter(from: .epsg(2_056), to: .wgs84)
    #expect(throws: DatumError.self) { try swiss.convert(Position(x: 1e30, y: 1e30)) }
    let shift = try DatumConverter(from: .gcj02, to: .wgs84)
    #expect(throws: DatumError.self) { try shift.convert(Position(x: .nan, y: 30)) }
  }

  @Test func namesAreReadInAnyCaseAndOddOnesRefused() {
    #expect(Datum(name: "WGS84") == .wgs84)
    #expect(Datum(name: "gcj-02") == .gcj02)
    #expect(Datum(name: "BD09") == .bd09)
    #expect(Datum(name: "epsg:4326") == .wgs84)
    #expect(Datum(name: "EPSG:3857") == .epsg(3_857))
    for name in ["", "EPSG:", "EPSG:0", "EPSG:-1", "EPSG:+1", "EPSG: 1", "4326", "EPSG:3857.0"] {
      #expect(Datum(name: name) == nil, "\(name)")
    }
    for datum in [Datum.wgs84, .gcj02, .bd09, .epsg(2_056)] {
      #expect(Datum(name: datum.description) == datum)
    }
  }
}
