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
  /// - Throws: ``StorageError``, and what `body` throws.
  public func forEachRecord(_ kind: RecordKind, _ body: (Record) throws -> Void) throws {
    let layout = TableLayout(kind)
    try read { database in
      let statement = try PreparedStatement(
        database,
        "SELECT \(StoredRecordReader.columns(layout)) FROM \(quoted(layout.table)) "
          + "ORDER BY \(layout.key.map(layout.keyExpression).joined(separator: ", "))"
      )
      let reader = StoredRecordReader(layout, statement)
      defer { statement.reset() }
      while try statement.step() { try body(reader.record()) }
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
}
