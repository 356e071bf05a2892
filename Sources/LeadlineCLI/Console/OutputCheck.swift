import Foundation
import Leadline

/// Keeps a command from writing over what it reads.
enum OutputCheck {
  /// Refuses outputs that would destroy something, and standard input named for two files.
  ///
  /// - Parameters:
  ///   - outputs: Files to be written; none may be an input, the database or one of its side files,
  ///     or another output.
  ///   - folder: A folder to be written as a whole, in which no output may lie.
  ///   - inputs: Files to be read; `FILE:layer` counts as the file.
  ///   - database: The database that the command uses.
  /// - Throws: ``CommandFailure``.
  static func check(
    outputs: [String?],
    folder: String? = nil,
    inputs: [String],
    database: DatabaseOptionGroup?
  ) throws {
    guard inputs.count(where: { $0 == "-" }) < 2 else {
      throw CommandFailure(.usage, "standard input is named for two files; name one of them")
    }
    var taken: [Identity: String] = [:]
    var sideFiles: Set<String> = []
    for input in inputs {
      if let identity = Identity(input) ?? Identity(withoutLayer(input)) { taken[identity] = input }
    }
    if let path = database?.resolved {
      for name in [path, path + "-wal", path + "-shm", path + "-journal"] {
        if let identity = Identity(name) { taken[identity] = "the database" }
        sideFiles.insert(URL(filePath: name).standardizedFileURL.path)
      }
    }
    if let folder {
      for input in inputs + [database?.resolved].compactMap({ $0 })
      where isInside(resolved(withoutMissingLayer(input)), resolved(folder)) {
        throw CommandFailure(
          .usage,
          "\(input) lies in \(folder), which is written as a whole; name another folder to write"
        )
      }
    }
    var written: Set<String> = []
    for output in outputs.compactMap({ $0 }) where output != "-" {
      if let identity = Identity(output), let name = taken[identity] {
        throw CommandFailure(
          .usage,
          "\(output) would be written over \(name); name another file to write"
        )
      }
      guard !sideFiles.contains(URL(filePath: output).standardizedFileURL.path) else {
        throw CommandFailure(
          .usage,
          "\(output) would be written over the database; name another file to write"
        )
      }
      if let folder, isInside(output, folder) {
        throw CommandFailure(
          .usage,
          "\(output) would lie in \(folder), which is written as a whole; name another place"
        )
      }
      guard written.insert(URL(filePath: output).standardizedFileURL.path).inserted else {
        throw CommandFailure(.usage, "\(output) is named for two outputs; name two files")
      }
    }
  }

  /// Whether a path is that of a folder, or of what is in it.
  private static func isInside(_ path: String, _ folder: String) -> Bool {
    let parts = URL(filePath: path).standardizedFileURL.pathComponents
    return parts.starts(with: URL(filePath: folder).standardizedFileURL.pathComponents)
  }

  /// The path with links followed, where it leads somewhere.
  private static func resolved(_ path: String) -> String {
    guard let place = realpath(path, nil) else { return path }
    defer { free(place) }
    return String(cString: place)
  }

  private static func withoutMissingLayer(_ name: String) -> String {
    Identity(name) == nil ? withoutLayer(name) : name
  }

  private static func withoutLayer(_ name: String) -> String {
    name.lastIndex(of: ":").map { String(name[..<$0]) } ?? name
  }

  /// What makes two paths the same file, links included.
  private struct Identity: Hashable {
    let device: UInt64
    let number: UInt64

    /// Nil for devices and pipes, which are not overwritten, and for files that are not there.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      device = UInt64(status.st_dev)
      number = UInt64(status.st_ino)
    }
  }
}
