/// Bytes at addresses that stay the same until the next change, for statements to be bound to.
///
/// SQLite copies what it is bound to unless it is promised that the bytes stay; a copy of every
/// text of every row is a third of what binding costs.
///
/// A class, so that the memory has one owner, who frees it. Not Sendable.
final class ByteScratch {
  private var start: UnsafeMutableRawPointer
  private var capacity: Int
  /// The number of bytes in use.
  private(set) var count = 0

  /// Makes room for some bytes, at least 1.
  init(capacity: Int = 4096) {
    self.capacity = max(1, capacity)
    start = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { start.deallocate() }

  /// Forgets the bytes; statements must be bound anew before they run again.
  func removeAll() { count = 0 }

  /// Appends the UTF-8 bytes of a text.
  ///
  /// - Returns: Where they are.
  func append(_ text: String) -> Range<Int> {
    var text = text
    return text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  /// Appends bytes.
  ///
  /// - Returns: Where they are.
  func append(_ bytes: UnsafeRawBufferPointer) -> Range<Int> {
    let begin = count
    let end = begin + bytes.count
    if end > capacity { grow(to: end) }
    if let source = bytes.baseAddress {
      (start + begin).copyMemory(from: source, byteCount: bytes.count)
    }
    count = end
    return begin..<end
  }

  /// Some of the bytes; valid until the next change, and while this object lives.
  subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.upperBound <= count, "the scratch has no such bytes")
    return UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count)
  }

  private func grow(to size: Int) {
    let larger = UnsafeMutableRawPointer.allocate(byteCount: size * 2, alignment: 16)
    larger.copyMemory(from: start, byteCount: count)
    start.deallocate()
    start = larger
    capacity = size * 2
  }
}
