import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

import struct LeadlineModel.Record

@testable import LeadlineDatabase

struct SpatialIndexTests {
  /// The entries of a table's R-tree, by id.
  static func index(of table: String, in database: LeadDatabase) throws -> [[Double]] {
    try database.read { try entries($0, "SELECT * FROM \"rtree_\(table)_geom\" ORDER BY id") }
  }

  private static func entries(_ database: Database, _ sql: String) throws -> [[Double]] {
    try Row.fetchAll(database, sql: sql).map { row in
      row.databaseValues.compactMap { Double.fromDatabaseValue($0) }
    }
  }

  @Test func triggersKeepTheIndexEqualToOneBuiltAnew() throws {
    try forEverySeed(0..<8) { seed, generator in
      let folder = try TemporaryFolder()
      let database = try LeadDatabase.create(in: folder)
      try database.add(.reps, [.rep("r")])
      for _ in 0..<6 {
        var fences: [Record] = []
        var reps: [Record] = []
        for number in 0..<20 where Bool.random(using: &generator) {
          let x = Double.random(in: -170...170, using: &generator)
          let y = Double.random(in: -80...80, using: &generator)
          fences.append(try .fence("f\(number)", x: x, y: y, half: abs(x) / 100))
          // A rep's place may be missing, appear and go again.
          var rep = try Record.rep("r\(number)")
          if Bool.random(using: &generator) {
            rep.coordinate = try Coordinate(longitude: x, latitude: y)
          }
          reps.append(rep)
        }
        try database.add(.fences, fences)
        try database.add(.reps, reps)
        let changes = [
          "DELETE FROM fences WHERE fid % 5 = \(Int.random(in: 0..<5, using: &generator))",
          "UPDATE reps SET fid = fid + 1000 WHERE fid % 7 = 1",
          "UPDATE reps SET geom = NULL WHERE fid % 6 = 2",
          "REPLACE INTO fences (fid, geom, id) SELECT fid, geom, id FROM fences WHERE fid % 3 = 0",
        ]
        try database.write { database in
          for change in changes.shuffled(using: &generator).prefix(2) {
            try database.execute(sql: change)
          }
        }
        for table in ["fences", "reps"] { try Self.expectRight(table, database, seed: seed) }
      }
    }
  }

  private static func expectRight(_ table: String, _ database: LeadDatabase, seed: UInt64) throws {
    let stored = try index(of: table, in: database)
    try database.write { database in
      let check = try String.fetchOne(database, sql: "SELECT rtreecheck('rtree_\(table)_geom')")
      #expect(check == "ok", "seed \(seed)")
      try database.execute(
        sql: """
          CREATE VIRTUAL TABLE temp.twin USING rtree(id, minx, maxx, miny, maxy);
          INSERT INTO twin SELECT fid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom)
            FROM "\(table)" WHERE geom NOTNULL
          """
      )
      let twin = try entries(database, "SELECT * FROM twin ORDER BY id")
      try database.execute(sql: "DROP TABLE temp.twin")
      #expect(stored == twin, "seed \(seed), \(table)")
    }
  }

  @Test func upsertsOfOtherProgramsWorkWithTheTriggers() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.fillAllTables()
    try database.write { database in
      try database.execute(
        sql: """
          INSERT INTO stores (id, geom, name)
          SELECT id, (SELECT geom FROM store_edits), 'moved' FROM stores WHERE true
          ON CONFLICT (id) DO UPDATE SET geom = excluded.geom, name = excluded.name
          """
      )
    }
    try Self.expectRight("stores", database, seed: 0)
  }

  @Test func contentsHoldTheBoxOfTheRows() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.fillAllTables()
    let row = try database.read {
      try Row.fetchOne($0, sql: "SELECT * FROM gpkg_contents WHERE table_name = 'fences'")
    }
    #expect(row?["min_x"] == -0.5)
    #expect(row?["max_y"] == 51.5)
    #expect(row?["last_change"] == "2024-05-01T08:30:00.000Z")
  }

  @Test func whatIsNoGeometryHasNoBounds() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    var empty: [UInt8] = []
    GeoPackageBlob.append(.multiPolygon([]), srsID: 4326, to: &empty)
    var line: [UInt8] = []
    GeoPackageBlob.append(
      .lineString([Position(x: 3, y: -1), Position(x: -2, y: 7)]),
      srsID: 4326,
      to: &line
    )
    try database.read { (database: Database) throws -> Void in
      func answers(_ value: (any DatabaseValueConvertible)?) throws -> [Double?] {
        let row = try Row.fetchOne(
          database,
          sql: "SELECT ST_MinX(?1), ST_MaxX(?1), ST_MinY(?1), ST_MaxY(?1), ST_IsEmpty(?1)",
          arguments: [value]
        )
        return row?.databaseValues.map { Double.fromDatabaseValue($0) } ?? []
      }
      #expect(try answers(Data(line)) == [-2, 3, -1, 7, 0])
      #expect(try answers(Data(empty)) == [nil, nil, nil, nil, 1])
      for value: (any DatabaseValueConvertible)? in [
        nil, "text", 1.5, Data("no blob".utf8), Data(),
      ] {
        #expect(try answers(value) == [nil, nil, nil, nil, nil])
      }
    }
  }
}
