import Foundation

/// A file that appears whole or not at all: written beside its place, then moved there.
///
/// A failure, an interruption or a power cut leaves what was at the place before. Where a symbolic
/// link is at the place, the file it leads to is replaced. A device or a pipe, /dev/null for one,
/// can't be replaced: it is written as it is.
public final class OutputFile {
  /// What becomes of something that appeared at the place meanwhile.
  enum Collision {
    /// It is replaced.
    case replace
    /// It stays, and the new file is dropped.
    case keep
  }

  private let path: String
  /// The place, links followed.
  private let place: String
  /// Where the file is until it is whole; nil for a device.
  private let temporaryPath: String?
  /// -1 as soon as the file is finished.
  private var descriptor: Int32

  /// Begins a file.
  ///
  /// - Throws: ``FileError/creating(path:errno:)`` when the folder is missing or may not be written,
  ///   or a file is there that may not be written; ``FileError/isAFolder(path:)``.
  public init(path: String) throws(FileError) {
    self.path = path
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists {
      guard status.st_mode & S_IFMT != S_IFDIR else { throw .creating(path: path, errno: EISDIR) }
      // A file that may not be written is not replaced either, although its folder would allow it.
      guard access(path, W_OK) == 0 else { throw .creating(path: path, errno: errno) }
    }
    guard !exists || status.st_mode & S_IFMT == S_IFREG else {
      place = path
      temporaryPath = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .creating(path: path, errno: errno) }
      return
    }
    place = try Self.followingLinks(path)
    let temporary = try UnfinishedFiles.create(beside: place)
    temporaryPath = temporary.path
    descriptor = temporary.descriptor
    // Who may read the file stays as it was; where that can't be kept, the file is still written.
    if exists { fchmod(descriptor, status.st_mode & 0o777) }
  }

  /// Appends bytes.
  ///
  /// - Precondition: The file is not finished.
  /// - Throws: ``FileError/writing(path:errno:)``, when the disk is full for one.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    precondition(descriptor >= 0, "the file is finished already")
    try Descriptors.write(bytes, to: descriptor, path: path)
  }

  /// Appends bytes.
  ///
  /// - Precondition: The file is not finished.
  /// - Throws: ``FileError/writing(path:errno:)``, when the disk is full for one.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    precondition(descriptor >= 0, "the file is finished already")
    try Descriptors.write(bytes, to: descriptor, path: path)
  }

  /// Completes the file: from now on it is there.
  ///
  /// A file that is released without it never appears.
  ///
  /// - Precondition: It was not called before.
  /// - Throws: ``FileError/writing(path:errno:)``; the file that was there before is then unchanged.
  public func finish() throws(FileError) {
    try finish(onCollision: .replace)
  }

  /// Completes the file; false if something else appeared at its place, and stays.
  @discardableResult
  func finish(onCollision collision: Collision) throws(FileError) -> Bool {
    precondition(descriptor >= 0, "the file is finished already")
    var isPlaced = true
    if let temporaryPath {
      guard fsync(descriptor) == 0 else { throw .writing(path: path, errno: errno) }
      isPlaced = try move(temporaryPath, collision)
      Self.syncFolder(of: place)
      UnfinishedFiles.delete(temporaryPath)
    }
    close(descriptor)
    descriptor = -1
    return isPlaced
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let temporaryPath { UnfinishedFiles.delete(temporaryPath) }
  }

  /// Has a database built, which its own connection writes, and puts it in its place.
  ///
  /// - Parameters:
  ///   - path: The place.
  ///   - collision: What becomes of something that appeared there meanwhile.
  ///   - build: Writes the database at the path given and closes it.
  /// - Returns: False if something else appeared at the place, and stays.
  /// - Throws: What `build` throws; ``FileError``.
  @discardableResult
  static func createDatabase(
    at path: String,
    onCollision collision: Collision,
    _ build: (String) throws -> Void
  ) throws -> Bool {
    let file = try OutputFile(path: path)
    guard let temporaryPath = file.temporaryPath else { throw FileError.isADevice(path: path) }
    // The file's own descriptor stays open meanwhile: to close it would drop SQLite's locks.
    try build(temporaryPath)
    return try file.finish(onCollision: collision)
  }

  private func move(_ temporaryPath: String, _ collision: Collision) throws(FileError) -> Bool {
    if collision == .keep {
      // Unlike rename, link never replaces what another process just put there.
      if link(temporaryPath, place) == 0 { return true }
      if errno == EEXIST { return false }
      // Some file systems have no hard links.
    }
    guard rename(temporaryPath, place) == 0 else { throw .creation(path: path, errno: errno) }
    return true
  }

  /// The file that a chain of symbolic links leads to, whether it is there or not.
  private static func followingLinks(_ path: String) throws(FileError) -> String {
    var place = path
    for _ in 0..<40 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: place) else {
        return place
      }
      let folder = URL(filePath: place).deletingLastPathComponent()
      place = next.hasPrefix("/") ? next : folder.appending(path: next).path
    }
    throw .creating(path: path, errno: ELOOP)
  }

  /// Makes the new name last through a power cut.
  private static func syncFolder(of place: String) {
    let folder = open(
      URL(filePath: place).deletingLastPathComponent().path,
      O_RDONLY | O_CLOEXEC
    )
    guard folder >= 0 else { return }
    // Not every file system can sync a folder; the file itself is synced already.
    fsync(folder)
    close(folder)
  }
}
