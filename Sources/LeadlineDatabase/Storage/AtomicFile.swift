import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Makes a file under a temporary name beside its place and moves it there when it is whole.
enum AtomicFile {
  /// What to do when something appears at the place meanwhile.
  enum Collision {
    /// It is replaced.
    case replace
    /// It stays, and the new file is dropped.
    case keep
  }

  /// Builds a file and puts it in its place; a failure or a kill leaves the place as it was.
  ///
  /// - Parameters:
  ///   - path: The place.
  ///   - collision: What to do when something appears there meanwhile.
  ///   - build: Writes the file at the path given and closes it.
  /// - Throws: What `build` throws; ``StorageError/cannotCreate(path:reason:)``.
  static func create(
    at path: String,
    onCollision collision: Collision,
    _ build: (String) throws -> Void
  ) throws {
    let token = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    let temporary = "\(path).\(token).tmp"
    defer {
      for suffix in ["", "-journal", "-wal", "-shm"] { unlink(temporary + suffix) }
    }
    // SQLite's own message for a folder that is missing or not writable names no reason.
    let file = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure(path) }
    close(file)
    try build(temporary)
    switch collision {
    case .replace:
      guard rename(temporary, path) == 0 else { throw failure(path) }
    case .keep:
      // Unlike rename, link never replaces a database that another process just made.
      if link(temporary, path) != 0 && errno != EEXIST {
        // Some file systems have no hard links.
        guard rename(temporary, path) == 0 else { throw failure(path) }
      }
    }
    syncFolder(of: path)
  }

  /// Makes the new name last through a power cut.
  private static func syncFolder(of path: String) {
    let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    // Not every file system can sync a folder; the file itself is synced already.
    fsync(folder)
    close(folder)
  }

  private static func failure(_ path: String) -> StorageError {
    errno == ENOSPC || errno == EIO || errno == EDQUOT
      ? .inputOutput(path: path, detail: String(cString: strerror(errno)))
      : .cannotCreate(path: path, reason: String(cString: strerror(errno)))
  }
}
