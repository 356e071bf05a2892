import GRDB
import LeadlineGeometry
public import LeadlineModel

// GRDB has a class of the same name.
public import struct LeadlineModel.Record

/// A condition on one column, of the schema or unknown to it.
public struct RecordFilter: Hashable, Sendable {
  /// The name of the column.
  public let field: String
  /// The value that it must have, as a file writes it.
  public let value: String

  /// Asks for records whose column has a value.
  public init(field: String, value: String) {
    self.field = field
    self.value = value
  }
}

extension LeadDatabase {
  /// Hands over every record of a kind that meets all conditions, in the order of its key.
  ///
  /// The rows stream: memory does not grow with their number. Ids order by the bytes of their
  /// UTF-8 text. Numbers compare as numbers, times by their stored text in UTC, flags as 1 and 0.
  ///
  /// - Throws: ``StorageError``, and what `body` throws.
  public func forEachRecord(
    _ kind: RecordKind,
    where filters: [RecordFilter] = [],
    _ body: (Record) throws -> Void
  ) throws {
    let layout = TableLayout(kind)
    let known = filters.filter { layout.schema.position(of: $0.field) != nil }
    let unknown = filters.filter { layout.schema.position(of: $0.field) == nil }
    try read { database in
      var sql = "SELECT \(RecordDecoder.columns(layout)) FROM \(quoted(layout.table))"
      let conditions = known.enumerated().map { "\(quoted($1.field)) = ?\($0 + 1)" }
      if !conditions.isEmpty { sql += " WHERE \(conditions.joined(separator: " AND "))" }
      sql += " ORDER BY \(layout.key.map(layout.keyExpression).joined(separator: ", "))"
      let statement = try PreparedStatement(database, sql)
      for (number, filter) in known.enumerated() {
        try statement.bind(filter.value, Int32(number + 1))
      }
      let decoder = RecordDecoder(layout, statement)
      defer { statement.reset() }
      while try statement.step() {
        let record = decoder.record()
        if unknown.allSatisfy({ Self.meets($0, record.attributes) }) { try body(record) }
      }
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

  /// The record with a key of one field; nil when there is none.
  ///
  /// - Throws: ``StorageError``.
  public func record(_ kind: RecordKind, id: String) throws -> Record? {
    var result: Record?
    try forEachRecord(kind, where: [RecordFilter(field: "id", value: id)]) { result = $0 }
    return result
  }

  private static func meets(_ filter: RecordFilter, _ attributes: Attributes) -> Bool {
    guard let entry = attributes[filter.field] else { return false }
    if entry.text == filter.value { return true }
    guard entry.kind == .number, let stored = Double(entry.text) else { return false }
    return Double(filter.value) == stored
  }
}
