import Foundation
import LeadlineGeometry
import LeadlineIndex
import LeadlineTestSupport
import Testing

/// Answers of GeographicLib over 144,563 places of the world (GeoNames), computed elsewhere.
struct CityOracleTests {
  @Test(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA is not set"))
  func nearestTenAreThoseOfGeographicLib() throws {
    let data = try #require(Fixtures.data)
    let places = try Self.places(data)
    let index = StoreIndex(places)
    let rows = try Self.lines(data.appending(path: "g01_oracles/knn.csv.gz"))
      .map { $0.split(separator: ",") }
    #expect(rows.count == 4_000)
    var statistics = SearchStatistics()
    for start in stride(from: 0, to: rows.count, by: 10) {
      let query = try Self.coordinate(latitude: rows[start][1], longitude: rows[start][2])
      let matches = index.nearest(
        to: query,
        limit: 10,
        within: nil,
        isIncluded: nil,
        precedes: { $0 < $1 },
        statistics: &statistics
      )
      try #require(matches.count == 10)
      for (match, row) in zip(matches, rows[start..<(start + 10)]) {
        let expected = try #require(Int(row[4]))
        let metres = try #require(Double(row[5]))
        // Equal places may come in any order there.
        #expect(places[match.position] == places[expected], "query \(row[0]), rank \(row[3])")
        #expect(abs(match.distance.metres - metres) <= 0.000_051)
      }
    }
    #expect(statistics.exactGeodesics < 2_000)
  }

  @Test(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA is not set"))
  func countsWithinAreThoseOfGeographicLib() throws {
    let data = try #require(Fixtures.data)
    let index = StoreIndex(try Self.places(data))
    let rows = try Self.lines(data.appending(path: "g01_oracles/radius_counts.csv"))
    #expect(rows.count == 400)
    for row in rows {
      let fields = row.split(separator: ",")
      let query = try Self.coordinate(latitude: fields[1], longitude: fields[2])
      for (field, metres) in zip(fields[3...], [5_000.0, 25_000, 100_000]) {
        let count = index.within(try Distance(metres: metres), of: query).count
        #expect(count == Int(field), "query \(fields[0]), \(metres) m")
      }
    }
  }

  private static func places(_ data: URL) throws -> [Coordinate] {
    let file = data.appending(path: "a01_geonames_cities1000/cities1000.csv.gz")
    let places = try lines(file).map { line in
      let fields = line.split(separator: ",", maxSplits: 2)
      return try coordinate(latitude: fields[0], longitude: fields[1])
    }
    try #require(places.count == 144_563)
    return places
  }

  private static func coordinate(
    latitude: Substring,
    longitude: Substring
  ) throws -> Coordinate {
    try Coordinate(
      longitude: try #require(Double(longitude)),
      latitude: try #require(Double(latitude))
    )
  }

  /// The lines after the header of a file that may be compressed.
  private static func lines(_ file: URL) throws -> [Substring] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [file.pathExtension == "gz" ? "zcat" : "cat", file.path()]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = try #require(try pipe.fileHandleForReading.readToEnd())
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let text = String(decoding: bytes, as: UTF8.self)
    return Array(text.utf8.split(whereSeparator: { $0 == 10 || $0 == 13 }).dropFirst())
      .map { Substring($0) }
  }
}
