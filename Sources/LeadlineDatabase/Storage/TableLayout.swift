import GRDB
import LeadlineGeometry
import LeadlineModel

/// How one kind of record is laid out as a table: its names, types, keys and statements.
struct TableLayout {
  /// A field whose value must be the id of another record.
  struct Reference {
    /// The position of the field in the schema.
    let field: Int
    /// The kind of record it names.
    let target: RecordKind
  }

  /// The primary key of every table.
  static let rowID = "fid"
  /// The geometry column of every feature table.
  static let geometry = "geom"
  /// The column with the values of unknown columns, a JSON object.
  static let attributes = "attributes"

  let schema: RecordSchema
  /// The name of the table.
  let table: String
  /// The geometry type by OGC; nil for a table without geometry.
  let geometryType: String?
  /// Fields that SQLite enforces as foreign keys.
  let references: [Reference]
  /// Fields that name another record, but may come before it in a file.
  let looseReferences: [Reference]
  /// The positions of the key's fields in the schema.
  let key: [Int]

  init(_ kind: RecordKind) {
    let schema = RecordSchema.of(kind)
    func references(_ list: [(RecordKind, String, RecordKind)]) -> [Reference] {
      list.compactMap { source, field, target in
        guard source == kind, let position = schema.position(of: field) else { return nil }
        return Reference(field: position, target: target)
      }
    }
    self.schema = schema
    table = Self.tableName(kind)
    geometryType =
      switch schema.place {
      case .none: nil
      case .optionalPoint, .requiredPoint: "POINT"
      case .polygons: "MULTIPOLYGON"
      }
    self.references = references(Self.strictReferences)
    looseReferences = references(Self.orderlessReferences)
    key = schema.key.compactMap { schema.position(of: $0) }
  }

  static func tableName(_ kind: RecordKind) -> String {
    kind.rawValue.replacing("-", with: "_")
  }

  /// Statements that create the table with its indexes, and register it as a layer.
  ///
  /// - Parameter isStandalone: Whether the table is alone in its file, without what it refers to.
  /// - Returns: SQL, to be run in this order.
  func statements(isStandalone: Bool = false) -> [String] {
    var result = [createTable(isStandalone: isStandalone), registration]
    if let geometryType {
      result.append(
        """
        INSERT INTO gpkg_geometry_columns
        VALUES ('\(table)', '\(Self.geometry)', '\(geometryType)', \(GeoPackageMetadata.wgs84), 0, 0)
        """
      )
      result += spatialIndex.statements
    }
    return result + indexes
  }

  /// The R-tree of the geometry column.
  var spatialIndex: SpatialIndex {
    SpatialIndex(table: table, id: Self.rowID, column: Self.geometry)
  }

  /// Sets the box of `gpkg_contents` to that of all rows, and the time of the last change.
  ///
  /// The R-tree's own boxes are rounded to 32 bits; the one of the contents is exact.
  ///
  /// - Parameters:
  ///   - database: The connection, in a transaction.
  ///   - time: The time as text.
  /// - Throws: What SQLite reports.
  func updateContents(_ database: Database, at time: String) throws {
    try database.execute(
      sql: "UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?",
      arguments: [time, table]
    )
    guard geometryType != nil else { return }
    let index = spatialIndex
    let bounds =
      try index.isPresent(in: database)
      ? index.exactBounds(database) : index.scannedBounds(database)
    try database.execute(
      sql: """
        UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?
        """,
      arguments: [bounds?.minX, bounds?.minY, bounds?.maxX, bounds?.maxY, table]
    )
  }

  /// A query for the number of rows that refer to a record which is gone.
  ///
  /// Every reference has an index, which hands out its values in order. The comparison leaves out
  /// NULL, as NOTNULL would, but unlike it lets SQLite use the index.
  func countBroken(_ reference: Reference) -> String {
    let field = quoted(schema.fields[reference.field].name)
    return """
      SELECT sum(rows) FROM (
        SELECT \(field) AS id, count(*) AS rows FROM \(quoted(table)) WHERE \(field) >= ''
        GROUP BY \(field)) AS named
      WHERE NOT EXISTS (SELECT 1 FROM \(quoted(Self.tableName(reference.target))) AS target
        WHERE target.id = named.id)
      """
  }

  private func createTable(isStandalone: Bool) -> String {
    var columns = ["\(Self.rowID) INTEGER PRIMARY KEY NOT NULL"]
    if let geometryType {
      columns.append("\(Self.geometry) \(geometryType)" + (isPlaceRequired ? " NOT NULL" : ""))
    }
    let isSingleKey = key.count == 1
    for (position, field) in schema.fields.enumerated() {
      var column = "\(quoted(field.name)) \(Self.type(of: field.kind))"
      if field.isRequired { column += " NOT NULL" }
      if isSingleKey && key[0] == position { column += " UNIQUE" }
      if !isStandalone, let reference = references.first(where: { $0.field == position }) {
        column += " REFERENCES \(Self.tableName(reference.target))(id)"
      }
      columns.append(column)
    }
    columns.append("\(Self.attributes) TEXT")
    return "CREATE TABLE \(quoted(table)) (\n  \(columns.joined(separator: ",\n  "))\n)"
  }

  private var registration: String {
    geometryType == nil
      ? "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
        + "VALUES ('\(table)', 'attributes', '\(table)')"
      : "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        + "VALUES ('\(table)', 'features', '\(table)', \(GeoPackageMetadata.wgs84))"
  }

  private var indexes: [String] {
    var result: [String] = []
    if key.count > 1 {
      result.append(
        "CREATE UNIQUE INDEX \(quoted("\(table)_key")) ON \(quoted(table)) "
          + "(\(key.map(keyExpression).joined(separator: ", ")))"
      )
    }
    for reference in references where key.count == 1 || key[0] != reference.field {
      let name = schema.fields[reference.field].name
      result.append(
        "CREATE INDEX \(quoted("\(table)_\(name)")) ON \(quoted(table)) (\(quoted(name)))"
      )
    }
    return result
  }

  /// The expression by which a field takes part in the key.
  ///
  /// NULLs are never equal in a unique index, so an optional field counts as the empty text.
  func keyExpression(_ position: Int) -> String {
    let field = schema.fields[position]
    return field.isRequired ? quoted(field.name) : "ifnull(\(quoted(field.name)), '')"
  }

  /// Whether every record has a geometry.
  var isPlaceRequired: Bool { schema.place == .requiredPoint || schema.place == .polygons }

  /// How rejects call the place.
  var placeName: String { schema.place == .polygons ? "geometry" : "lon" }

  /// The column type, of those that GeoPackage allows.
  private static func type(of kind: Field.Kind) -> String {
    switch kind {
    case .text, .choice, .hexadecimal: "TEXT"
    case .number: "REAL"
    case .integer: "INTEGER"
    case .time: "DATETIME"
    case .flag: "BOOLEAN"
    }
  }

  private static let strictReferences: [(RecordKind, String, RecordKind)] = [
    (.stores, "owner", .reps),
    (.checkIns, "rep_id", .reps),
    (.checkIns, "store_id", .stores),
    (.tracks, "rep_id", .reps),
    (.orders, "store_id", .stores),
    (.orders, "rep_id", .reps),
    (.storeEdits, "store_id", .stores),
    (.storeEdits, "rep_id", .reps),
  ]

  private static let orderlessReferences: [(RecordKind, String, RecordKind)] = [
    (.stores, "parent_id", .stores),
    (.reps, "supervisor", .reps),
  ]
}
