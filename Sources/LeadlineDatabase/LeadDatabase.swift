import Foundation
import GRDB
import GRDBSQLite
import LeadlineModel
import Synchronization

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
  /// Tells this instance, and so its connection, from all others.
  private let identity = UUID()
  /// Whether this instance made the file, and has not committed anything to it yet.
  private let isNew: Mutex<Bool>

  /// Opens a database after checking that it is one, whole, of Leadline, and of a known version.
  ///
  /// A new database appears at its path only when it is complete, and goes again if the first thing
  /// written to it fails; an empty file counts as missing. For writing, the whole file is checked
  /// for damage first.
  ///
  /// - Parameters:
  ///   - path: The file; relative to the current folder unless absolute.
  ///   - access: Whether to write, and whether to create the file.
  ///   - busyTimeout: How long to wait for another process that writes; 5 seconds by default.
  /// - Throws: ``StorageError``; ``FileError`` when a new file can't be made.
  public init(path: String, access: Access, busyTimeout: Duration = .seconds(5)) throws {
    // Absolute, because SQLite would take a name that begins with "file:" for a URI.
    let path = URL(filePath: path).standardizedFileURL.path
    self.path = path
    var isNew = false
    if case .write(createIfMissing: true) = access, try FileCheck.state(of: path) == .missing {
      isNew = try Self.create(path)
    }
    self.isNew = Mutex(isNew)
    try Self.checkHeader(path)
    queue =
      switch access {
      case .read:
        try FileCheck.openToRead(path) { name in
          try Self.open(path, as: name, access: access, busyTimeout: busyTimeout)
        }
      case .write: try Self.open(path, as: path, access: access, busyTimeout: busyTimeout)
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

  /// The version of the file in the transaction under way.
  func version(in database: Database) throws -> FileVersion {
    try FileVersion(database, instance: identity)
  }

  /// Runs one transaction that writes: everything, or after an error nothing.
  ///
  /// It takes the lock at once, so that two writers never wait for each other. Of a database made
  /// for it, an error leaves nothing at all: the instance is then closed.
  func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
    do {
      let result = try writeAll(body)
      isNew.withLock { $0 = false }
      return result
    } catch {
      if isNew.withLock({ $0 }) { removeIfEmpty() }
      throw error
    }
  }

  private func writeAll<Result>(_ body: (Database) throws -> Result) throws -> Result {
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

  /// Takes the file away, unless another process uses it or has written to it.
  private func removeIfEmpty() {
    // A file that can't be taken away is an empty database, which does no harm.
    try? queue.writeWithoutTransaction { database in
      // Leaving WAL mode needs to be the only connection; the exclusive lock then stays until the
      // file is gone, so that nobody writes to a file that has no name any more.
      try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE")
      try database.inTransaction(.exclusive) {
        let rows = RecordKind.allCases.map { "SELECT 1 FROM \(quoted(TableLayout.tableName($0)))" }
        let sql = rows.joined(separator: " UNION ALL ") + " LIMIT 1"
        if try Row.fetchOne(database, sql: sql) == nil {
          unlink(sqlite3_db_filename(database.sqliteConnection, "main"))
        }
        return .rollback
      }
    }
    try? queue.close()
  }

  /// Makes an empty database; false if another process made one meanwhile.
  private static func create(_ path: String) throws -> Bool {
    // An empty file is replaced; but a database that another process makes meanwhile stays.
    let isEmptyFile = FileManager.default.fileExists(atPath: path)
    return try OutputFile.createDatabase(
      at: path,
      onCollision: isEmptyFile ? .replace : .keep
    ) { temporary in
      try StorageError.mapping(path: path) {
        let queue = try DatabaseQueue(path: temporary, configuration: configuration())
        try Migrations.run(on: queue)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try queue.close()
      }
    }
  }

  private static func checkHeader(_ path: String) throws {
    switch try FileCheck.applicationID(of: path) {
    case GeoPackageMetadata.applicationID: break
    case let id where GeoPackageMetadata.olderApplicationIDs.contains(id):
      throw StorageError.notLeadline(path: path)
    default: throw StorageError.notAGeoPackage(path: path)
    }
  }

  /// Opens the file at a path under a name by which SQLite finds it: the path or a URI.
  private static func open(
    _ path: String,
    as name: String,
    access: Access,
    busyTimeout: Duration
  ) throws -> DatabaseQueue {
    var configuration = configuration(busyTimeout: busyTimeout)
    // SQLite removes the log and its index only when the last connection may write, so a reader
    // opens the file for writing where it can; GRDB lets it do nothing but read all the same.
    configuration.readonly =
      access == .read && (name != path || !FileManager.default.isWritableFile(atPath: path))
    return try StorageError.mapping(path: path) {
      let queue = try DatabaseQueue(path: name, configuration: configuration)
      do {
        try prepare(queue, path: path, access: access)
      } catch {
        // The first error says more than one of closing after it.
        try? queue.close()
        throw error
      }
      return queue
    }
  }

  private static func prepare(_ queue: DatabaseQueue, path: String, access: Access) throws {
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
    if access != .read { try Migrations.run(on: queue) }
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
  }
}
