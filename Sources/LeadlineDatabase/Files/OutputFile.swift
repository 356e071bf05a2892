import Foundation
import Synchronization

/// A file that appears whole or not at all: written beside its name, then moved there.
public final class OutputFile {
  private let path: String
  private let temporaryPath: String
  private var descriptor: Int32

  /// Begins a file.
  ///
  /// - Throws: ``FileError/creating(path:errno:)`` when the folder is missing or may not be written.
  public init(path: String) throws(FileError) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT != S_IFDIR else { throw .isAFolder(path: path) }
      // A file that may not be written is not replaced either, although its folder would allow it.
      guard access(path, W_OK) == 0 else { throw .creating(path: path, errno: errno) }
    }
    let isRegular = status.st_mode == 0 || status.st_mode & S_IFMT == S_IFREG
    // A device or a pipe, /dev/null for one, can't be replaced: it is written as it is.
    temporaryPath = isRegular ? "\(path).\(getpid()).partial" : path
    let flags = isRegular ? O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC : O_WRONLY | O_CLOEXEC
    descriptor = open(temporaryPath, flags, 0o666)
    guard descriptor >= 0 else { throw .creating(path: path, errno: errno) }
    if isRegular { UnfinishedFiles.add(temporaryPath) }
  }

  /// Appends bytes.
  ///
  /// - Throws: ``FileError/writing(path:errno:)``, when the disk is full for one.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    try Descriptors.write(bytes, to: descriptor, path: path)
  }

  /// Completes the file: from now on it is there.
  ///
  /// - Throws: ``FileError/writing(path:errno:)``; the file that was there before is then unchanged.
  public func finish() throws(FileError) {
    guard temporaryPath != path else { return }
    guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else {
      throw .writing(path: path, errno: errno)
    }
    UnfinishedFiles.remove(temporaryPath)
    close(descriptor)
    descriptor = -1
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    guard temporaryPath != path else { return }
    unlink(temporaryPath)
    UnfinishedFiles.remove(temporaryPath)
  }
}

/// The files begun and not finished, so that an interrupted command can take them away.
public enum UnfinishedFiles {
  private static let paths = Mutex<Set<String>>([])

  static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  static func remove(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Deletes them all; for the moment before an interrupted process ends.
  public static func deleteAll() {
    paths.withLock { paths in
      for path in paths { unlink(path) }
      paths.removeAll()
    }
  }
}

/// Writing to file descriptors.
public enum Descriptors {
  /// Writes all bytes, however many calls that takes.
  ///
  /// - Throws: ``FileError/writing(path:errno:)``.
  public static func write(
    _ bytes: [UInt8],
    to descriptor: Int32,
    path: String
  ) throws(FileError) {
    var written = 0
    while written < bytes.count {
      // The pointer stays within the bytes not yet written.
      let count = bytes.withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .writing(path: path, errno: errno)
      }
      written += count
    }
  }
}
