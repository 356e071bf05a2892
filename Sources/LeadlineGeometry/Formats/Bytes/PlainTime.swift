/// Reads times in the two shapes that nearly all files have, eight bytes at a time.
enum PlainTime {
  /// `0000-00-`, `00T00:00`, and `:00+00:0` or `:00Z`, the first byte lowest.
  private static let dateShape: UInt64 = 0x2d30_302d_3030_3030
  private static let timeShape: UInt64 = 0x3030_3a30_3054_3030
  private static let offsetShape: UInt64 = 0x303a_3030_2b30_303a
  private static let universalShape: UInt64 = 0x5a30_303a
  /// `00:00:00`.
  private static let clockShape: UInt64 = 0x3030_3a30_303a_3030
  /// What turns `+` into `-` in an offset.
  private static let minus: UInt64 = 0x0000_0000_0600_0000

  /// Reads `2026-03-03T09:15:00+08:00` and `2026-03-03T01:15:00Z`.
  ///
  /// - Returns: Seconds since 1970, maybe outside the years that are allowed; nil for any other shape
  ///   and for what is no time, of which ``TimeParser`` has the last word.
  static func seconds(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    let isUniversal = text.count == 20
    guard isUniversal || text.count == 25 else { return nil }
    let bytes = UnsafeRawBufferPointer(text)
    func word(_ start: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
    let date = word(0) ^ dateShape
    let time = word(8) ^ timeShape
    var rest: UInt64
    var last: UInt8 = 0
    var isNegative = false
    if isUniversal {
      let end = bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
      rest = UInt64(UInt32(littleEndian: end)) ^ universalShape
    } else {
      rest = word(16) ^ offsetShape
      isNegative = rest & 0xff00_0000 == minus
      if isNegative { rest ^= minus }
      last = text[24] &- UInt8(ascii: "0")
    }
    guard areDigits(date, others: 0xff00_00ff_0000_0000),
      areDigits(time, others: 0x0000_ff00_00ff_0000),
      areDigits(rest, others: 0x00ff_0000_ff00_00ff), last <= 9
    else { return nil }
    let day = CivilDate(
      year: number(date, 0) * 100 + number(date, 2),
      month: number(date, 5),
      day: number(time, 0)
    )
    let (hour, minute, second) = (number(time, 3), number(time, 6), number(rest, 1))
    let (offsetHours, offsetMinutes) = (number(rest, 4), Int(rest >> 56) * 10 + Int(last))
    guard let day, hour < 24, minute < 60, second < 60, offsetHours < 24, offsetMinutes < 60 else {
      return nil
    }
    let offset = offsetHours * 3600 + offsetMinutes * 60
    return day.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
      - (isNegative ? -offset : offset)
  }

  /// The second of the day that `09:15:00` writes; nil for anything else.
  @inline(__always)
  static func secondOfDay(_ text: ByteWord) -> Int? {
    let digits = text.bits ^ clockShape
    guard areDigits(digits, others: 0x0000_ff00_00ff_0000) else { return nil }
    let (hour, minute, second) = (number(digits, 0), number(digits, 3), number(digits, 6))
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  /// Whether all bytes are 0 to 9, and 0 where `others` has bits.
  @inline(__always)
  private static func areDigits(_ word: UInt64, others: UInt64) -> Bool {
    // Bit 7 of a byte below 128 plus 118 is set from 10 on, plus 127 from 1 on; a byte from 128 on has
    // it, whatever it carries into the next.
    let sum = word &+ (0x7676_7676_7676_7676 | others & 0x0909_0909_0909_0909)
    return (sum | word) & 0x8080_8080_8080_8080 == 0
  }

  /// The number of two digits whose first one is at a byte.
  @inline(__always)
  private static func number(_ word: UInt64, _ byte: UInt64) -> Int {
    Int(word >> (8 * byte) & 0xff) * 10 + Int(word >> (8 * byte + 8) & 0xff)
  }
}
