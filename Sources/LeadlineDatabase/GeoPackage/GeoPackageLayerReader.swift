import GRDBSQLite
public import LeadlineGeometry

/// Reads the rows of one layer of a GeoPackage, made by whatever program.
///
/// The file is opened for reading only and never changed. Columns come in the order of the table;
/// the geometry is no column, a blob of any other column reads as missing, and a primary key
/// called `fid` is left out where a column `id` says what names the row.
public struct GeoPackageLayerReader: RowReader {
  /// The name of the layer's table.
  public let layer: String
  /// The names of the columns.
  public let columns: [String]
  /// The layer's reference system; nil for a table without geometry, or where it is undefined.
  public let declaredDatum: Datum?

  private let statement: PreparedStatement
  private let booleans: [Bool]
  private let hasGeometry: Bool
  private var number = 0
  private var bytes = 0

  /// Opens a layer.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - layer: The layer's table; nil for the preferred one, else the only one, else the only
  ///     one with geometries.
  ///   - preferred: The layer to take when none is named and the file has this one.
  /// - Throws: ``StorageError``: also ``StorageError/layerNotNamed(path:available:)`` and
  ///   ``StorageError/noSuchLayer(path:layer:available:)``, which name the layers there are.
  public init(path: String, layer: String? = nil, preferred: String? = nil) throws {
    let connection = try LayerConnection(path: path)
    let layers = try Self.layers(of: connection)
    let name: String
    if let layer {
      guard let found = layers.first(where: { $0 == layer }) else {
        throw StorageError.noSuchLayer(path: connection.path, layer: layer, available: layers)
      }
      name = found
    } else {
      guard let only = try Self.obviousLayer(among: layers, preferred, connection) else {
        throw StorageError.layerNotNamed(path: connection.path, available: layers)
      }
      name = only
    }
    self.layer = name
    try Self.checkTable(name, connection)

    let geometry = try Self.geometryColumn(name, connection)
    declaredDatum = try geometry.flatMap { try Self.datum($0.srs, name, connection) }
    let table = try connection.texts("SELECT name, type, pk FROM pragma_table_info(?1)", [name])
    let hasID = table.contains { $0[0]?.lowercased() == "id" }
    let read = table.filter { column in
      guard let own = column[0], own.lowercased() != geometry?.name.lowercased() else {
        return false
      }
      return !(hasID && column[2] != "0" && own.lowercased() == "fid")
    }
    columns = read.compactMap { $0[0] }
    booleans = read.map { $0[1]?.uppercased() == "BOOLEAN" }
    guard let geometry else {
      hasGeometry = false
      statement = try connection.prepare(Self.select(columns, from: name))
      return
    }
    guard table.contains(where: { $0[0]?.lowercased() == geometry.name.lowercased() }) else {
      throw StorageError.badLayer(
        path: connection.path,
        layer: name,
        detail: "its geometry column '\(geometry.name)' does not exist"
      )
    }
    hasGeometry = true
    statement = try connection.prepare(Self.select(columns + [geometry.name], from: name))
  }

  /// Bytes of the values read so far.
  public var bytesRead: Int { bytes }

  /// Reads the next row; a geometry that can't be read makes it a reject.
  ///
  /// - Throws: ``StorageError`` when the file can't be read further.
  public mutating func next(into row: inout InputRow) throws -> ReadStep {
    guard try statement.step() else { return .end }
    number += 1
    row.clear(number: number)
    for position in columns.indices {
      fill(position, of: &row)
    }
    bytes += row.bytes.count
    guard hasGeometry else { return .row }
    let column = Int32(columns.count)
    switch statement.type(column) {
    case SQLITE_NULL: return .row
    case SQLITE_BLOB:
      do {
        try statement.withBlob(column) { blob in
          bytes += blob.count
          // An empty geometry is none; some of them have no form but a point of NaN.
          if try GeoPackageBlob.bounds(blob) != nil {
            row.geometry = try GeoPackageBlob.decode(blob).geometry
          }
        }
        return .row
      } catch {
        break
      }
    default: break
    }
    return .reject(Reject(row: number, field: "geometry", code: .badGeometry, value: ""))
  }

  private func fill(_ position: Int, of row: inout InputRow) {
    let column = Int32(position)
    switch statement.type(column) {
    case SQLITE_INTEGER where booleans[position]:
      let isTrue = statement.integer(column) != 0
      row.set(position, kind: .boolean, (isTrue ? "true" : "false").utf8)
    case SQLITE_FLOAT:
      // SQLite's own text has 15 digits only.
      row.set(position, kind: .number, "\(statement.number(column))".utf8)
    case SQLITE_INTEGER: statement.withText(column) { row.set(position, kind: .number, $0) }
    case SQLITE_TEXT: statement.withText(column) { row.set(position, kind: .text, $0) }
    default: row.set(position, kind: .missing, EmptyCollection())
    }
  }

  private static func select(_ columns: [String], from table: String) -> String {
    let names = columns.isEmpty ? "NULL" : columns.map(quoted).joined(separator: ", ")
    return "SELECT \(names) FROM \(quoted(table))"
  }

  /// The names of the layers with rows to read, in the order of the GeoPackage's contents.
  static func layers(of connection: LayerConnection) throws -> [String] {
    guard try connection.hasTable("gpkg_contents") else {
      throw StorageError.notAGeoPackage(path: connection.path)
    }
    return try connection.texts(
      """
      SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')
      ORDER BY rowid
      """
    ).compactMap { $0[0] }
  }

  /// The layer meant where none is named; nil when several could be.
  private static func obviousLayer(
    among layers: [String],
    _ preferred: String?,
    _ connection: LayerConnection
  ) throws -> String? {
    if let preferred, layers.contains(preferred) { return preferred }
    if layers.count == 1 { return layers[0] }
    let features = try connection.texts(
      "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'",
      []
    ).compactMap { $0[0] }
    return features.count == 1 ? features[0] : nil
  }

  /// Refuses whatever would run code of the file's maker.
  private static func checkTable(_ name: String, _ connection: LayerConnection) throws {
    let found = try connection.texts(
      "SELECT type, sql FROM sqlite_schema WHERE lower(name) = lower(?1) AND type != 'index'",
      [name]
    )
    let problem: String
    if found.isEmpty {
      problem = "its table does not exist"
    } else if found.contains(where: { $0[0] == "view" }) {
      problem = "it is a view; write it to a table with ogr2ogr first"
    } else if found.contains(where: { $0[1]?.uppercased().hasPrefix("CREATE VIRTUAL") ?? true }) {
      problem = "it is a virtual table; write it to a table with ogr2ogr first"
    } else {
      return
    }
    throw StorageError.badLayer(path: connection.path, layer: name, detail: problem)
  }

  private static func geometryColumn(
    _ layer: String,
    _ connection: LayerConnection
  ) throws -> (name: String, srs: Int64)? {
    guard try connection.hasTable("gpkg_geometry_columns") else { return nil }
    let rows = try connection.texts(
      "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?1)",
      [layer]
    )
    guard let row = rows.first, let name = row[0] else { return nil }
    return (name, row[1].flatMap { Int64($0) } ?? 0)
  }

  /// The datum of a reference system; nil for those that GeoPackage calls undefined.
  private static func datum(
    _ id: Int64,
    _ layer: String,
    _ connection: LayerConnection
  ) throws -> Datum? {
    if id == 0 || id == -1 { return nil }
    let rows =
      try connection.hasTable("gpkg_spatial_ref_sys")
      ? connection.texts(
        """
        SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys
        WHERE srs_id = CAST(?1 AS INTEGER)
        """,
        ["\(id)"]
      ) : []
    guard let row = rows.first, row[0]?.uppercased() == "EPSG",
      let code = row[1].flatMap({ Int($0) }), code > 0
    else {
      throw StorageError.unknownReferenceSystem(path: connection.path, layer: layer, id: id)
    }
    return code == GeoPackageMetadata.wgs84 ? .wgs84 : .epsg(code)
  }
}
