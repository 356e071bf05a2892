import Foundation

/// Finds where the last whole row of some bytes ends, by their quotes alone.
enum CSVBlockCutter {
  private static let quote = UInt8(ascii: "\"")

  /// Where to cut bytes that begin where a row begins.
  ///
  /// - Returns: The number of bytes up to the end of the last row that is surely whole, 0 when none
  ///   is. All of them when the file ends with them. Nil when a quote stands where it neither opens
  ///   nor closes a field, or there is a NUL.
  /// - Complexity: O(bytes).
  static func cut(_ bytes: [UInt8], delimiter: UInt8, isLast: Bool) -> Int? {
    bytes.withUnsafeBufferPointer { cut($0, delimiter: delimiter, isLast: isLast) }
  }

  private static func cut(
    _ bytes: UnsafeBufferPointer<UInt8>,
    delimiter: UInt8,
    isLast: Bool
  ) -> Int? {
    let count = bytes.count
    guard position(of: 0, in: bytes, from: 0) == nil else { return nil }
    func endsField(_ byte: UInt8) -> Bool { byte == delimiter || isLineEnd(byte) }
    var end = 0
    /// The first byte outside of quotes that was not searched for line ends yet.
    var plainStart = 0
    var next = 0
    while let opening = position(of: quote, in: bytes, from: next) {
      guard opening == 0 || endsField(bytes[opening - 1]) else { return nil }
      end = lastLineEnd(bytes, plainStart, opening) ?? end
      var search = opening + 1
      while true {
        guard let closing = position(of: quote, in: bytes, from: search) else {
          // Never closed, if there is no more.
          return isLast ? nil : end
        }
        if closing + 1 < count && bytes[closing + 1] == quote {
          search = closing + 2
          continue
        }
        // A quote as the last byte so far may be the first half of a doubled one.
        if closing + 1 == count { return isLast ? count : end }
        guard endsField(bytes[closing + 1]) else { return nil }
        next = closing + 1
        break
      }
      plainStart = next
    }
    return isLast ? count : lastLineEnd(bytes, plainStart, count) ?? end
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

  /// The place behind the last line end of a range; nil if it has none.
  private static func lastLineEnd(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ start: Int,
    _ end: Int
  ) -> Int? {
    var position = end
    while position > start {
      if isLineEnd(bytes[position - 1]) { return position }
      position -= 1
    }
    return nil
  }

  private static func position(
    of byte: UInt8,
    in bytes: UnsafeBufferPointer<UInt8>,
    from start: Int
  ) -> Int? {
    // The search stays within the bytes from `start` on.
    guard start < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
