import Foundation

/// Writing to file descriptors.
package enum Descriptors {
  /// Writes all bytes, however many calls that takes.
  ///
  /// - Throws: ``FileError/writing(path:errno:)``.
  package static func write(
    _ bytes: [UInt8],
    to descriptor: Int32,
    path: String
  ) throws(FileError) {
    try bytes.withUnsafeBufferPointer { bytes throws(FileError) in
      try write(UnsafeRawBufferPointer(bytes), to: descriptor, path: path)
    }
  }

  /// Writes all bytes, however many calls that takes.
  ///
  /// - Throws: ``FileError/writing(path:errno:)``.
  package static func write(
    _ bytes: UnsafeRawBufferPointer,
    to descriptor: Int32,
    path: String
  ) throws(FileError) {
    var written = 0
    while written < bytes.count {
      // The pointer stays within the bytes not yet written.
      let count = Foundation.write(
        descriptor,
        bytes.baseAddress.map { $0 + written },
        bytes.count - written
      )
      if count < 0 {
        if errno == EINTR { continue }
        throw .writing(path: path, errno: errno)
      }
      written += count
    }
  }
}
