import Foundation

/// What the first bytes of a file say, read before SQLite sees it.
///
/// SQLite reports most of these as "malformed" or not at all, and only once a page is needed.
///
/// Source: https://www.sqlite.org/fileformat2.html, section 1.3.
struct FileCheck {
  /// What lies at a path.
  enum State: Hashable {
    /// Nothing, or a file without a byte, which a killed process or `touch` leaves.
    case missing
    /// A file, but no SQLite database.
    case notADatabase
    /// A database shorter than its header says, in bytes.
    case truncated(expected: Int64, found: Int64)
    /// A database, with the application_id of its header.
    case database(applicationID: UInt32)
  }

  private static let magic = Array("SQLite format 3\0".utf8)

  /// Looks at a file.
  ///
  /// - Throws: ``StorageError/inputOutput(path:detail:)`` when it can't be read.
  static func state(of path: String) throws -> State {
    if access(path, R_OK) != 0, errno == EACCES { throw StorageError.notPermitted(path: path) }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      return .missing
    }
    if isFolder.boolValue { return .notADatabase }
    let header: [UInt8]
    let size: Int64
    do {
      let file = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? file.close() }
      header = [UInt8](try file.read(upToCount: 100) ?? Data())
      size = Int64(clamping: try file.seekToEnd())
    } catch {
      throw StorageError.inputOutput(path: path, detail: "it can't be opened for reading")
    }
    if header.isEmpty { return .missing }
    guard header.count == 100, header.starts(with: magic) else { return .notADatabase }
    let counter = number(header, at: 24)
    let pages = number(header, at: 28)
    // 1 stands for 65,536, which does not fit into two bytes.
    let pageSize = UInt32(header[16]) << 8 | UInt32(header[17])
    let bytesPerPage = pageSize == 1 ? 65_536 : pageSize
    let expected = Int64(pages) * Int64(bytesPerPage)
    // The page count is valid only when both counters agree; and while a journal waits to be
    // played back, the file may rightly be shorter.
    if counter == number(header, at: 92), size < expected, !hasJournal(path) {
      return .truncated(expected: expected, found: size)
    }
    return .database(applicationID: number(header, at: 68))
  }

  /// The application_id of a database.
  ///
  /// - Throws: ``StorageError`` when there is no whole database.
  static func applicationID(of path: String) throws -> UInt32 {
    switch try state(of: path) {
    case .missing: throw StorageError.missing(path: path)
    case .notADatabase: throw StorageError.notADatabase(path: path)
    case .truncated(let expected, let found):
      throw StorageError.truncated(path: path, expected: expected, found: found)
    case .database(let id): return id
    }
  }

  /// Opens a database to read it, also where nothing may be written beside it.
  ///
  /// In WAL mode even a reader needs to create files beside the database, which read-only media
  /// refuse. Without a log the file is complete by itself and nobody can change it.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - open: Opens the file by a name, a path or a URI, that SQLite understands.
  /// - Returns: What `open` returns.
  /// - Throws: What `open` throws.
  static func openToRead<Connection>(
    _ path: String,
    _ open: (String) throws -> Connection
  ) throws -> Connection {
    do {
      return try open(path)
    } catch StorageError.readOnly where !hasJournal(path) {
      var allowed = CharacterSet.urlPathAllowed
      allowed.remove(charactersIn: "?#%")
      let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
      return try open("file:\(escaped)?immutable=1")
    }
  }

  /// Whether a journal or a write-ahead log with content lies beside the file.
  static func hasJournal(_ path: String) -> Bool {
    ["-wal", "-journal"].contains { suffix in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
      return (attributes?[.size] as? Int64 ?? 0) > 0
    }
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
