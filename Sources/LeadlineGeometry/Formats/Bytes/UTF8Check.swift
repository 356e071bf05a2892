/// Tells UTF-8 from other bytes.
package enum UTF8Check {
  /// Whether the bytes are well-formed UTF-8: no overlong form, no surrogate, nothing cut off.
  ///
  /// - Complexity: O(n), eight bytes a step where they are ASCII.
  ///
  /// Source: The Unicode Standard 15.0, table 3-7, "Well-Formed UTF-8 Byte Sequences".
  package static func isValid(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.withContiguousStorageIfAvailable(isValid) ?? isValid(Array(bytes))
  }

  /// Whether the bytes of a buffer are well-formed UTF-8.
  package static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    let count = bytes.count
    var position = 0
    while position < count {
      // Eight bytes are read only where eight are left.
      while position &+ 8 <= count,
        raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        position &+= 8
      }
      guard position < count else { break }
      let first = bytes[position]
      position &+= 1
      if first < 0x80 { continue }
      let rest: Int
      var allowed: ClosedRange<UInt8> = 0x80...0xbf
      switch first {
      case 0xc2...0xdf: rest = 1
      case 0xe0: (rest, allowed) = (2, 0xa0...0xbf)
      case 0xed: (rest, allowed) = (2, 0x80...0x9f)
      case 0xe1...0xef: rest = 2
      case 0xf0: (rest, allowed) = (3, 0x90...0xbf)
      case 0xf1...0xf3: rest = 3
      case 0xf4: (rest, allowed) = (3, 0x80...0x8f)
      default: return false
      }
      guard rest <= count &- position, allowed.contains(bytes[position]) else { return false }
      for offset in 1..<3 where offset < rest {
        guard bytes[position &+ offset] & 0xc0 == 0x80 else { return false }
      }
      position &+= rest
    }
    return true
  }
}
