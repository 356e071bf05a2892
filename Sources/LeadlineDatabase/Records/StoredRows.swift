import GRDB
import LeadlineModel

// GRDB has a class of the same name.
import struct LeadlineModel.Record

/// Reads records with the numbers of their rows.
struct StoredRows {
  private let reader: StoredRecordReader
  private let layout: TableLayout

  /// Plans what is read.
  init(_ layout: TableLayout, fields: Set<String>? = nil, withAttributes: Bool = false) {
    self.layout = layout
    reader = StoredRecordReader(layout, fields: fields, hasAttributes: withAttributes)
  }

  /// Hands over the rows of a query.
  ///
  /// - Parameters:
  ///   - database: The connection.
  ///   - rest: What follows the columns in the query; no other table in it may have columns of the
  ///     same names.
  ///   - body: Takes the number of the row and the record.
  /// - Throws: ``StorageError``, and what `body` throws.
  func forEach(
    in database: Database,
    _ rest: String,
    _ body: (Int64, Record) throws -> Void
  ) throws {
    var reader = reader
    let rowID = "\(quoted(layout.table)).\(TableLayout.rowID)"
    let statement = try PreparedStatement(database, "SELECT \(reader.columns), \(rowID) \(rest)")
    defer { statement.reset() }
    let last = statement.columnCount - 1
    while try statement.step() { try body(statement.integer(last), reader.read(statement)) }
  }
}
