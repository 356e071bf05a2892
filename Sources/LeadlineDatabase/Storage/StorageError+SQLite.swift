import GRDB
import GRDBSQLite

extension StorageError {
  /// Maps a result code of SQLite, primary or extended, to what it means for the user.
  ///
  /// Source: https://www.sqlite.org/rescode.html
  init(code: Int32, detail: String, path: String) {
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(path: path)
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: self = .readOnly(path: path)
    case SQLITE_NOTADB: self = .notADatabase(path: path)
    case SQLITE_CORRUPT, SQLITE_FORMAT: self = .damaged(path: path, detail: detail)
    case SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM:
      self = .inputOutput(path: path, detail: detail)
    default: self = .unexpected(path: path, code: code, detail: detail)
    }
  }

  /// Runs work on a database and turns GRDB's errors into this module's; others pass through.
  static func mapping<Result>(path: String, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as DatabaseError {
      throw StorageError(
        code: error.extendedResultCode.rawValue,
        detail: error.message ?? "no message",
        path: path
      )
    }
  }
}

extension Database {
  /// The path of the file, as SQLite has it.
  var filePath: String {
    sqlite3_db_filename(sqliteConnection, "main").map { String(cString: $0) } ?? ""
  }
}
