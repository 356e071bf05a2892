import GRDB
package import LeadlineGeometry
package import LeadlineModel

// GRDB has a class of the same name.
package import struct LeadlineModel.Record

/// Finds single stores by the R-tree that the file keeps, without reading the others.
///
/// The triggers keep the R-tree in step, so it also knows what other programs have changed.
package struct StoreSearch {
  /// At least as many as there are stores, as long as nobody gave row ids away by hand; an estimate
  /// of what reading all of them costs.
  package let storesAtMost: Int

  private let rows: PreparedStatement
  private let record: PreparedStatement
  private var reader: StoredRecordReader

  /// Prepares to search; nil when the file has no R-tree of stores, or none that is kept in step.
  init?(_ database: Database) throws {
    let layout = TableLayout(.stores)
    let index = layout.spatialIndex
    guard try index.isKeptInStep(in: database) else { return nil }
    let table = quoted(layout.table)
    storesAtMost =
      try Int.fetchOne(database, sql: "SELECT max(\(TableLayout.rowID)) FROM \(table)") ?? 0
    rows = try PreparedStatement(
      database,
      "SELECT id FROM \(quoted(layout.spatialIndex.name)) "
        + "WHERE maxx >= ?1 AND minx <= ?2 AND maxy >= ?3 AND miny <= ?4"
    )
    reader = StoredRecordReader(layout)
    record = try PreparedStatement(
      database,
      "SELECT \(reader.columns) FROM \(table) "
        + "WHERE \(TableLayout.rowID) = ?1"
    )
  }

  /// Hands over the row ids of stores whose boxes, places rounded to 32 bits, meet a box; in no
  /// order, and until `body` returns false.
  ///
  /// - Throws: ``StorageError``.
  ///
  /// - Complexity: O(log *n* + rows) for boxes that are not much longer than wide.
  package func forEachRow(in box: PlanarBounds, _ body: (Int64) -> Bool) throws {
    rows.bind(box.minX, 1)
    rows.bind(box.maxX, 2)
    rows.bind(box.minY, 3)
    rows.bind(box.maxY, 4)
    defer { rows.reset() }
    while try rows.step() {
      guard body(rows.integer(0)) else { return }
    }
  }

  /// The store of a row; nil when there is none.
  ///
  /// - Throws: ``StorageError``.
  package mutating func store(row: Int64) throws -> Record? {
    record.bind(row, 1)
    defer { record.reset() }
    return try record.step() ? reader.read(record) : nil
  }
}

extension LeadDatabase {
  /// Searches for stores in one reading transaction.
  ///
  /// - Returns: What `body` returns; nil, without calling it, when the file has no R-tree of stores
  ///   or none that is kept in step.
  /// - Throws: ``StorageError``, and what `body` throws.
  package func searchStores<Result>(_ body: (StoreSearch) throws -> Result?) throws -> Result? {
    try read { database in
      guard let search = try StoreSearch(database) else { return nil }
      return try body(search)
    }
  }

  /// Removes from a set of names those of columns, unknown to the schema, in which any record of a
  /// kind has a value; reads on until all are found.
  ///
  /// - Throws: ``StorageError``.
  package func removeNamesWithValues(_ kind: RecordKind, from names: inout Set<String>) throws {
    var missing = names
    try read { database in
      let statement = try PreparedStatement(
        database,
        "SELECT \(TableLayout.attributes) FROM \(quoted(TableLayout.tableName(kind))) "
          + "WHERE \(TableLayout.attributes) NOTNULL"
      )
      defer { statement.reset() }
      while try !missing.isEmpty && statement.step() {
        guard let attributes = try? Attributes(jsonObject: statement.text(0)) else { continue }
        for entry in attributes.entries { missing.remove(entry.name) }
      }
    }
    names = missing
  }
}
