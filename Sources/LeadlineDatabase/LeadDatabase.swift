import Foundation
import GRDB
import GRDBSQLite

/// One Leadline database: a GeoPackage file with stores, reps, fences, check-ins and the rest.
///
/// The file is in WAL mode, so that readers go on while one process writes. Commits are synced in
/// full: a command writes in few and large transactions, so the price is one sync per command,
/// and what it has reported as done survives a power cut. A clean close leaves one single file.
public final class LeadDatabase: Sendable {
  /// What a database is opened for.
  public enum Access: Hashable, Sendable {
    /// Reading only; what the file holds is not changed.
    case read
    /// Reading and writing.
    case write(createIfMissing: Bool)
  }

  /// The absolute path of the file.
  public let path: String
  private let queue: DatabaseQueue

  /// Opens a database after checking that it is one, whole, of Leadline, and of a known version.
  ///
  /// A new database appears at its path only when it is complete; an empty file counts as missing.
  /// For writing, the whole file is checked for damage first.
  ///
  /// - Parameters:
  ///   - path: The file; relative to the current folder unless absolute.
  ///   - access: Whether to write, and whether to create the file.
  ///   - busyTimeout: How long to wait for another process that writes; 5 seconds by default.
  /// - Throws: ``StorageError``.
  public init(path: String, access: Access, busyTimeout: Duration = .seconds(5)) throws {
    // Absolute, because SQLite would take a name that begins with "file:" for a URI.
    let path = URL(filePath: path).standardizedFileURL.path
    self.path = path
    if case .write(createIfMissing: true) = access, try FileCheck.state(of: path) == .missing {
      try Self.create(path)
    }
    try Self.checkHeader(path)
    queue = try StorageError.mapping(path: path) {
      do {
        return try Self.open(path, access: access, busyTimeout: busyTimeout)
      } catch let error as DatabaseError
        where access == .read
        && [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
        && !FileCheck.hasJournal(path)
      {
        // In WAL mode even a reader needs to create files beside the database, which read-only
        // media refuse. Without a log the file is complete by itself and nobody can change it.
        return try Self.open(path, access: .read, busyTimeout: busyTimeout, isImmutable: true)
      }
    }
  }

  /// Closes the file; a database that is never closed is closed when it is released.
  ///
  /// - Throws: ``StorageError`` when SQLite can't finish the file.
  public func close() throws {
    try StorageError.mapping(path: path) { try queue.close() }
  }

  /// Runs one transaction that reads.
  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try StorageError.mapping(path: path) { try queue.read(body) }
  }

  /// Runs one transaction that writes: everything, or after an error nothing.
  ///
  /// It takes the lock at once, so that two writers never wait for each other.
  func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try StorageError.mapping(path: path) {
      try queue.writeWithoutTransaction { database in
        var result: Result?
        try database.inTransaction(.immediate) {
          result = try body(database)
          return .commit
        }
        guard let result else {
          throw StorageError.unexpected(path: path, code: SQLITE_MISUSE, detail: "no result")
        }
        return result
      }
    }
  }

  private static func create(_ path: String) throws {
    // An empty file is replaced; but a database that another process makes meanwhile stays.
    let isEmptyFile = FileManager.default.fileExists(atPath: path)
    try AtomicFile.create(at: path, onCollision: isEmptyFile ? .replace : .keep) { temporary in
      try StorageError.mapping(path: path) {
        let queue = try DatabaseQueue(path: temporary, configuration: configuration())
        try Migrations.migrator.migrate(queue)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try queue.close()
      }
    }
  }

  private static func checkHeader(_ path: String) throws {
    switch try FileCheck.state(of: path) {
    case .missing: throw StorageError.missing(path: path)
    case .notADatabase: throw StorageError.notADatabase(path: path)
    case .truncated(let expected, let found):
      throw StorageError.truncated(path: path, expected: expected, found: found)
    case .database(GeoPackageMetadata.applicationID): break
    case .database(let id) where GeoPackageMetadata.olderApplicationIDs.contains(id):
      throw StorageError.notLeadline(path: path)
    case .database: throw StorageError.notAGeoPackage(path: path)
    }
  }

  private static func open(
    _ path: String,
    access: Access,
    busyTimeout: Duration,
    isImmutable: Bool = false
  ) throws -> DatabaseQueue {
    var configuration = configuration(busyTimeout: busyTimeout)
    // SQLite removes the log and its index only when the last connection may write, so a reader
    // opens the file for writing where it can; GRDB lets it do nothing but read all the same.
    configuration.readonly = access == .read && !FileManager.default.isWritableFile(atPath: path)
    var name = path
    if isImmutable {
      var allowed = CharacterSet.urlPathAllowed
      allowed.remove(charactersIn: "?#%")
      let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
      name = "file:\(escaped)?immutable=1"
      configuration.readonly = true
    }
    let queue = try DatabaseQueue(path: name, configuration: configuration)
    do {
      try queue.writeWithoutTransaction { database in
        if access != .read, sqlite3_db_readonly(database.sqliteConnection, "main") != 0 {
          throw StorageError.readOnly(path: path)
        }
        try checkVersion(database, path: path)
        if access != .read {
          try checkContent(database, path: path)
          try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        }
      }
      if access != .read { try Migrations.migrator.migrate(queue) }
    } catch {
      // The first error says more than one of closing after it.
      try? queue.close()
      throw error
    }
    return queue
  }

  private static func configuration(busyTimeout: Duration = .seconds(5)) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busyTimeout / .seconds(1))
    configuration.prepareDatabase { database in
      try SpatialFunctions.register(on: database)
      // 64 MiB instead of 2: an import touches pages of several indexes for each row.
      try database.execute(sql: "PRAGMA cache_size = -65536")
    }
    return configuration
  }

  private static func checkVersion(_ database: Database, path: String) throws {
    let known = Set(Migrations.migrator.migrations)
    guard try database.tableExists("grdb_migrations"), try database.tableExists("extra_columns")
    else { throw StorageError.notLeadline(path: path) }
    let applied = try Migrations.migrator.appliedIdentifiers(database)
    if let unknown = applied.subtracting(known).min() {
      throw StorageError.newerVersion(path: path, version: unknown)
    }
    guard applied.contains("1") else { throw StorageError.notLeadline(path: path) }
  }

  private static func checkContent(_ database: Database, path: String) throws {
    let problem = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
    guard problem == "ok" else { throw StorageError.damaged(path: path, detail: problem) }
    let broken = try Row.fetchAll(
      database,
      sql: """
        SELECT "table" AS name, count(*) AS count FROM pragma_foreign_key_check GROUP BY 1
        ORDER BY 1 LIMIT 1
        """
    )
    if let row = broken.first {
      throw StorageError.brokenReferences(path: path, table: row["name"], count: row["count"])
    }
  }
}
