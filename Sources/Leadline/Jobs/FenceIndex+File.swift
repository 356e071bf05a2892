public import Foundation
import LeadlineDatabase
public import LeadlineFences

extension FenceIndex {
  /// Takes up an index that ``write(toFile:)`` wrote, without reading more of it than is needed.
  ///
  /// - Parameter path: The file; it must not be changed in place while the index is in use.
  /// - Throws: `FileError` when there is no such file, or it is no sound index.
  ///
  /// - Complexity: O(size of the file): everything in it is checked once.
  public init(file path: String) throws {
    let file = try MappedFile(path: path)
    do {
      // The closure keeps the file mapped until the index is gone.
      try self.init(bytes: file.bytes) { withExtendedLifetime(file) {} }
    } catch {
      throw FileError.content(path: path, "\(error)")
    }
  }

  /// Writes the index to a file, which appears whole or not at all.
  ///
  /// - Throws: `FileError` when the file can't be written.
  public func write(toFile path: String) throws {
    let file = try OutputFile(path: path)
    try write { try file.write($0) }
    try file.finish()
  }

  /// Whether a file says of itself that it is an index of fences.
  public static func isIndex(file path: String) -> Bool {
    MappedFile.begins(path: path, with: FenceIndex.fileName)
  }

  /// Opens an index whose fences must all count at a moment.
  ///
  /// - Throws: `FileError` when there is no such file, it is no sound index, or one of its fences is
  ///   not valid then.
  public init(file path: String, validAt moment: Date) throws {
    try self.init(file: path)
    if let fence = firstFence(invalidAt: moment) {
      throw FileError.content(
        path: path,
        "fence '\(fence.rawValue)' does not count at this time; make the index again with --now"
      )
    }
  }
}
