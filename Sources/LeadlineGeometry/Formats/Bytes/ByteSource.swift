/// A stream of bytes that readers pull from: a file, standard input, or memory.
package protocol ByteSource {
  /// Appends at most `count` more bytes to `buffer`.
  ///
  /// - Returns: How many bytes were appended; 0 at the end, and on every call behind it.
  /// - Throws: When the bytes can't be read.
  mutating func read(into buffer: inout [UInt8], upTo count: Int) throws -> Int
}

/// Bytes in memory as a source.
package struct MemoryByteSource: ByteSource {
  private let bytes: [UInt8]
  private let chunk: Int
  private var position = 0

  /// Makes a source of the bytes that gives at most `chunk` of them per read.
  package init(bytes: [UInt8], chunk: Int = .max) {
    self.bytes = bytes
    self.chunk = max(1, chunk)
  }

  package mutating func read(into buffer: inout [UInt8], upTo count: Int) -> Int {
    let length = min(chunk, max(0, count), bytes.count - position)
    buffer.append(contentsOf: bytes[position..<position + length])
    position += length
    return length
  }
}
