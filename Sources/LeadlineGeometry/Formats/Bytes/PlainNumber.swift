/// Reads numbers in the shape that nearly all have, eight bytes at a time.
package enum PlainNumber {
  private static let pointPattern = ByteWord.pattern(UInt8(ascii: "."))

  /// Reads `7`, `0.50` and `-120.708914`: up to eight digits and points, or up to seven digits before a
  /// point and up to eight behind it.
  ///
  /// - Parameters:
  ///   - bytes: The bytes that the number is among.
  ///   - start: Its first byte.
  ///   - end: The place behind its last byte.
  /// - Returns: The number, the same that ``DecimalParser`` gives; nil for any other shape, and near the
  ///   end of the bytes, where it has to be asked.
  package static func value(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ start: Int,
    _ end: Int
  ) -> Double? {
    // Two words are read at most, and none beyond the bytes; one byte more may be a sign.
    guard start < end && start &+ 17 <= bytes.count else { return nil }
    let isNegative = bytes[start] == UInt8(ascii: "-")
    let first = isNegative ? start &+ 1 : start
    let length = end &- first
    let word = ByteWord(bytes, at: first)
    // 8 if there is none.
    let point = word.marks(of: pointPattern).trailingZeroBitCount >> 3
    let magnitude: Double
    if length > 8 {
      guard point < 8, let whole = number(word.bits, point) else { return nil }
      let decimals = length &- point &- 1
      let rest = ByteWord(bytes, at: first &+ point &+ 1)
      guard let fraction = number(rest.bits, decimals) else { return nil }
      // All are whole numbers that a Double holds, so the one division rounds once, to the nearest.
      let power = PowersOfTen.doubles[decimals]
      magnitude = (whole * power + fraction) / power
    } else if point < length {
      // What is behind the point moves to its place.
      let before = 1 &<< UInt64(truncatingIfNeeded: 8 &* point) &- 1
      let digits = (word.bits & before) | (word.bits &>> 8 & ~before)
      guard let mantissa = number(digits, length &- 1) else { return nil }
      magnitude = mantissa / PowersOfTen.doubles[length &- point &- 1]
    } else {
      guard let whole = number(word.bits, length) else { return nil }
      magnitude = whole
    }
    return isNegative ? -magnitude : magnitude
  }

  /// The number that the first digits of a word write; nil if they are not 1 to 8, or no digits.
  @inline(__always)
  private static func number(_ word: UInt64, _ count: Int) -> Double? {
    guard count >= 1 && count <= 8 else { return nil }
    // Leading zeros in place of what is behind them.
    let digits =
      (word ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    // Bit 7 of a byte below 128 plus 118 is set from 10 on.
    guard (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0 else {
      return nil
    }
    // Pairs of digits in every second byte; then two pairs each, and the two halves, by one
    // multiplication. Source: D. Lemire, "Quickly parsing eight digits",
    // https://lemire.me/blog/2022/01/21/swar-explained-parsing-eight-digits/
    let pairs = digits &* 10 &+ digits &>> 8
    let upper = (pairs & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
    let lower = (pairs &>> 16 & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
    return Double(Int64(truncatingIfNeeded: (upper &+ lower) &>> 32))
  }
}
