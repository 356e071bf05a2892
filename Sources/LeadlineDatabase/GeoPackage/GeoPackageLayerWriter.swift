public import Foundation
import GRDB
public import LeadlineModel

// GRDB has a class of the same name.
public import struct LeadlineModel.Record

/// Writes records of one kind as a GeoPackage of their own, for other programs.
///
/// The layer has the columns of the database; unknown columns follow as text, by their own names.
public struct GeoPackageLayerWriter {
  private let layout: TableLayout
  private let extraColumns: [String]
  private let ownColumns: Set<String>
  private let statement: PreparedStatement
  private let row: RowValues
  private var count = 0
  private let database: Database
  private var index: SpatialIndexFeed?

  /// Writes all records that `body` hands over; the file appears when it is whole, or not at all.
  ///
  /// The rows stream: memory does not grow with their number, but for the R-tree of those with a
  /// place, some 70 bytes each.
  ///
  /// - Parameters:
  ///   - path: The file; one that is there is replaced.
  ///   - kind: The kind of the records.
  ///   - extraColumns: Unknown columns that become columns of the layer. Where a name is taken,
  ///     in any case, by another column, the value stays in `attributes` alone.
  ///   - time: When it is written, for the GeoPackage's table of contents; within the years 1…9999.
  ///   - body: Hands the records over to the writer it is given.
  /// - Returns: The number of records written.
  /// - Throws: ``StorageError``, ``FileError``, and what `body` throws.
  @discardableResult
  public static func write(
    to path: String,
    kind: RecordKind,
    extraColumns: [String] = [],
    at time: Date,
    _ body: (inout GeoPackageLayerWriter) throws -> Void
  ) throws -> Int {
    let path = URL(filePath: path).standardizedFileURL.path
    let layout = TableLayout(kind)
    let moment = StoredTime.text(time)
    var count = 0
    try OutputFile.createDatabase(at: path, onCollision: .replace) { temporary in
      try StorageError.mapping(path: path) {
        var configuration = Configuration()
        configuration.prepareDatabase { try SpatialFunctions.register(on: $0) }
        let queue = try DatabaseQueue(path: temporary, configuration: configuration)
        try queue.writeWithoutTransaction { database in
          try database.inTransaction {
            for statement in GeoPackageMetadata.statements + layout.statements(isStandalone: true) {
              try database.execute(sql: statement)
            }
            var writer = try GeoPackageLayerWriter(database, layout, extraColumns)
            try body(&writer)
            count = writer.count
            try writer.index?.finish()
            try layout.updateContents(database, at: moment)
            return .commit
          }
        }
        try queue.close()
      }
    }
    return count
  }

  private init(_ database: Database, _ layout: TableLayout, _ extraColumns: [String]) throws {
    self.database = database
    let extra = Self.free(extraColumns, layout)
    for name in extra {
      try database.execute(
        sql: "ALTER TABLE \(quoted(layout.table)) ADD COLUMN \(quoted(name)) TEXT"
      )
    }
    let columns =
      layout.schema.fields.map { quoted($0.name) }
      + (layout.geometryType == nil ? [] : [TableLayout.geometry])
      + [TableLayout.attributes] + extra.map(quoted)
    let parameters = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    if layout.geometryType != nil {
      index = try SpatialIndexFeed(database, layout.spatialIndex, isEmpty: true)
    }
    statement = try PreparedStatement(
      database,
      "INSERT INTO \(quoted(layout.table)) (\(columns.joined(separator: ", "))) "
        + "VALUES (\(parameters))"
    )
    self.layout = layout
    self.extraColumns = extra
    ownColumns = Set(extra)
    row = RowValues(layout)
  }

  /// Writes one record.
  ///
  /// - Throws: ``StorageError``.
  public mutating func write(_ record: Record) throws {
    let attributes = record.attributes
    var record = record
    // What has a column of its own is not written a second time.
    record.attributes.entries.removeAll { ownColumns.contains($0.name) }
    row.fill(record)
    var parameter: Int32 = 0
    for position in layout.schema.fields.indices {
      parameter += 1
      try row.bind(field: position, to: statement, at: parameter)
    }
    if layout.geometryType != nil {
      parameter += 1
      try row.bindPlace(to: statement, at: parameter)
    }
    parameter += 1
    try row.bindAttributes(to: statement, at: parameter)
    for name in extraColumns {
      parameter += 1
      try statement.bind(optional: attributes[name]?.text, parameter)
    }
    try statement.run()
    try index?.noteInserted(database.lastInsertedRowID, row.bounds)
    count += 1
  }

  /// The names that no column of the layer has; SQLite compares them without ASCII case.
  private static func free(_ names: [String], _ layout: TableLayout) -> [String] {
    var taken = Set(layout.schema.fields.map { $0.name.lowercased() })
    taken.formUnion([TableLayout.rowID, TableLayout.geometry, TableLayout.attributes])
    return names.filter { !$0.isEmpty && taken.insert($0.lowercased()).inserted }
  }
}
