/// Hexadecimal digits in either case.
enum Hexadecimal {
  /// The value of a digit; nil if it is none.
  @inline(__always)
  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit &- 0x30
    case 0x61...0x66: digit &- 0x57
    case 0x41...0x46: digit &- 0x37
    default: nil
    }
  }

  /// The number that digits write, at most 16 of them; what is no digit counts as 0.
  static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
    var number: UInt64 = 0
    for digit in digits { number = number << 4 | UInt64(value(digit) ?? 0) }
    return number
  }
}
