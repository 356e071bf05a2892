import GRDB

/// Reads stored rows in the order in which they lie, because a file imported again mostly has its
/// rows in that order: the next row is then at hand, without a search by key.
///
/// It guesses only; whoever uses it compares the key. A class, as ``RecordWriter`` is.
final class NextStoredRow {
  private let statement: PreparedStatement
  private let rowIDColumn: Int32
  private var isOpen = false
  /// Where the next row is looked for: behind this one.
  private var last = Int64.min
  /// Guesses that may still fail.
  private var credit = 8

  private static let greatestCredit = 64

  /// Prepares to read.
  ///
  /// - Parameters:
  ///   - database: The connection.
  ///   - columns: What is read, SQL; the row id comes behind.
  ///   - count: The number of columns.
  ///   - table: The table, quoted.
  /// - Throws: What SQLite reports.
  init(_ database: Database, columns: String, count: Int, table: String) throws {
    statement = try PreparedStatement(
      database,
      "SELECT \(columns), \(TableLayout.rowID) FROM \(table) WHERE \(TableLayout.rowID) > ?1 "
        + "ORDER BY \(TableLayout.rowID)"
    )
    rowIDColumn = Int32(count)
  }

  /// The statement, standing on the row behind the last one, when that row is the right one.
  ///
  /// - Throws: ``StorageError``.
  func row(where isRight: (PreparedStatement) -> Bool) throws -> PreparedStatement? {
    guard credit > 0 else { return nil }
    if !isOpen {
      statement.bind(last, 1)
      isOpen = true
    }
    if try statement.step(), isRight(statement) {
      last = statement.integer(rowIDColumn)
      credit = min(Self.greatestCredit, credit + 1)
      return statement
    }
    credit -= 1
    close()
    return nil
  }

  /// Says which row was found by a search instead.
  func move(to row: Int64) {
    last = row
    close()
  }

  /// Is done with the row; before the table is written to, and at the end.
  func close() {
    guard isOpen else { return }
    statement.reset()
    isOpen = false
  }
}
