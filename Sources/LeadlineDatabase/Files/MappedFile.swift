import Foundation

/// A file's bytes in memory, where the system brings them as they are needed.
///
/// The file must not be shortened meanwhile: `OutputFile` never does that, as it puts a new file in
/// the place of the old one.
///
/// `@unchecked Sendable` holds because the memory is only ever read.
package final class MappedFile: @unchecked Sendable {
  /// All bytes of the file; valid as long as this object.
  package let bytes: UnsafeRawBufferPointer

  /// Maps a file.
  ///
  /// - Throws: ``FileError`` when there is no such file, it can't be read, or it is empty.
  package init(path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .opening(path: path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .reading(path: path, errno: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isAFolder(path: path) }
    let count = Int(status.st_size)
    guard count > 0 else { throw .empty(path: path) }
    let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let memory, memory != MAP_FAILED else { throw .reading(path: path, errno: errno) }
    bytes = UnsafeRawBufferPointer(start: memory, count: count)
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
  }

  /// Whether a regular file begins with some bytes; false as well when there is none.
  package static func begins(path: String, with bytes: [UInt8]) -> Bool {
    var status = stat()
    // A pipe's bytes could not be read a second time.
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: bytes.count)
    return read(descriptor, &head, head.count) == bytes.count && head == bytes
  }
}
