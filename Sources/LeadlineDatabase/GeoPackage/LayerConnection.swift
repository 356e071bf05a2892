import Foundation
import GRDBSQLite

/// A read-only connection to a GeoPackage of any origin, and the statement that reads a layer.
///
/// A reader gives one row per call, so the statement must outlive the call; GRDB lends statements
/// only within a closure. Nothing of the file's own code is trusted: views and virtual tables are
/// refused by the reader, triggers never run because nothing is written.
final class LayerConnection {
  let path: String
  private var database: OpaquePointer?
  private var statements: [OpaquePointer] = []

  init(path: String) throws {
    let path = URL(filePath: path).standardizedFileURL.path
    self.path = path
    // Any application_id will do: what counts is whether the tables are there.
    _ = try FileCheck.applicationID(of: path)
    try FileCheck.openToRead(path) { try open($0) }
  }

  deinit { close() }

  private func open(_ name: String) throws {
    // An attempt that failed leaves a connection all the same.
    close()
    let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
    let code = sqlite3_open_v2(name, &database, flags, nil)
    guard code == SQLITE_OK else { throw failure(code) }
    sqlite3_busy_timeout(database, 5_000)
    for pragma in ["trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"] {
      let code = sqlite3_exec(database, "PRAGMA \(pragma)", nil, nil, nil)
      guard code == SQLITE_OK else { throw failure(code) }
    }
    // The first access to the file, which tells what is wrong with it.
    let code2 = sqlite3_exec(database, "SELECT count(*) FROM sqlite_schema", nil, nil, nil)
    guard code2 == SQLITE_OK else { throw failure(code2) }
  }

  private func close() {
    for statement in statements { sqlite3_finalize(statement) }
    statements = []
    sqlite3_close_v2(database)
    database = nil
  }

  /// Compiles a statement that lives as long as the connection.
  func prepare(_ sql: String) throws -> PreparedStatement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v2(database, sql, -1, &statement, nil)
    guard code == SQLITE_OK, let statement else { throw failure(code) }
    statements.append(statement)
    return PreparedStatement(handle: statement, owner: self)
  }

  /// Runs a statement with texts as parameters, and returns its rows as texts.
  func texts(_ sql: String, _ parameters: [String] = []) throws -> [[String?]] {
    let statement = try prepare(sql)
    for (number, parameter) in parameters.enumerated() {
      try statement.bind(parameter, Int32(number + 1))
    }
    var rows: [[String?]] = []
    while try statement.step() {
      rows.append((0..<statement.columnCount).map { statement.optionalText($0) })
    }
    return rows
  }

  /// Whether a table of that name exists; views do not count.
  func hasTable(_ name: String) throws -> Bool {
    try !texts(
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?1)",
      [name]
    ).isEmpty
  }

  private func failure(_ code: Int32) -> StorageError {
    let message = database.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
    return StorageError(code: code, detail: message, path: path)
  }
}
