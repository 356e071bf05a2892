/// Hexadecimal digits in either case, many at a time.
enum Hexadecimal {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Whether all bytes are digits.
  static func areDigits(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let bytes = UnsafeRawBufferPointer(text)
    var position = 0
    while position + 8 <= bytes.count {
      guard areDigits(bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) else {
        return false
      }
      position += 8
    }
    while position < bytes.count {
      guard areDigits(UInt64(bytes[position]) * ones) else { return false }
      position += 1
    }
    return true
  }

  /// Whether all eight bytes are digits.
  private static func areDigits(_ bytes: UInt64) -> Bool {
    let highBits = ones << 7
    guard bytes & highBits == 0 else { return false }
    // Bit 7 of each byte below 128: whether it is at least `least`.
    func atLeast(_ least: UInt64, _ bytes: UInt64) -> UInt64 { bytes &+ (128 - least) &* ones }
    let lowerCase = bytes | ones << 5
    let figures = atLeast(0x30, bytes) & ~atLeast(0x3a, bytes)
    let letters = atLeast(0x61, lowerCase) & ~atLeast(0x67, lowerCase)
    return (figures | letters) & highBits == highBits
  }

  /// The number that 16 digits write.
  static func number(_ digits: UnsafeBufferPointer<UInt8>, from start: Int) -> UInt64 {
    precondition(start >= 0 && start + 16 <= digits.count, "sixteen digits make a number")
    let bytes = UnsafeRawBufferPointer(digits)
    let high = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    let low = bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self)
    return eight(UInt64(bigEndian: high)) << 32 | eight(UInt64(bigEndian: low))
  }

  /// The number that eight digits write, the first one in the highest byte.
  private static func eight(_ digits: UInt64) -> UInt64 {
    // The low four bits are the value of a figure, and 9 less than that of a letter, which alone has
    // bit 6.
    var pairs = digits & 0x0f0f_0f0f_0f0f_0f0f
    pairs += (digits >> 6 & ones) * 9
    pairs = (pairs | pairs >> 4) & 0x00ff_00ff_00ff_00ff
    pairs = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff
    return (pairs | pairs >> 16) & 0xffff_ffff
  }
}
