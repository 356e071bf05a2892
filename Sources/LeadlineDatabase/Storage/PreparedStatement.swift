import GRDB
import GRDBSQLite

/// A statement compiled once and run for many rows, bound and read by position.
///
/// The rows go through SQLite's own functions, because GRDB's bindings allocate per value.
/// Parameters count from 1, columns from 0, as in SQLite. A class, so that calls count no references
/// of what it owns.
final class PreparedStatement {
  private let handle: OpaquePointer
  /// What finalizes the handle, and must not do so before: GRDB's statement or a connection.
  private let owner: AnyObject
  private let path: String

  /// SQLITE_TRANSIENT of sqlite3.h: SQLite copies the bytes before the call returns.
  private static let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  convenience init(_ database: Database, _ sql: String) throws {
    let statement = try database.makeStatement(sql: sql)
    self.init(handle: statement.sqliteStatement, owner: statement)
  }

  /// Takes over a statement compiled elsewhere.
  init(handle: OpaquePointer, owner: AnyObject) {
    self.handle = handle
    self.owner = owner
    path = sqlite3_db_filename(sqlite3_db_handle(handle), "main").map { String(cString: $0) } ?? ""
  }

  func bindNull(_ position: Int32) {
    sqlite3_bind_null(handle, position)
  }

  func bind(_ number: Double, _ position: Int32) {
    sqlite3_bind_double(handle, position, number)
  }

  func bind(_ integer: Int64, _ position: Int32) {
    sqlite3_bind_int64(handle, position, integer)
  }

  func bind(_ text: String, _ position: Int32) throws {
    var text = text
    let code = text.withUTF8 { bytes in
      // An empty buffer may have no address, which SQLite would take for NULL.
      bytes.baseAddress.map { address in
        address.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
          sqlite3_bind_text(handle, position, $0, Int32(clamping: bytes.count), Self.copied)
        }
      } ?? sqlite3_bind_text(handle, position, "", 0, Self.copied)
    }
    try check(code)
  }

  func bind(optional text: String?, _ position: Int32) throws {
    if let text { try bind(text, position) } else { bindNull(position) }
  }

  func bind(text bytes: [UInt8], _ position: Int32) throws {
    let code = bytes.withUnsafeBytes {
      sqlite3_bind_text(
        handle,
        position,
        $0.baseAddress?.assumingMemoryBound(to: CChar.self),
        Int32(clamping: $0.count),
        Self.copied
      )
    }
    try check(code)
  }

  /// Binds a text that is not copied: its bytes must stay until the statement has run, and it must be
  /// bound anew before it runs again.
  func bind(lentText bytes: UnsafeRawBufferPointer, _ position: Int32) throws {
    // An empty buffer may have no address, which SQLite would take for NULL.
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return try bind("", position) }
    try check(
      sqlite3_bind_text(
        handle,
        position,
        start.assumingMemoryBound(to: CChar.self),
        Int32(clamping: bytes.count),
        nil  // SQLITE_STATIC
      )
    )
  }

  func bind(blob bytes: [UInt8], _ position: Int32) throws {
    let code = bytes.withUnsafeBytes {
      sqlite3_bind_blob(handle, position, $0.baseAddress, Int32(clamping: $0.count), Self.copied)
    }
    try check(code)
  }

  /// Runs until the next row; false when there are no more.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw failure(code)
    }
  }

  /// Makes the statement ready for the next row; its bindings stay.
  func reset() {
    // The code returned repeats the failure that `step` has reported already.
    sqlite3_reset(handle)
  }

  /// Runs a statement that gives no rows.
  func run() throws {
    defer { reset() }
    while try step() {}
  }

  /// The number of columns that each row has.
  var columnCount: Int32 { sqlite3_column_count(handle) }

  /// SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB or SQLITE_NULL.
  func type(_ column: Int32) -> Int32 { sqlite3_column_type(handle, column) }

  func isNull(_ column: Int32) -> Bool { type(column) == SQLITE_NULL }
  func number(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func isNumeric(_ column: Int32) -> Bool {
    let type = self.type(column)
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT
  }

  func text(_ column: Int32) -> String {
    withText(column) { String(decoding: $0, as: UTF8.self) }
  }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  /// Lends the bytes of a text; they are gone with the next step.
  func withText<Result>(
    _ column: Int32,
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    // Text first, size second: the order that sqlite3_column_bytes asks for.
    let start = sqlite3_column_text(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column))
    return try body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  /// Lends the bytes of a blob; they are gone with the next step.
  func withBlob<Result>(
    _ column: Int32,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let start = sqlite3_column_blob(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column))
    return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  private func check(_ code: Int32) throws {
    if code != SQLITE_OK { throw failure(code) }
  }

  private func failure(_ code: Int32) -> StorageError {
    let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
    return StorageError(code: code, detail: message, path: path)
  }
}
