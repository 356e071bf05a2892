import GRDB
import GRDBSQLite
import LeadlineGeometry
import LeadlineModel

// GRDB has a class of the same name.
import struct LeadlineModel.Record

/// What a ``RecordImport`` does.
///
/// A class, because a struct of so many references is copied, each of them counted up and down, for
/// every call of a method that does not change it. Not Sendable, and used by one import only.
final class RecordWriter {
  private let database: Database
  private let layout: TableLayout
  private let reject: (Reject) throws -> Void
  private var statementsByColumns: [PresentColumns: RecordStatements] = [:]
  private var statements: RecordStatements
  private var references: [ReferenceCheck]
  private let row: RowValues
  private var seen = SeenRows()
  private var extraColumns: [String] = []
  private var knownExtraColumns: Set<String> = []
  private var summary = ImportSummary()
  /// Whether the table was empty, so that any record it has by now is one of this import.
  private let wasEmpty: Bool
  /// The rows that are new or changed, if they are wanted.
  private(set) var changedRows: [Int64]?
  /// What keeps the R-tree right; nil for records without a place.
  private var index: SpatialIndexFeed?

  /// The columns of the file being read; set anew for each file.
  private(set) var columns: PresentColumns

  init(
    _ database: Database,
    kind: RecordKind,
    notesChanges: Bool = false,
    reject: @escaping (Reject) throws -> Void
  ) throws {
    changedRows = notesChanges ? [] : nil
    let layout = TableLayout(kind)
    self.database = database
    self.layout = layout
    self.reject = reject
    columns = .all(kind)
    let isEmpty = try Row.fetchOne(database, sql: "SELECT 1 FROM \(quoted(layout.table))") == nil
    wasEmpty = isEmpty
    if layout.geometryType != nil {
      index = try SpatialIndexFeed(database, layout.spatialIndex, isEmpty: isEmpty)
    }
    statements = try RecordStatements(database, layout: layout, present: columns)
    references = try layout.references.map { try ReferenceCheck(database, layout, $0) }
    row = RowValues(layout)
  }

  /// Says which columns the records that follow have; at first, all.
  ///
  /// - Throws: ``StorageError`` when the statements can't be compiled.
  func use(_ columns: PresentColumns) throws {
    precondition(
      columns.fields.count == layout.schema.fields.count,
      "the columns are those of another kind of record"
    )
    self.columns = columns
    statements.next?.close()
    for name in columns.attributes where knownExtraColumns.insert(name).inserted {
      extraColumns.append(name)
    }
    if let known = statementsByColumns[columns] {
      statements = known
    } else {
      statements = try RecordStatements(database, layout: layout, present: columns)
      statementsByColumns[columns] = statements
    }
  }

  /// Writes one record: a new one, or what changed of one with the same key.
  ///
  /// A record whose key another one of this import has, whose store or rep is unknown, or which has
  /// a time outside the years 1…9999, is reported and skipped.
  ///
  /// - Throws: ``StorageError``; what the report of rejects throws.
  func write(_ record: Record) throws -> RecordImport.Outcome {
    row.fill(record)
    if let position = row.fieldOutOfTime {
      return try refuse(record, layout.schema.fields[position].name, .notATime, "")
    }
    noteExtraColumns(record.attributes)
    if wasEmpty, let outcome = try insertUnlessKnown(record) { return outcome }
    if let stored = try statements.next?.row(where: hasKey) { return try update(record, stored) }
    for (number, position) in layout.key.enumerated() {
      let parameter = Int32(number + 1)
      if case .null = record.values[position] {
        try statements.find.bind("", parameter)
      } else {
        try row.bind(field: position, to: statements.find, at: parameter)
      }
    }
    defer { statements.find.reset() }
    guard try statements.find.step() else { return try insert(record) }
    statements.next?.move(to: statements.find.integer(statements.rowIDColumn))
    return try update(record, statements.find)
  }

  /// Whether a stored row has the key of the record.
  private func hasKey(_ stored: PreparedStatement) -> Bool {
    statements.keyColumns.allSatisfy { position, column in
      row.equals(field: position, of: stored, at: column)
    }
  }

  private func insert(_ record: Record) throws -> RecordImport.Outcome {
    if let missing = statements.missing ?? missingPlace {
      return try refuse(record, missing, .missing, "")
    }
    if let unknown = try unknownReference(record) { return try refuse(record, unknown) }
    try bindAll(to: statements.insert, hasPlace: statements.hasPlace)
    try statements.insert.run()
    try noteInserted()
    return .inserted
  }

  /// Inserts a record without looking for one with its key first.
  ///
  /// - Returns: Nil when nothing was inserted and the long way has to say why.
  private func insertUnlessKnown(_ record: Record) throws -> RecordImport.Outcome? {
    guard statements.missing == nil, missingPlace == nil, try unknownReference(record) == nil
    else { return nil }
    let statement = statements.insertUnlessKnown
    try bindAll(to: statement, hasPlace: statements.hasPlace)
    try statement.run()
    guard sqlite3_changes(database.sqliteConnection) > 0 else { return nil }
    try noteInserted()
    return .inserted
  }

  private func noteInserted() throws {
    let rowID = sqlite3_last_insert_rowid(database.sqliteConnection)
    _ = seen.insert(rowID)
    changedRows?.append(rowID)
    try index?.noteInserted(rowID, row.bounds)
    summary.inserted += 1
  }

  private func update(
    _ record: Record,
    _ stored: PreparedStatement
  ) throws -> RecordImport.Outcome {
    let attributesColumn = statements.rowIDColumn - 1
    let rowID = stored.integer(statements.rowIDColumn)
    guard !seen.contains(rowID) else {
      let position = layout.key[0]
      let value = StorageText.of(record, key: layout.key)
      return try refuse(record, layout.schema.fields[position].name, .duplicateID, value)
    }
    var isSame = statements.fields.enumerated().allSatisfy { column, position in
      row.equals(field: position, of: stored, at: Int32(column))
    }
    var isSamePlace = true
    if statements.hasPlace {
      if !row.hasPlace && layout.isPlaceRequired {
        return try refuse(record, layout.placeName, .missing, "")
      }
      isSamePlace = row.equalsPlace(of: stored, at: attributesColumn - 1)
    }
    if !row.equalsAttributes(of: stored, at: attributesColumn) {
      mergeAttributes(record.attributes, stored: stored, at: attributesColumn)
      isSame = isSame && row.equalsAttributes(of: stored, at: attributesColumn)
    }
    if isSame && isSamePlace {
      _ = seen.insert(rowID)
      summary.unchanged += 1
      return .unchanged
    }
    if let unknown = try unknownReference(record) { return try refuse(record, unknown) }
    // The reading statement must be done with the row before the row is written.
    statements.find.reset()
    statements.next?.close()
    let hasPlace = statements.hasPlace && !isSamePlace
    let statement = hasPlace ? statements.update : statements.updateInPlace
    let last = try bindAll(to: statement, hasPlace: hasPlace)
    statement.bind(rowID, last + 1)
    try statement.run()
    _ = seen.insert(rowID)
    changedRows?.append(rowID)
    summary.updated += 1
    return .updated
  }

  private var missingPlace: String? {
    layout.isPlaceRequired && !row.hasPlace ? layout.placeName : nil
  }

  @discardableResult
  private func bindAll(to statement: PreparedStatement, hasPlace: Bool) throws -> Int32 {
    var parameter: Int32 = 0
    for position in statements.fields {
      parameter += 1
      try row.bind(field: position, to: statement, at: parameter)
    }
    if hasPlace {
      parameter += 1
      try row.bindPlace(to: statement, at: parameter)
    }
    parameter += 1
    try row.bindAttributes(to: statement, at: parameter)
    return parameter
  }

  private func mergeAttributes(
    _ new: Attributes,
    stored: PreparedStatement,
    at column: Int32
  ) {
    guard !stored.isNull(column), let old = try? Attributes(jsonObject: stored.text(column)) else {
      return
    }
    var entries: [Attributes.Entry] = []
    for entry in old.entries {
      if let own = new[entry.name] {
        entries.append(own)
      } else if !columns.attributeNames.contains(entry.name) {
        entries.append(entry)
      }
    }
    entries += new.entries.filter { old[$0.name] == nil }
    row.setAttributes(Attributes(entries))
  }

  /// The position in `references` of one to a record that is not there.
  private func unknownReference(_ record: Record) throws -> Int? {
    for position in references.indices {
      let field = references[position].field
      guard columns.fields[field], let id = record.values[field].text else { continue }
      if try !references[position].knows(id) { return position }
    }
    return nil
  }

  private func refuse(_ record: Record, _ reference: Int) throws -> RecordImport.Outcome {
    let field = references[reference].field
    return try refuse(
      record,
      layout.schema.fields[field].name,
      references[reference].code,
      record.values[field].text ?? ""
    )
  }

  private func refuse(
    _ record: Record,
    _ field: String,
    _ code: Reject.Code,
    _ value: String
  ) throws -> RecordImport.Outcome {
    try reject(Reject(row: record.row, field: field, code: code, value: value))
    return .rejected
  }

  private func noteExtraColumns(_ attributes: Attributes) {
    for entry in attributes.entries where knownExtraColumns.insert(entry.name).inserted {
      extraColumns.append(entry.name)
    }
  }

  /// Writes what belongs to the import as a whole, and counts what dangles.
  func finish(at time: String) throws -> ImportSummary {
    statements.next?.close()
    try index?.finish()
    for name in extraColumns {
      try database.execute(
        sql: """
          INSERT INTO extra_columns (record, name, position)
          SELECT ?1, ?2, ifnull(max(position), 0) + 1 FROM extra_columns WHERE record = ?1
          ON CONFLICT DO NOTHING
          """,
        arguments: [layout.schema.kind.rawValue, name]
      )
    }
    // A repeated import leaves the file as it was, to the byte.
    if summary.inserted + summary.updated > 0 {
      try layout.updateContents(database, at: time)
    }
    for reference in layout.looseReferences {
      let field = layout.schema.fields[reference.field].name
      let count = try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM \(quoted(layout.table)) AS record WHERE \(quoted(field)) NOTNULL
          AND NOT EXISTS (SELECT 1 FROM \(quoted(TableLayout.tableName(reference.target))) AS target
            WHERE target.id = record.\(quoted(field)))
          """
      )
      if let count, count > 0 {
        summary.dangling.append(ImportSummary.Dangling(field: field, count: count))
      }
    }
    return summary
  }
}

/// Tells whether the record that a field names is there.
private struct ReferenceCheck {
  let field: Int
  let code: Reject.Code
  private let statement: PreparedStatement
  /// Rows of one rep or store often follow each other.
  private var last: String?

  init(_ database: Database, _ layout: TableLayout, _ reference: TableLayout.Reference) throws {
    field = reference.field
    code = reference.target == .stores ? .unknownStore : .unknownRep
    statement = try PreparedStatement(
      database,
      "SELECT 1 FROM \(quoted(TableLayout.tableName(reference.target))) WHERE id = ?1"
    )
  }

  mutating func knows(_ id: String) throws -> Bool {
    if let last, last.utf8.elementsEqual(id.utf8) { return true }
    try statement.bind(id, 1)
    defer { statement.reset() }
    guard try statement.step() else { return false }
    last = id
    return true
  }
}

/// Values as the rejects file shows them.
private enum StorageText {
  /// The key of a record, its parts joined by spaces.
  static func of(_ record: Record, key: [Int]) -> String {
    key.compactMap { position in
      switch record.values[position] {
      case .text(let text): text
      case .time(let time): StoredTime.text(time)
      default: nil
      }
    }.joined(separator: " ")
  }
}
