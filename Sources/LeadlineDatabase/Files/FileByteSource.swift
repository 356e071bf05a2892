import Foundation
package import LeadlineGeometry

/// The bytes of a file or of standard input.
package struct FileByteSource: ByteSource {
  private let descriptor: Descriptor
  private let path: String

  /// Owns the descriptor, so that it is closed once, with the last copy of the source.
  private final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32) {
      self.number = number
    }

    deinit {
      if number > STDERR_FILENO { close(number) }
    }
  }

  /// Opens a file; `-` is standard input.
  ///
  /// - Throws: ``FileError`` when there is no such file, or it can't be read.
  package init(path: String) throws(FileError) {
    self.path = path
    guard path != "-" else {
      descriptor = Descriptor(STDIN_FILENO)
      return
    }
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw .opening(path: path, errno: errno) }
    descriptor = Descriptor(number)
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .reading(path: path, errno: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isAFolder(path: path) }
  }

  /// The size of a regular file in bytes; nil for pipes and standard input.
  package var size: Int? {
    var status = stat()
    guard fstat(descriptor.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return Int(status.st_size)
  }

  /// Appends up to `count` bytes; returns 0 at the end.
  ///
  /// - Throws: ``FileError/reading(path:errno:)`` when the disk or the pipe fails.
  package mutating func read(into buffer: inout [UInt8], upTo count: Int) throws -> Int {
    var received = 0
    var reason: Int32 = 0
    buffer.append(addingCapacity: count) { new in
      // The bytes are read into the room just made, and no more than there is.
      new.withUnsafeMutableBufferPointer { bytes, initialised in
        repeat {
          received = Foundation.read(descriptor.number, bytes.baseAddress, min(count, bytes.count))
          reason = errno
        } while received < 0 && reason == EINTR
        initialised = max(0, received)
      }
    }
    guard received >= 0 else { throw FileError.reading(path: path, errno: reason) }
    return received
  }
}

/// A source whose first bytes were read before, to see what format they are.
package struct PeekedByteSource: ByteSource {
  private var head: [UInt8]
  private var position = 0
  private var rest: any ByteSource

  /// Reads up to `count` bytes ahead.
  ///
  /// - Throws: What the source throws.
  package init(_ source: any ByteSource, peeking count: Int) throws {
    rest = source
    head = []
    while head.count < count, try rest.read(into: &head, upTo: count - head.count) > 0 {}
  }

  /// The bytes read ahead.
  package var peeked: [UInt8] { head }

  /// Gives the bytes read ahead first, then those behind them.
  ///
  /// - Throws: What the source throws.
  package mutating func read(into buffer: inout [UInt8], upTo count: Int) throws -> Int {
    guard position < head.count else { return try rest.read(into: &buffer, upTo: count) }
    let end = min(head.count, position + count)
    buffer.append(contentsOf: head[position..<end])
    defer { position = end }
    return end - position
  }
}
