import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

/// Blobs that other programs wrote, taken out of GeoPackages with SQLite's command.
@Suite(
  .enabled(
    if: Fixtures.data != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"),
    "needs LEADLINE_DATA and sqlite3"
  )
)
struct GeoPackageFilesTests {
  private func query(_ file: URL, _ sql: String) throws -> [[String]] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/sqlite3")
    process.arguments = ["file:\(file.path)?immutable=1", sql]
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8).map { $0 < 0x40 ? $0 - 0x30 : $0 - 0x37 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  @Test func blobsHaveTheBoundsOfTheFilesOwnIndex() throws {
    let folder = try #require(Fixtures.data).appending(path: "f07_geopackage_samples")
    var blobs = 0
    var indexed = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where name.hasSuffix(".gpkg") {
      let file = folder.appending(path: name)
      let layers = try query(
        file,
        """
        SELECT table_name, column_name, geometry_type_name,
          (SELECT count(*) FROM sqlite_master
           WHERE name = 'rtree_' || table_name || '_' || column_name)
        FROM gpkg_geometry_columns
        """
      )
      for layer in layers {
        let (table, column, declared) = (layer[0], layer[1], layer[2])
        let index = "rtree_\(table)_\(column)"
        let sql =
          layer[3] == "0"
          ? "SELECT hex(\"\(column)\") FROM \"\(table)\" WHERE \"\(column)\" IS NOT NULL"
          : "SELECT hex(\"\(column)\"), minx, maxx, miny, maxy FROM \"\(table)\" t"
            + " LEFT JOIN \"\(index)\" r ON r.id = t.rowid WHERE \"\(column)\" IS NOT NULL"
        for row in try query(file, sql) {
          let blob = bytes(row[0])
          let geometry = try GeoPackageBlob.decode(blob).geometry
          let bounds = try blob.withUnsafeBytes { try GeoPackageBlob.bounds($0) }
          blobs += 1
          var expected = PlanarBounds()
          expected.extend(geometry)
          #expect(bounds == (expected.isEmpty ? nil : expected), "\(name) \(table)")
          // Layers of these two kinds hold any type; an empty point is no Point here.
          if !["GEOMETRY", "GEOMETRYCOLLECTION"].contains(declared) && bounds != nil {
            #expect(geometry.typeName.uppercased() == declared, "\(name) \(table)")
          }
          let box = row.dropFirst().compactMap(Double.init)
          guard box.count == 4, let bounds else { continue }
          indexed += 1
          // The index keeps 32-bit numbers, rounded outwards.
          let own = [bounds.minX, bounds.maxX, bounds.minY, bounds.maxY]
          for (one, other) in zip(own, box) {
            #expect(abs(one - other) <= abs(one) * 3e-7 + 1e-30, "\(name) \(table)")
          }
        }
      }
    }
    #expect(blobs >= 40 && indexed >= 15, "\(blobs) blobs, \(indexed) in an index")
  }
}
