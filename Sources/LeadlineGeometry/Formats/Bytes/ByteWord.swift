/// Eight bytes at once, to find one of a few bytes in text.
///
/// A find is exact for the lowest byte found: the borrow of the subtraction can only raise false
/// marks above a true one.
///
/// Source: S. E. Anderson, "Bit Twiddling Hacks", "Determine if a word has a zero byte" and
/// "… has a byte less than n", https://graphics.stanford.edu/~seander/bithacks.html
package struct ByteWord {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// The bytes, the first one lowest.
  let bits: UInt64

  /// Loads eight bytes; the caller has made sure that `offset + 8 <= bytes.count`.
  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
    bits = UInt64(
      littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(
        fromByteOffset: offset,
        as: UInt64.self
      )
    )
  }

  /// A text of 1 to 8 bytes, with zeros behind it; nil for others, and near the end of the bytes.
  package static func text(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ start: Int,
    _ end: Int
  ) -> UInt64? {
    guard start < end, end &- start <= 8, start &+ 8 <= bytes.count else { return nil }
    return ByteWord(bytes, at: start).bits
      & UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* (end &- start))
  }

  /// A word full of one byte, for ``marks(of:)``.
  @inline(__always)
  static func pattern(_ byte: UInt8) -> UInt64 {
    UInt64(byte) &* ones
  }

  /// A mark at the highest bit of every byte that equals the pattern's.
  @inline(__always)
  func marks(of pattern: UInt64) -> UInt64 {
    let difference = bits ^ pattern
    return (difference &- Self.ones) & ~difference & Self.highBits
  }

  /// A mark at the highest bit of every byte that is less than the pattern's, which is below 128.
  @inline(__always)
  func marks(below pattern: UInt64) -> UInt64 {
    (bits &- pattern) & ~bits & Self.highBits
  }
}
