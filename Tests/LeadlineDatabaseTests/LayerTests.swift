import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

import struct LeadlineModel.Record

@testable import LeadlineDatabase

struct LayerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Reads a layer to its end.
  private static func rows(
    _ reader: GeoPackageLayerReader
  ) throws -> (rows: [InputRow], rejects: [Reject]) {
    var reader = reader
    var row = InputRow()
    var rows: [InputRow] = []
    var rejects: [Reject] = []
    while true {
      switch try reader.next(into: &row) {
      case .row: rows.append(row)
      case .reject(let reject): rejects.append(reject)
      case .end: return (rows, rejects)
      }
    }
  }

  private func edit(_ name: String, _ sql: String) throws -> String {
    let queue = try DatabaseQueue(path: folder.path(name))
    try queue.writeWithoutTransaction { database in
      try SpatialFunctions.register(on: database)
      try database.execute(sql: sql)
    }
    try queue.close()
    return folder.path(name)
  }

  private func writeStores(_ name: String = "out.gpkg") throws -> String {
    let stores = [
      try Record.store("b", ["value": .number(0.1)], at: (121.1, 31.2), attributes: [("色", "红")]),
      try Record.store("a", ["created_at": .time(moment)], attributes: [("NAME", "x")]),
    ]
    let count = try GeoPackageLayerWriter.write(
      to: folder.path(name),
      kind: .stores,
      extraColumns: ["色", "NAME", "fid"],
      at: moment
    ) { writer in
      for store in stores { try writer.write(store) }
    }
    #expect(count == 2)
    return folder.path(name)
  }

  @Test func layerWrittenReadsBack() throws {
    let path = try writeStores()
    #expect(try folder.contents == ["out.gpkg"])
    let reader = try GeoPackageLayerReader(path: path)
    #expect(reader.layer == "stores")
    #expect(reader.declaredDatum == .wgs84)
    #expect(reader.columns == RecordSchema.of(.stores).fields.map(\.name) + ["attributes", "色"])
    let (rows, rejects) = try Self.rows(reader)
    #expect(rejects.isEmpty)
    #expect(rows.map { $0.text(0) } == ["b", "a"])
    #expect(rows.map(\.number) == [1, 2])
    #expect(rows[0].geometry == .point(Position(x: 121.1, y: 31.2)))
    let value = try #require(reader.columns.firstIndex(of: "value"))
    #expect(rows[0].text(value) == "0.1" && rows[0].kind(value) == .number)
    #expect(rows[1].kind(value) == .missing)
    #expect(rows[0].text(reader.columns.count - 1) == "红")
  }

  @Test func failedWriteLeavesTheOldFile() throws {
    let path = try writeStores()
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(throws: CancellationError.self) {
      try GeoPackageLayerWriter.write(to: path, kind: .stores, at: moment) { writer in
        try writer.write(.store("c"))
        throw CancellationError()
      }
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(try folder.contents == ["out.gpkg"])
  }

  @Test(.enabled(if: hasOgrinfo, "gdal-bin is not installed"))
  func ogrinfoReadsEveryKindOfLayerWritten() throws {
    let database = try LeadDatabase.create(in: folder)
    try database.fillAllTables()
    for kind in RecordKind.allCases {
      let path = folder.path("\(kind).gpkg")
      let count = try GeoPackageLayerWriter.write(to: path, kind: kind, at: moment) { writer in
        try database.forEachRecord(kind) { try writer.write($0) }
      }
      #expect(try count == database.count(kind), "\(kind)")
      let text = try output(of: ogrinfo, ["-ro", "-al", "-so", path])
      #expect(text.contains("Feature Count: \(count)\n"), "\(kind)")
      #expect(!text.contains("Warning") && !text.contains("ERROR"), "\(kind)")
    }
  }

  @Test func severalLayersMustBeNamed() throws {
    let database = try LeadDatabase.create(in: folder)
    try database.fillAllTables()
    try database.close()
    let error = #expect(throws: StorageError.self) {
      try GeoPackageLayerReader(path: folder.path())
    }
    #expect(error?.description.contains("'check_ins'") == true)
    #expect(throws: StorageError.self) {
      try GeoPackageLayerReader(path: folder.path(), layer: "grdb_migrations")
    }
    let orders = try GeoPackageLayerReader(path: folder.path(), layer: "orders")
    #expect(orders.declaredDatum == nil)
    #expect(try Self.rows(orders).rows.count == 1)
    let checkIns = try GeoPackageLayerReader(path: folder.path(), layer: "check_ins")
    let mock = try #require(checkIns.columns.firstIndex(of: "mock"))
    let (rows, _) = try Self.rows(checkIns)
    #expect(rows[0].kind(mock) == .boolean && rows[0].text(mock) == "true")
    #expect(rows[1].geometry == nil)
  }

  @Test func hostileLayersAreRefused() throws {
    _ = try writeStores("view.gpkg")
    let view = try edit(
      "view.gpkg",
      """
      ALTER TABLE stores RENAME TO hidden;
      CREATE VIEW stores AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid FROM n)
        SELECT fid, NULL AS geom FROM n
      """
    )
    _ = try writeStores("gone.gpkg")
    let gone = try edit("gone.gpkg", "DROP TABLE stores")
    _ = try writeStores("srs.gpkg")
    let srs = try edit(
      "srs.gpkg",
      "PRAGMA foreign_keys = OFF; UPDATE gpkg_geometry_columns SET srs_id = 99999"
    )
    _ = try writeStores("column.gpkg")
    let column = try edit("column.gpkg", "UPDATE gpkg_geometry_columns SET column_name = 'x\"y'")
    for path in [view, gone, column, srs] {
      let error = #expect(throws: StorageError.self, "\(path)") {
        try GeoPackageLayerReader(path: path, layer: "stores")
      }
      #expect(error?.exit == .badData)
    }
  }

  @Test func blobsThatCannotBeReadAreRejects() throws {
    _ = try writeStores()
    let path = try edit(
      "out.gpkg",
      """
      DROP TRIGGER rtree_stores_geom_update1; DROP TRIGGER rtree_stores_geom_update2;
      UPDATE stores SET geom = x'4750000100000000010300000001000000ffffffff' WHERE id = 'b'
      """
    )
    let (rows, rejects) = try Self.rows(GeoPackageLayerReader(path: path))
    #expect(rows.map { $0.text(0) } == ["a"])
    #expect(rejects == [Reject(row: 1, field: "geometry", code: .badGeometry, value: "")])
  }

  @Test func otherReferenceSystemsAndOlderVersionsAreRead() throws {
    _ = try writeStores()
    let path = try edit(
      "out.gpkg",
      """
      PRAGMA application_id = 0x47503130;
      INSERT INTO gpkg_spatial_ref_sys VALUES ('UTM', 7, 'epsg', 32651, 'undefined', NULL);
      UPDATE gpkg_geometry_columns SET srs_id = 7
      """
    )
    #expect(try GeoPackageLayerReader(path: path).declaredDatum == .epsg(32651))
    _ = try edit("out.gpkg", "UPDATE gpkg_geometry_columns SET srs_id = 0")
    #expect(try GeoPackageLayerReader(path: path).declaredDatum == nil)
  }

  @Test func filesThatAreNoGeoPackageAreTold() throws {
    #expect(throws: StorageError.missing(path: folder.path("no"))) {
      try GeoPackageLayerReader(path: folder.path("no"))
    }
    let plain = try edit("plain.db", "CREATE TABLE t (x)")
    #expect(throws: StorageError.notAGeoPackage(path: plain)) {
      try GeoPackageLayerReader(path: plain)
    }
  }

  @Test(
    .enabled(if: Fixtures.data != nil, "LEADLINE_DATA is not set"),
    .enabled(if: hasOgrinfo, "gdal-bin is not installed"),
    arguments: [
      "gdal_sample", "geometrycollection", "multipleholes", "multipoint", "rte", "styled",
    ]
  )
  func samplesOfOtherProgramsHaveTheRowsThatGDALFinds(name: String) throws {
    let data = try #require(Fixtures.data)
    let path = data.appending(path: "f07_geopackage_samples/\(name).gpkg").path
    let layers = try GeoPackageLayerReader.layers(of: LayerConnection(path: path))
    #expect(!layers.isEmpty)
    for layer in layers {
      let (rows, rejects) = try Self.rows(GeoPackageLayerReader(path: path, layer: layer))
      let text = try output(of: ogrinfo, ["-ro", "-so", path, layer])
      #expect(text.contains("Feature Count: \(rows.count)\n"), "\(layer)")
      #expect(rejects.isEmpty, "\(layer)")
      let features = try output(of: ogrinfo, ["-ro", path, layer])
      for type in ["POINT (", "LINESTRING (", "POLYGON (("] where features.contains("  \(type)") {
        #expect(rows.contains { $0.geometry != nil }, "\(layer)")
      }
    }
  }
}
