import Foundation
import LeadlineTestSupport
import Testing

/// Real shops and real, dirty fences, read in place.
@Suite(.enabled(if: Fixtures.data != nil, "LEADLINE_DATA names the folder of data sets"))
struct RealDataTests {
  /// Unpacks a file of a data set into the runner's folder.
  private func unpack(_ path: String, to name: String, _ runner: CommandRunner) throws {
    let source = try #require(Fixtures.data).appending(path: path)
    let unpacked = try runner.run(URL(filePath: "/bin/zcat"), [source.path])
    try #require(unpacked.status == 0, "\(unpacked.errors)")
    try runner.write(unpacked.output, to: name)
  }

  /// The share of the shops of Shanghai that fall into the district which their address names.
  private func shareInNamedDistrict(_ runner: CommandRunner, datum: [String]) throws -> Double {
    let result = try runner.run(
      [
        "assign", "--stores", "shops.csv", "--map", "stores.id=adname", "--fences",
        "fences.geojson",
        "--map", "fences.id=name",
      ] + datum
    )
    #expect(result.status == 0, "\(result.errors)")
    let rows = result.output.split(separator: "\n").dropFirst()
    #expect(rows.count == 14_398)
    let right = rows.count { row in
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      return cells[0] == cells[2]
    }
    return Double(right) / 14_398
  }

  @Test func shopsOfShanghaiFallIntoTheirDistrictsOnceTheDatumIsRight() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try unpack("a06_shanghai_poi/shanghai_food.csv.gz", to: "shops.csv", runner)
    try unpack("b01_china_counties_gcj02/直辖市.geojson.gz", to: "fences.geojson", runner)
    let right = try shareInNamedDistrict(runner, datum: ["--fences-datum", "gcj02"])
    #expect(right > 0.986, "98.7 % as others found")
    let ignored = try shareInNamedDistrict(runner, datum: [])
    #expect((0.944..<0.947).contains(ignored), "94.5 % where the datum is ignored")
  }

  @Test func townsOfTheWorldAreAssignedAsGEOSDoes() throws {
    let runner = try CommandRunner()
    defer { runner.cleanUp() }
    try unpack("a01_geonames_cities1000/cities1000.csv.gz", to: "towns.csv", runner)
    try unpack("b09_dcw_china_provinces/states.geojson.gz", to: "fences.geojson", runner)
    let call = [
      "assign", "--stores", "towns.csv", "--map", "stores.id=@row", "--fences", "fences.geojson",
      "--map", "fences.id=code",
    ]
    let native = try runner.run(call)
    let geos = try runner.run(call + ["--engine", "geos"])
    #expect(native.status == 0 && geos.status == 0)
    #expect(native.output.split(separator: "\n").count == 144_564)
    #expect(native.output == geos.output)
  }
}
