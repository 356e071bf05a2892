import GRDB
public import LeadlineModel

// GRDB has a class of the same name.
public import struct LeadlineModel.Record

extension LeadDatabase {
  /// Hands over every record of a kind, in the order of its key.
  ///
  /// The rows stream: memory does not grow with their number. Ids order by the bytes of their
  /// UTF-8 text.
  ///
  /// - Parameters:
  ///   - kind: The kind of the records.
  ///   - fields: The fields that are wanted, to save reading the others; nil for all. The place comes
  ///     in any case.
  ///   - withAttributes: Whether the columns that the schema does not know are wanted.
  ///   - body: Takes the records.
  /// - Throws: ``StorageError``, and what `body` throws.
  public func forEachRecord(
    _ kind: RecordKind,
    fields: Set<String>? = nil,
    withAttributes: Bool = true,
    _ body: (Record) throws -> Void
  ) throws {
    let layout = TableLayout(kind)
    var reader = StoredRecordReader(layout, fields: fields, hasAttributes: withAttributes)
    try read { database in
      let statement = try PreparedStatement(
        database,
        "SELECT \(reader.columns) FROM \(quoted(layout.table)) "
          + "ORDER BY \(layout.key.map(layout.keyExpression).joined(separator: ", "))"
      )
      defer { statement.reset() }
      while try statement.step() { try body(reader.read(statement)) }
    }
  }

  /// Hands over every record of a kind with the number of its row, in the order of these numbers.
  ///
  /// - Parameters:
  ///   - kind: The kind of the records.
  ///   - fields: The fields that are wanted; nil for all. The place comes in any case.
  ///   - withAttributes: Whether the columns that the schema does not know are wanted.
  ///   - body: Takes the records.
  /// - Throws: ``StorageError``, and what `body` throws.
  package func forEachStoredRecord(
    _ kind: RecordKind,
    fields: Set<String>? = nil,
    withAttributes: Bool = false,
    _ body: (Int64, Record) throws -> Void
  ) throws {
    let layout = TableLayout(kind)
    try read { database in
      try StoredRows(layout, fields: fields, withAttributes: withAttributes).forEach(
        in: database,
        "FROM \(quoted(layout.table)) ORDER BY \(TableLayout.rowID)",
        body
      )
    }
  }

  /// The number of records of a kind.
  ///
  /// - Throws: ``StorageError``.
  public func count(_ kind: RecordKind) throws -> Int {
    try read { database in
      let table = quoted(TableLayout.tableName(kind))
      return try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
    }
  }

  /// The columns that files had beyond the schema, in the order of their first appearance.
  ///
  /// - Throws: ``StorageError``.
  public func extraColumns(_ kind: RecordKind) throws -> [String] {
    try read { database in
      try String.fetchAll(
        database,
        sql: "SELECT name FROM extra_columns WHERE record = ? ORDER BY position",
        arguments: [kind.rawValue]
      )
    }
  }

  /// The tables with rows that refer to records which are gone, and how many such rows.
  ///
  /// Programs that edit the file without foreign keys, QGIS among them, leave such rows when a store
  /// or a rep is deleted. Assignments are left out: the next run ends them.
  ///
  /// - Throws: ``StorageError``.
  ///
  /// - Complexity: O(rows that refer to others), each record referred to being looked up once.
  public func brokenReferences() throws -> [(table: String, rows: Int)] {
    let layouts = RecordKind.allCases.map { TableLayout($0) }.sorted { $0.table < $1.table }
    return try read { database in
      try layouts.compactMap { layout in
        let rows = try layout.references.reduce(0) { sum, reference in
          try sum + (Int.fetchOne(database, sql: layout.countBroken(reference)) ?? 0)
        }
        return rows > 0 ? (table: layout.table, rows: rows) : nil
      }
    }
  }
}
