import Foundation

/// A file written from start to end through a buffer.
final class WorldFile {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  private static let bufferBytes = 1 << 20

  init(path: String) throws(SimulationError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path) }
    buffer.reserveCapacity(Self.bufferBytes)
  }

  /// Appends bytes.
  func write(_ bytes: some Sequence<UInt8>) throws(SimulationError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Writes what is in the buffer.
  func flush() throws(SimulationError) {
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        // The start stays within the bytes not yet written.
        Foundation.write(
          descriptor,
          bytes.baseAddress.map { $0 + written },
          bytes.count - written
        )
      }
      guard count >= 0 || errno == EINTR else { throw Self.failure(path) }
      written += max(0, count)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// The bytes at an offset of what was flushed.
  func read(at offset: Int, count: Int, into bytes: inout [UInt8]) throws(SimulationError) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: repeatElement(0, count: count))
    var done = 0
    while done < count {
      let length = bytes.withUnsafeMutableBytes { target in
        // The start stays within the array.
        pread(descriptor, target.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
      }
      guard length > 0 || length < 0 && errno == EINTR else { throw Self.failure(path) }
      done += max(0, length)
    }
  }

  deinit { close(descriptor) }

  private static func failure(_ path: String) -> SimulationError {
    .cannotWrite(path: path, reason: String(cString: strerror(errno)))
  }
}
