import GRDB
import LeadlineGeometry
public import LeadlineModel

// GRDB has a class of the same name.
public import struct LeadlineModel.Record

/// An import under way: takes records one by one, within the transaction that holds them all.
public struct RecordImport {
  /// What came of one record.
  public enum Outcome: Hashable, Sendable {
    /// It was new.
    case inserted
    /// Something of it changed.
    case updated
    /// The database had it just so.
    case unchanged
    /// It was refused, and the reject reported.
    case rejected
  }

  private let database: Database
  private let layout: TableLayout
  private let reject: (Reject) throws -> Void
  private var statementsByColumns: [PresentColumns: RecordStatements] = [:]
  private var statements: RecordStatements
  private var references: [ReferenceCheck]
  private var row: RowValues
  private var seen = SeenRows()
  private var extraColumns: [String] = []
  private var knownExtraColumns: Set<String> = []
  private(set) var summary = ImportSummary()
  /// Whether the R-tree is filled at the end, because the table was empty.
  private let fillsIndexAtEnd: Bool

  /// The columns of the file being read; set anew for each file.
  public private(set) var columns: PresentColumns

  init(_ database: Database, kind: RecordKind, reject: @escaping (Reject) throws -> Void) throws {
    let layout = TableLayout(kind)
    self.database = database
    self.layout = layout
    self.reject = reject
    columns = .all(kind)
    let isEmpty = try Row.fetchOne(database, sql: "SELECT 1 FROM \(quoted(layout.table))") == nil
    fillsIndexAtEnd = isEmpty && layout.geometryType != nil
    // Before the statements are compiled, which would have to be compiled again.
    if fillsIndexAtEnd { try database.execute(sql: layout.spatialIndex.pause) }
    statements = try RecordStatements(database, layout: layout, present: columns)
    references = try layout.references.map { try ReferenceCheck(database, layout, $0) }
    row = RowValues(layout)
  }

  /// Says which columns the records that follow have; at first, all.
  ///
  /// - Throws: ``StorageError`` when the statements can't be compiled.
  public mutating func use(_ columns: PresentColumns) throws {
    precondition(
      columns.fields.count == layout.schema.fields.count,
      "the columns are those of another kind of record"
    )
    self.columns = columns
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
  @discardableResult
  public mutating func write(_ record: Record) throws -> Outcome {
    row.fill(record)
    if let position = row.fieldOutOfTime {
      return try refuse(record, layout.schema.fields[position].name, .notATime, "")
    }
    noteExtraColumns(record.attributes)
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
    return try update(record)
  }

  private mutating func insert(_ record: Record) throws -> Outcome {
    if let missing = statements.missing ?? missingPlace {
      return try refuse(record, missing, .missing, "")
    }
    if let outcome = try refuseUnknown(record) { return outcome }
    try bindAll(to: statements.insert, hasPlace: statements.hasPlace)
    try statements.insert.run()
    _ = seen.insert(database.lastInsertedRowID)
    summary.inserted += 1
    return .inserted
  }

  private mutating func update(_ record: Record) throws -> Outcome {
    let find = statements.find
    let attributesColumn = Int32(statements.fields.count + (statements.hasPlace ? 1 : 0))
    let rowID = find.integer(attributesColumn + 1)
    guard !seen.contains(rowID) else {
      let position = layout.key[0]
      let value = StorageText.of(record, key: layout.key)
      return try refuse(record, layout.schema.fields[position].name, .duplicateID, value)
    }
    var isSame = statements.fields.enumerated().allSatisfy { column, position in
      row.equals(field: position, of: find, at: Int32(column))
    }
    var isSamePlace = true
    if statements.hasPlace {
      if !row.hasPlace && layout.isPlaceRequired {
        return try refuse(record, layout.placeName, .missing, "")
      }
      isSamePlace = row.equalsPlace(of: find, at: attributesColumn - 1)
    }
    if !row.equalsAttributes(of: find, at: attributesColumn) {
      mergeAttributes(record.attributes, stored: find, at: attributesColumn)
      isSame = isSame && row.equalsAttributes(of: find, at: attributesColumn)
    }
    if isSame && isSamePlace {
      _ = seen.insert(rowID)
      summary.unchanged += 1
      return .unchanged
    }
    if let outcome = try refuseUnknown(record) { return outcome }
    // The reading statement must be done with the row before the row is written.
    find.reset()
    let hasPlace = statements.hasPlace && !isSamePlace
    let statement = hasPlace ? statements.update : statements.updateInPlace
    let last = try bindAll(to: statement, hasPlace: hasPlace)
    statement.bind(rowID, last + 1)
    try statement.run()
    _ = seen.insert(rowID)
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

  private mutating func mergeAttributes(
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

  private mutating func refuseUnknown(_ record: Record) throws -> Outcome? {
    for position in references.indices {
      let field = references[position].field
      guard columns.fields[field], let id = record.values[field].text else { continue }
      if try !references[position].knows(id) {
        return try refuse(
          record,
          layout.schema.fields[field].name,
          references[position].code,
          id
        )
      }
    }
    return nil
  }

  private mutating func refuse(
    _ record: Record,
    _ field: String,
    _ code: Reject.Code,
    _ value: String
  ) throws -> Outcome {
    try reject(Reject(row: record.row, field: field, code: code, value: value))
    return .rejected
  }

  private mutating func noteExtraColumns(_ attributes: Attributes) {
    for entry in attributes.entries where knownExtraColumns.insert(entry.name).inserted {
      extraColumns.append(entry.name)
    }
  }

  /// Writes what belongs to the import as a whole, and counts what dangles.
  mutating func finish(at time: String) throws -> ImportSummary {
    if fillsIndexAtEnd {
      for statement in layout.spatialIndex.resume { try database.execute(sql: statement) }
    }
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
      try database.execute(sql: layout.updateContents, arguments: [time])
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
