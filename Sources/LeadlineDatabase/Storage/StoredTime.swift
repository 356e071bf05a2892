import Foundation

/// Times as GeoPackage writes them: `2024-05-01T08:30:00.000Z`, UTC, 24 bytes.
///
/// Of equal length, so that times order as their texts do.
enum StoredTime {
  static let length = 24

  /// Replaces `bytes` by the text of a time, rounded to milliseconds.
  ///
  /// Years beyond 0000…9999 become the first or last moment that the format can say.
  static func write(_ time: Date, into bytes: inout [UInt8]) {
    let range = -62_167_219_200_000.0...253_402_300_799_999.0
    let exact = (time.timeIntervalSince1970 * 1000).rounded()
    let milliseconds = Int(min(max(exact, range.lowerBound), range.upperBound))
    let day = floorDivide(milliseconds, 86_400_000)
    let within = milliseconds - day * 86_400_000
    let (year, month, date) = civil(fromDay: day)
    bytes.removeAll(keepingCapacity: true)
    append(year, digits: 4, "-", to: &bytes)
    append(month, digits: 2, "-", to: &bytes)
    append(date, digits: 2, "T", to: &bytes)
    append(within / 3_600_000, digits: 2, ":", to: &bytes)
    append(within / 60_000 % 60, digits: 2, ":", to: &bytes)
    append(within / 1000 % 60, digits: 2, ".", to: &bytes)
    append(within % 1000, digits: 3, "Z", to: &bytes)
  }

  /// The text of a time.
  static func text(_ time: Date) -> String {
    var bytes: [UInt8] = []
    write(time, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads what ``write(_:into:)`` wrote; nil for anything else.
  static func read(_ bytes: some RandomAccessCollection<UInt8>) -> Date? {
    guard bytes.count == length else { return nil }
    let bytes = Array(bytes)
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    let separators: [(Int, UInt8)] = [
      (4, 0x2d), (7, 0x2d), (10, 0x54), (13, 0x3a), (16, 0x3a), (19, 0x2e), (23, 0x5a),
    ]
    guard separators.allSatisfy({ bytes[$0.0] == $0.1 }),
      let year = number(0..<4), let month = number(5..<7), let date = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      let milli = number(20..<23), (1...12).contains(month), (1...31).contains(date),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let day = self.day(year: year, month: month, date: date)
    guard civil(fromDay: day) == (year, month, date) else { return nil }
    let seconds = day * 86_400 + hour * 3_600 + minute * 60 + second
    return Date(timeIntervalSince1970: Double(seconds * 1000 + milli) / 1000)
  }

  private static func append(
    _ value: Int,
    digits: Int,
    _ separator: Unicode.Scalar,
    to bytes: inout [UInt8]
  ) {
    var divisor = digits == 4 ? 1000 : digits == 3 ? 100 : 10
    while divisor > 0 {
      bytes.append(UInt8(0x30 + value / divisor % 10))
      divisor /= 10
    }
    bytes.append(UInt8(ascii: separator))
  }

  // Days are counted in years that begin in March, so that the leap day comes last, and in
  // cycles of 400 years, which all have 146,097 days.

  private static func civil(fromDay day: Int) -> (year: Int, month: Int, date: Int) {
    let shifted = day + 719_468
    let cycle = floorDivide(shifted, 146_097)
    let dayOfCycle = shifted - cycle * 146_097
    let yearOfCycle =
      (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    let year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * march + 2) / 5 + 1)
  }

  private static func day(year: Int, month: Int, date: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let cycle = floorDivide(shifted, 400)
    let yearOfCycle = shifted - cycle * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
    let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
    return cycle * 146_097 + dayOfCycle - 719_468
  }

  private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
  }
}
