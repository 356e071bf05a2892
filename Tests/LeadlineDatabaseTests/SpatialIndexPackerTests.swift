import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineDatabase

/// A packed R-tree against its twin, which SQLite filled itself through the triggers.
struct SpatialIndexPackerTests {
  private static let layout = TableLayout(.fences)

  /// An empty layer of fences in memory, in pages of that size.
  private static func layer(pageSize: Int = 4096) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.prepareDatabase { try SpatialFunctions.register(on: $0) }
    let queue = try DatabaseQueue(configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA page_size = \(pageSize)")
      for sql in GeoPackageMetadata.statements + layout.statements(isStandalone: true) {
        try database.execute(sql: sql)
      }
    }
    return queue
  }

  private struct Shape {
    let row: Int64
    let bounds: PlanarBounds
    let blob: Data

    init(_ row: Int64, _ generator: inout SplitMix64) {
      self.row = row
      // Numbers that 32 bits hold exactly, and tiny ones, are rounded in their own ways.
      func number(_ most: Double) -> Double {
        let value = Double.random(in: -most...most, using: &generator)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return value.rounded()
        case 1: return Double(Float(value))
        case 2: return value * 1e-30
        default: return value
        }
      }
      let (x, y) = (number(180), number(90))
      let isPoint = Bool.random(using: &generator)
      let width = isPoint ? 0 : abs(number(1))
      let height = isPoint ? 0 : abs(number(1))
      let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y)]
      let geometry = Geometry.multiPolygon([[corners.map { Position(x: $0.0, y: $0.1) }]])
      var bounds = PlanarBounds()
      bounds.extend(geometry)
      self.bounds = bounds
      var bytes: [UInt8] = []
      GeoPackageBlob.append(geometry, srsID: 4326, to: &bytes)
      blob = Data(bytes)
    }
  }

  private static func insert(_ shapes: [Shape], _ database: Database) throws {
    for shape in shapes {
      try database.execute(
        sql: "INSERT INTO fences (fid, geom, id) VALUES (?, ?, ?)",
        arguments: [shape.row, shape.blob, "f\(shape.row)"]
      )
    }
  }

  private static func insertPacked(_ shapes: [Shape], _ database: Database) throws {
    var feed = try SpatialIndexFeed(database, layout.spatialIndex, isEmpty: true)
    for shape in shapes {
      try insert([shape], database)
      try feed.noteInserted(shape.row, shape.bounds)
    }
    try feed.finish()
  }

  private static func entries(_ database: Database, where condition: String = "true") throws
    -> [[Double]]
  {
    let sql = "SELECT * FROM rtree_fences_geom WHERE \(condition) ORDER BY id"
    return try Row.fetchAll(database, sql: sql).map { row in
      row.databaseValues.compactMap { Double.fromDatabaseValue($0) }
    }
  }

  /// Both R-trees are sound, hold the same, and answer the same.
  private static func expectEqual(
    _ packed: DatabaseQueue,
    _ twin: DatabaseQueue,
    _ generator: inout SplitMix64,
    _ comment: Comment
  ) throws {
    let check = try packed.read {
      try String.fetchOne($0, sql: "SELECT rtreecheck('rtree_fences_geom')")
    }
    #expect(check == "ok", comment)
    #expect(try packed.read { try entries($0) } == twin.read { try entries($0) }, comment)
    for _ in 0..<4 {
      let x = Double.random(in: -180...180, using: &generator)
      let y = Double.random(in: -90...90, using: &generator)
      let size = Double.random(in: 0...60, using: &generator)
      let box = "maxx >= \(x) AND minx <= \(x + size) AND maxy >= \(y) AND miny <= \(y + size)"
      let answer = try packed.read { try entries($0, where: box) }
      #expect(try answer == twin.read { try entries($0, where: box) }, comment)
    }
    let schema = "SELECT name, sql FROM sqlite_schema ORDER BY name"
    #expect(
      try packed.read { try Row.fetchAll($0, sql: schema) }
        == twin.read { try Row.fetchAll($0, sql: schema) },
      comment
    )
  }

  /// The cells of a node are 18 in pages of 512 bytes and at most 51.
  @Test(arguments: [
    (512, 0), (512, 1), (512, 18), (512, 19), (512, 324), (512, 325), (512, 700), (1024, 300),
    (4096, 51), (4096, 52), (4096, 900), (65_536, 120),
  ])
  func packedIndexIsEqualToThatOfTheTriggersAndStaysSo(pageSize: Int, count: Int) throws {
    var generator = SplitMix64(seed: UInt64(pageSize + count))
    var shapes: [Shape] = []
    var row: Int64 = -3
    for _ in 0..<count {
      row += Int64.random(in: 1...3, using: &generator)
      shapes.append(Shape(row, &generator))
    }
    let packed = try Self.layer(pageSize: pageSize)
    let twin = try Self.layer(pageSize: pageSize)
    try packed.write { try Self.insertPacked(shapes, $0) }
    try twin.write { try Self.insert(shapes, $0) }
    let comment: Comment = "\(count) rows in pages of \(pageSize)"
    try Self.expectEqual(packed, twin, &generator, comment)
    try Self.edit(packed, twin, after: row, &generator)
    try Self.expectEqual(packed, twin, &generator, comment)
  }

  /// Edits both files in the same way, as another program might.
  private static func edit(
    _ packed: DatabaseQueue,
    _ twin: DatabaseQueue,
    after row: Int64,
    _ generator: inout SplitMix64
  ) throws {
    let new = (1...60).map { Shape(row + $0, &generator) }
    let moved = Shape(0, &generator)
    let digit = Int.random(in: 0..<3, using: &generator)
    for queue in [packed, twin] {
      try queue.write { database in
        try insert(new, database)
        try database.execute(
          sql: "UPDATE fences SET geom = ? WHERE abs(fid) % 5 = ?",
          arguments: [moved.blob, digit]
        )
        try database.execute(sql: "DELETE FROM fences WHERE abs(fid) % 3 = ?", arguments: [digit])
        try database.execute(sql: "UPDATE fences SET fid = fid + 100000 WHERE fid % 11 = 1")
      }
    }
  }

  @Test func rowsOfAnyOrderAndThoseOfBeforeAreKept() throws {
    try forEverySeed(0..<4) { seed, generator in
      let shapes = (0..<1_300).map { Shape(Int64($0), &generator) }.shuffled(using: &generator)
      let old = Array(shapes[..<30])
      let packed = try Self.layer()
      let twin = try Self.layer()
      for queue in [packed, twin] { try queue.write { try Self.insert(old, $0) } }
      try twin.write { try Self.insert(Array(shapes[30...]), $0) }
      try packed.write { database in
        var feed = try SpatialIndexFeed(database, Self.layout.spatialIndex, isEmpty: false)
        for shape in shapes[30...] {
          try Self.insert([shape], database)
          try feed.noteInserted(shape.row, shape.bounds)
        }
        #expect(feed.isCollecting, "so many rows are new that the index is packed")
        try feed.finish()
      }
      try Self.expectEqual(packed, twin, &generator, "seed \(seed)")
    }
  }

  @Test func entriesWithoutARowGoWhenANewRowHasTheirID() throws {
    try forEverySeed(0..<4) { seed, generator in
      let shapes = (0..<400).map { Shape(Int64($0), &generator) }.shuffled(using: &generator)
      let packed = try Self.layer()
      let twin = try Self.layer()
      for queue in [packed, twin] {
        try queue.write { database in
          for id in [-7, 0, 3, 200, 399, 400, 9_000] {
            try database.execute(
              sql: "INSERT INTO rtree_fences_geom VALUES (?, 190, 191, 91, 92)",
              arguments: [id]
            )
          }
        }
      }
      try packed.write { try Self.insertPacked(shapes, $0) }
      try twin.write { try Self.insert(shapes, $0) }
      try Self.expectEqual(packed, twin, &generator, "seed \(seed)")
    }
  }

  @Test func fewNewRowsLeaveTheTriggersAlone() throws {
    var generator = SplitMix64(seed: 3)
    let shapes = (0..<20).map { Shape(Int64($0), &generator) }
    let queue = try Self.layer()
    try queue.write { database in
      try Self.insert(Array(shapes[..<5]), database)
      let before = try Int.fetchOne(database, sql: "PRAGMA schema_version")
      var feed = try SpatialIndexFeed(database, Self.layout.spatialIndex, isEmpty: false)
      for shape in shapes[5...] {
        try Self.insert([shape], database)
        try feed.noteInserted(shape.row, shape.bounds)
      }
      try feed.finish()
      #expect(try Int.fetchOne(database, sql: "PRAGMA schema_version") == before)
      #expect(try Self.entries(database).count == 20)
    }
  }

  @Test func errorWithinTheImportBringsTheTriggersAndTheIndexBack() throws {
    var generator = SplitMix64(seed: 4)
    let shapes = (0..<200).map { Shape(Int64($0), &generator) }
    let packed = try Self.layer()
    let twin = try Self.layer()
    #expect(throws: CancellationError.self) {
      try packed.write { database in
        try Self.insertPacked(shapes, database)
        throw CancellationError()
      }
    }
    for queue in [packed, twin] { try queue.write { try Self.insert(shapes, $0) } }
    try Self.expectEqual(packed, twin, &generator, "after a rollback")
  }

  @Test func exactBoundsAreThoseOfTheGeometries() throws {
    try forEverySeed(0..<12) { seed, generator in
      let count = [0, 1, 2, 60, 400][Int(seed % 5)]
      let queue = try Self.layer()
      try queue.write { database in
        try Self.insertPacked((0..<count).map { Shape(Int64($0), &generator) }, database)
        let index = Self.layout.spatialIndex
        #expect(try index.exactBounds(database) == index.scannedBounds(database), "seed \(seed)")
        try database.execute(sql: "DELETE FROM fences WHERE fid % 4 != 1")
        #expect(try index.exactBounds(database) == index.scannedBounds(database), "seed \(seed)")
      }
    }
  }

  @Test func nodeReadsWithinItsBytesOnly() {
    var bytes = [UInt8](repeating: 0xff, count: 4 + 24 + 23)
    bytes.withUnsafeBytes { #expect(SpatialNode($0).count == 1) }
    bytes = [0, 0, 0]
    bytes.withUnsafeBytes {
      #expect(SpatialNode($0).count == 0)
      #expect(SpatialNode($0).box == nil)
    }
  }

  @Test(.enabled(if: hasOgrinfo, "needs Debian's gdal-bin"))
  func ogrinfoSearchesThePackedIndex() throws {
    let folder = try TemporaryFolder()
    let database = try LeadDatabase.create(in: folder)
    try database.add(
      .stores,
      (0..<1_500).map { try .store("s\($0)", at: (Double($0 % 100), Double($0 / 100))) }
    )
    try database.close()
    let text = try output(
      of: ogrinfo,
      ["-ro", "-so", folder.path(), "stores", "-spat", "9.5", "2.5", "19.5", "12.5"]
    )
    #expect(text.contains("Feature Count: 100"), "\(text)")
  }
}
