package import Foundation

/// Reads times as ISO 8601 writes them, and as Chinese exports do, from bytes.
package enum TimeParser {
  /// What a text is as a time.
  package enum Result: Hashable, Sendable {
    /// A time.
    case time(Date)
    /// A date or a local time, and no time zone was named.
    case withoutOffset
    /// No time.
    case notATime
  }

  /// Reads a time.
  ///
  /// The shapes are `2026-03-03T09:15:00.250+08:00` and `2026/3/3 9:15`:
  /// - `T`, `t` or a space stands between date and time; seconds may be missing; a fraction has 1
  ///   to 9 digits behind `.` or `,`; with slashes, month, day and hour may have one digit.
  /// - The offset is `Z`, `z`, `+08`, `+0800` or `+08:00`, with or without a space before it; one
  ///   that is written wins over `timeZone`. Offsets reach ±23:59.
  /// - A date alone is its midnight in `timeZone`.
  ///
  /// Days that a month does not have, hour 24, leap seconds (`:60`, which no Date can hold) and what
  /// lies outside the years 1…9999 of UTC are no times. A local time that a clock change skips is no time;
  /// one that it repeats could be either and needs its offset.
  ///
  /// - Parameters:
  ///   - bytes: The text; spaces around it are skipped.
  ///   - timeZone: Where local times are meant; nil refuses them.
  /// - Returns: The time, or why there is none.
  /// - Complexity: O(n), and two look-ups of the time zone for a local time.
  ///
  /// Source: ISO 8601-1:2019, 5.4; RFC 3339, section 5.6.
  package static func parse(_ bytes: some Collection<UInt8>, timeZone: TimeZone? = nil) -> Result {
    let answer = bytes.withContiguousStorageIfAvailable { parse($0, timeZone: timeZone) }
    return answer ?? parse(Array(bytes), timeZone: timeZone)
  }

  /// Reads a time from a buffer; see ``parse(_:timeZone:)-(Collection<UInt8>,_)``.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>,
    timeZone: TimeZone? = nil
  ) -> Result {
    if let seconds = PlainTime.seconds(bytes) { return result(seconds, 0) }
    var text = TimeText(bytes)
    guard let date = text.date() else { return .notATime }
    var seconds = date.daysSince1970 * 86_400
    var fraction = 0.0
    var offset: Int?
    if !text.isAtEnd {
      guard text.skipTimeMark(), let time = text.time(loose: text.hasSlashes) else {
        return .notATime
      }
      seconds += time.seconds
      fraction = time.fraction
      guard text.offset(&offset), text.isAtEnd else { return .notATime }
    }
    if let offset { return result(seconds - offset, fraction) }
    guard let timeZone else { return .withoutOffset }
    switch offsets(of: timeZone, atLocal: seconds) {
    case (nil, nil): return .notATime
    case (let offset?, nil), (nil, let offset?): return result(seconds - offset, fraction)
    case (_?, _?): return .withoutOffset
    }
  }

  private static func result(_ seconds: Int, _ fraction: Double) -> Result {
    CivilDate.allowedSeconds.contains(seconds) ? .time(instant(seconds, fraction)) : .notATime
  }

  private static func instant(_ seconds: Int, _ fraction: Double) -> Date {
    // Counted from 2001, as Date does, so that the whole seconds stay exact.
    Date(timeIntervalSinceReferenceDate: Double(seconds - 978_307_200) + fraction)
  }

  /// The offsets that a time zone has at a local time, given as if it were UTC: one as a rule, none
  /// for a time that a clock change skips, two for one that it repeats.
  private static func offsets(
    of timeZone: TimeZone,
    atLocal local: Int
  ) -> (before: Int?, after: Int?) {
    // No offset is a day long, so these lie before and behind any change that could matter.
    let before = timeZone.secondsFromGMT(for: instant(local - 86_400, 0))
    let after = timeZone.secondsFromGMT(for: instant(local + 86_400, 0))
    func holds(_ offset: Int) -> Bool {
      timeZone.secondsFromGMT(for: instant(local - offset, 0)) == offset
    }
    return (holds(before) ? before : nil, before != after && holds(after) ? after : nil)
  }
}

/// The parts of a written time, taken from the front of its text one by one.
private struct TimeText {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int
  private let end: Int
  private(set) var hasSlashes = false

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    var position = 0
    var end = bytes.count
    while position < end && bytes[position] <= 0x20 { position += 1 }
    while position < end && bytes[end - 1] <= 0x20 { end -= 1 }
    self.position = position
    self.end = end
  }

  var isAtEnd: Bool { position == end }

  mutating func date() -> CivilDate? {
    guard let year = digits(4...4) else { return nil }
    hasSlashes = skip(UInt8(ascii: "/"))
    let separator = UInt8(ascii: hasSlashes ? "/" : "-")
    guard hasSlashes || skip(separator) else { return nil }
    let widths = hasSlashes ? 1...2 : 2...2
    guard let month = digits(widths), skip(separator), let day = digits(widths) else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  mutating func skipTimeMark() -> Bool {
    skip(UInt8(ascii: "T")) || skip(UInt8(ascii: "t")) || skip(UInt8(ascii: " "))
  }

  mutating func time(loose: Bool) -> (seconds: Int, fraction: Double)? {
    guard let hour = digits(loose ? 1...2 : 2...2), hour < 24,
      skip(UInt8(ascii: ":")), let minute = digits(2...2), minute < 60
    else { return nil }
    guard skip(UInt8(ascii: ":")) else { return (hour * 3600 + minute * 60, 0) }
    guard let second = digits(2...2), second < 60 else { return nil }
    var fraction = 0.0
    if skip(UInt8(ascii: ".")) || skip(UInt8(ascii: ",")) {
      let start = position
      guard let value = digits(1...9) else { return nil }
      fraction = Double(value) / PowersOfTen.doubles[position - start]
    }
    return (hour * 3600 + minute * 60 + second, fraction)
  }

  /// Takes an offset if one is there; false if it is a wrong one.
  mutating func offset(_ offset: inout Int?) -> Bool {
    guard !isAtEnd else { return true }
    _ = skip(UInt8(ascii: " "))
    if skip(UInt8(ascii: "Z")) || skip(UInt8(ascii: "z")) {
      offset = 0
      return true
    }
    let isNegative = skip(UInt8(ascii: "-"))
    guard isNegative || skip(UInt8(ascii: "+")), let hours = digits(2...2), hours < 24 else {
      return false
    }
    var seconds = hours * 3600
    if !isAtEnd {
      _ = skip(UInt8(ascii: ":"))
      guard let minutes = digits(2...2), minutes < 60 else { return false }
      seconds += minutes * 60
    }
    offset = isNegative ? -seconds : seconds
    return true
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < end && bytes[position] == byte else { return false }
    position += 1
    return true
  }

  /// The number of as many digits as stand here and are allowed; nil if there are too few.
  private mutating func digits(_ widths: ClosedRange<Int>) -> Int? {
    var value = 0
    let start = position
    while position < end, position - start < widths.upperBound {
      let digit = bytes[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      value = value * 10 + Int(digit)
      position += 1
    }
    return widths.contains(position - start) ? value : nil
  }
}
