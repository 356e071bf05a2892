import GRDB
import LeadlineGeometry

extension SpatialIndex {
  /// Whether the file has this R-tree; other programs may have dropped it together with its triggers.
  func isPresent(in database: Database) throws -> Bool {
    try Row.fetchOne(
      database,
      sql: "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?",
      arguments: [name]
    ) != nil
  }

  /// Whether the file has this R-tree and every trigger that keeps it in step.
  func isKeptInStep(in database: Database) throws -> Bool {
    let names = triggers.map(\.name)
    let present = try Int.fetchOne(
      database,
      sql: """
        SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'
        AND name IN (\(names.map { _ in "?" }.joined(separator: ", ")))
        """,
      arguments: StatementArguments(names)
    )
    return try present == names.count && isPresent(in: database)
  }

  /// The trigger that follows new rows, as the file has it; nil when there is none.
  func insertTrigger(in database: Database) throws -> String? {
    try String.fetchOne(
      database,
      sql: "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?",
      arguments: ["\(name)_insert"]
    )
  }

  /// Stops the index from following new rows, until the trigger is made again.
  func dropInsertTrigger(in database: Database) throws {
    try database.execute(sql: "DROP TRIGGER \(quoted("\(name)_insert"))")
  }

  /// The exact box of all geometries; nil when there is none.
  ///
  /// The R-tree tells which rows may lie at each side, and the geometries of those tell where it is.
  ///
  /// - Complexity: O(log *n*) unless many rows share a side.
  func exactBounds(_ database: Database) throws -> PlanarBounds? {
    guard let sides = try rootBox(database) else { return nil }
    func extreme(_ choose: String, _ function: String, _ condition: String, _ side: Float) throws
      -> Double?
    {
      try Double.fetchOne(
        database,
        sql: """
          SELECT \(choose)(\(function)(\(quoted(column)))) FROM \(quoted(table))
          WHERE \(quoted(id)) IN (SELECT id FROM \(quoted(name)) WHERE \(condition) ?)
          """,
        arguments: [Double(side)]
      )
    }
    guard let least = try extreme("min", "ST_MinX", "minx <=", Self.inward(sides.minX, by: 1)),
      let greatest = try extreme("max", "ST_MaxX", "maxx >=", Self.inward(sides.maxX, by: -1)),
      let lowest = try extreme("min", "ST_MinY", "miny <=", Self.inward(sides.minY, by: 1)),
      let highest = try extreme("max", "ST_MaxY", "maxy >=", Self.inward(sides.maxY, by: -1))
    else {
      // The root's box may be larger than what is in it, and then no row is near its side.
      return try scannedBounds(database)
    }
    return PlanarBounds(minX: least, maxX: greatest, minY: lowest, maxY: highest)
  }

  /// The exact box of all geometries, read from each of them; nil when there is none.
  ///
  /// - Complexity: O(*n*).
  func scannedBounds(_ database: Database) throws -> PlanarBounds? {
    let geometry = quoted(column)
    let sides = try PreparedStatement(
      database,
      """
      SELECT min(ST_MinX(\(geometry))), max(ST_MaxX(\(geometry))),
        min(ST_MinY(\(geometry))), max(ST_MaxY(\(geometry)))
      FROM \(quoted(table)) WHERE \(geometry) NOTNULL AND NOT ST_IsEmpty(\(geometry))
      """
    )
    defer { sides.reset() }
    guard try sides.step(), !sides.isNull(0) else { return nil }
    return PlanarBounds(
      minX: sides.number(0),
      maxX: sides.number(1),
      minY: sides.number(2),
      maxY: sides.number(3)
    )
  }

  /// The box that the root has around everything; nil when the R-tree is empty.
  private func rootBox(_ database: Database) throws -> SpatialEntries.Box? {
    let root = try PreparedStatement(
      database,
      "SELECT data FROM \(quoted(name + "_node")) WHERE nodeno = 1"
    )
    defer { root.reset() }
    guard try root.step() else { return nil }
    return root.withBlob(0) { SpatialNode($0).box }
  }

  /// A side moved inward by more than rounding can have moved any box outward: two steps of 32-bit
  /// numbers, and one for the nearest.
  private static func inward(_ side: Float, by direction: Float) -> Float {
    var side = side
    for _ in 0..<4 { side = direction > 0 ? side.nextUp : side.nextDown }
    return side
  }
}
