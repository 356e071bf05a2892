import GRDB
import LeadlineModel

/// The statements that write records with a certain set of columns.
///
/// All three name the same columns in the same order, so one position serves as parameter of the
/// writing ones and, one less, as column of the reading one.
///
/// A class, as ``RecordWriter`` is and for its reason.
final class RecordStatements {
  let find: PreparedStatement
  /// Guesses what `find` would find; nil when the columns lack a part of the key.
  let next: NextStoredRow?
  let insert: PreparedStatement
  /// The same, but does nothing when there is a record with the key.
  let insertUnlessKnown: PreparedStatement
  let update: PreparedStatement
  /// The same without the geometry, so that the R-tree rests when the place did not change.
  let updateInPlace: PreparedStatement
  /// The fields of the key, and where the reading statements have them.
  let keyColumns: [(position: Int, column: Int32)]
  /// Where the reading statements have the row id, behind all others.
  let rowIDColumn: Int32
  /// The fields written, in the order of the statements.
  let fields: [Int]
  /// Whether the geometry is written; it is the last but one.
  let hasPlace: Bool
  /// What a new record can't be without, and the file does not have.
  let missing: String?

  init(_ database: Database, layout: TableLayout, present: PresentColumns) throws {
    let schema = layout.schema
    let positions = schema.fields.indices.filter { present.fields[$0] }
    let names = positions.map { quoted(schema.fields[$0].name) }
    let hasPlace = present.hasPlace && layout.geometryType != nil
    let withoutPlace = names + [TableLayout.attributes]
    let columns = names + (hasPlace ? [TableLayout.geometry] : []) + [TableLayout.attributes]
    let table = quoted(layout.table)
    fields = Array(positions)
    self.hasPlace = hasPlace

    let condition = layout.key.enumerated().map { number, position in
      "\(layout.keyExpression(position)) = ?\(number + 1)"
    }
    find = try PreparedStatement(
      database,
      "SELECT \((columns + [TableLayout.rowID]).joined(separator: ", ")) FROM \(table) "
        + "WHERE \(condition.joined(separator: " AND "))"
    )
    rowIDColumn = Int32(columns.count)
    keyColumns = layout.key.compactMap { position in
      positions.firstIndex(of: position).map { (position, Int32($0)) }
    }
    next =
      keyColumns.count < layout.key.count
      ? nil
      : try NextStoredRow(
        database,
        columns: columns.joined(separator: ", "),
        count: columns.count,
        table: table
      )
    let parameters = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    let insertion =
      "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(parameters))"
    insert = try PreparedStatement(database, insertion)
    insertUnlessKnown = try PreparedStatement(database, insertion + " ON CONFLICT DO NOTHING")
    update = try PreparedStatement(database, Self.update(table, columns))
    updateInPlace =
      hasPlace ? try PreparedStatement(database, Self.update(table, withoutPlace)) : update

    let absent = schema.fields.indices.first { schema.fields[$0].isRequired && !present.fields[$0] }
    missing =
      absent.map { schema.fields[$0].name }
      ?? (layout.isPlaceRequired && !hasPlace ? layout.placeName : nil)
  }

  private static func update(_ table: String, _ columns: [String]) -> String {
    let settings = columns.enumerated().map { "\($1) = ?\($0 + 1)" }.joined(separator: ", ")
    return "UPDATE \(table) SET \(settings) WHERE \(TableLayout.rowID) = ?\(columns.count + 1)"
  }
}
