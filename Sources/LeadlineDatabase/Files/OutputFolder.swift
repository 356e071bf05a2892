import Foundation

/// A folder that appears whole or not at all: filled beside its place, then moved there.
///
/// What was at the place before is replaced only if it is an empty folder or holds nothing but files
/// of the names that the new one may have; a link to such a folder stays. A failure, an interruption or a power cut leaves it as it
/// was.
public final class OutputFolder {
  private let path: String
  private let names: Set<String>
  private let temporaryPath: String
  private var isFinished = false

  /// Begins a folder.
  ///
  /// - Parameters:
  ///   - path: Its place.
  ///   - names: The names of the files that may be in it.
  /// - Throws: ``FileError/folderInUse(path:file:)`` when other files are there;
  ///   ``FileError/creating(path:errno:)``.
  public init(path: String, replacing names: Set<String>) throws(FileError) {
    let path = Self.resolved(path)
    self.path = path
    self.names = names
    try Self.check(path, names)
    temporaryPath = try UnfinishedFiles.createFolder(beside: path)
  }

  /// The path of a file in the folder, until the folder is finished.
  public func path(of name: String) -> String { "\(temporaryPath)/\(name)" }

  /// Completes the folder: from now on it is there.
  ///
  /// - Throws: ``FileError/creating(path:errno:)``, and ``FileError/folderInUse(path:file:)`` when
  ///   other files have come meanwhile; what was there before is then unchanged.
  public func finish() throws(FileError) {
    precondition(!isFinished, "the folder is finished already")
    try Self.check(path, names)
    if rename(temporaryPath, path) != 0 {
      // Only an empty folder is replaced so; a full one changes places with the new one.
      guard errno == ENOTEMPTY || errno == EEXIST, Self.exchange(temporaryPath, path) else {
        throw .creation(path: path, errno: errno)
      }
    }
    isFinished = true
    UnfinishedFiles.delete(temporaryPath)
  }

  deinit {
    if !isFinished { UnfinishedFiles.delete(temporaryPath) }
  }

  /// The place itself, where a link leads to it.
  private static func resolved(_ path: String) -> String {
    let path = URL(filePath: path).standardizedFileURL.path
    guard let place = realpath(path, nil) else { return path }
    defer { free(place) }
    return String(cString: place)
  }

  private static func check(_ path: String, _ names: Set<String>) throws(FileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .creating(path: path, errno: ENOTDIR) }
    guard access(path, W_OK) == 0 else { throw .creating(path: path, errno: errno) }
    guard let found = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw .opening(path: path, errno: EACCES)
    }
    if let other = found.filter({ !names.contains($0) || !isFile("\(path)/\($0)") }).min() {
      throw .folderInUse(path: path, file: other)
    }
  }

  /// Whether this is a file or a link, which are replaced, rather than a folder with what is in it.
  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return true }
    return status.st_mode & S_IFMT != S_IFDIR
  }

  /// Lets two folders change their places, so that neither is ever missing.
  ///
  /// renameat2(2) is in glibc since 2.28, but not among what Swift imports of it.
  private static func exchange(_ first: String, _ second: String) -> Bool {
    typealias Renameat2 =
      @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
    guard let symbol = dlsym(nil, "renameat2") else { return swap(first, second) }
    // The type is that of the manual page.
    let renameat2 = unsafeBitCast(symbol, to: Renameat2.self)
    let exchange: UInt32 = 2  // RENAME_EXCHANGE of linux/fs.h
    return renameat2(AT_FDCWD, first, AT_FDCWD, second, exchange) == 0 || swap(first, second)
  }

  /// The same where the system or the file system does not know how, in three steps.
  private static func swap(_ first: String, _ second: String) -> Bool {
    let aside = first + ".old"
    guard rename(second, aside) == 0 else { return false }
    guard rename(first, second) == 0 else {
      let reason = errno
      rename(aside, second)
      errno = reason
      return false
    }
    rename(aside, first)
    return true
  }
}
