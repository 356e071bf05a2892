public import Foundation
import GRDB
public import LeadlineModel

// GRDB has a class of the same name.
public import struct LeadlineModel.Record

/// Writes records of one kind as a GeoPackage of their own, for other programs.
///
/// The layer has the columns of the database; unknown columns follow as text, by their own names.
public enum GeoPackageLayerWriter {
  /// Writes all records that `next` gives; the file appears when it is whole, or not at all.
  ///
  /// - Parameters:
  ///   - path: The file; one that is there is replaced.
  ///   - kind: The kind of the records.
  ///   - extraColumns: Unknown columns that become columns of the layer. Where a name is taken,
  ///     in any case, by another column, the value stays in `attributes` alone.
  ///   - time: When it is written, for the GeoPackage's table of contents.
  ///   - next: Gives one record after the other, then nil.
  /// - Returns: The number of records written.
  /// - Throws: ``StorageError``, and what `next` throws.
  @discardableResult
  public static func write(
    to path: String,
    kind: RecordKind,
    extraColumns: [String] = [],
    at time: Date,
    next: () throws -> Record?
  ) throws -> Int {
    let path = URL(filePath: path).standardizedFileURL.path
    let layout = TableLayout(kind)
    let extra = free(extraColumns, layout)
    var count = 0
    try AtomicFile.create(at: path, onCollision: .replace) { temporary in
      try StorageError.mapping(path: path) {
        var configuration = Configuration()
        configuration.prepareDatabase { try SpatialFunctions.register(on: $0) }
        let queue = try DatabaseQueue(path: temporary, configuration: configuration)
        try queue.writeWithoutTransaction { database in
          try database.inTransaction {
            for statement in GeoPackageMetadata.statements + layout.statements(isStandalone: true) {
              try database.execute(sql: statement)
            }
            for name in extra {
              try database.execute(
                sql: "ALTER TABLE \(quoted(layout.table)) ADD COLUMN \(quoted(name)) TEXT"
              )
            }
            count = try insert(database, layout, extra, next)
            try database.execute(
              sql: layout.updateContents,
              arguments: [StoredTime.text(time)]
            )
            return .commit
          }
        }
        try queue.close()
      }
    }
    return count
  }

  private static func insert(
    _ database: Database,
    _ layout: TableLayout,
    _ extra: [String],
    _ next: () throws -> Record?
  ) throws -> Int {
    let columns =
      layout.schema.fields.map { quoted($0.name) }
      + (layout.geometryType == nil ? [] : [TableLayout.geometry])
      + [TableLayout.attributes] + extra.map(quoted)
    let parameters = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    let statement = try PreparedStatement(
      database,
      "INSERT INTO \(quoted(layout.table)) (\(columns.joined(separator: ", "))) "
        + "VALUES (\(parameters))"
    )
    let ownColumns = Set(extra)
    var row = RowValues(layout)
    var count = 0
    while var record = try next() {
      let attributes = record.attributes
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
      for name in extra {
        parameter += 1
        try statement.bind(optional: attributes[name]?.text, parameter)
      }
      try statement.run()
      count += 1
    }
    return count
  }

  /// The names that no column of the layer has; SQLite compares them without ASCII case.
  private static func free(_ names: [String], _ layout: TableLayout) -> [String] {
    var taken = Set(layout.schema.fields.map { $0.name.lowercased() })
    taken.formUnion([TableLayout.rowID, TableLayout.geometry, TableLayout.attributes])
    return names.filter { !$0.isEmpty && taken.insert($0.lowercased()).inserted }
  }
}
