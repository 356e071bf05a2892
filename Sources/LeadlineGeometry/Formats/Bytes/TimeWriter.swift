package import Foundation

/// Writes times in UTC as ISO 8601.
package enum TimeWriter {
  /// Appends a time as `2026-03-03T01:15:00Z`, or `2026-03-03T01:15:00.250Z` where its
  /// milliseconds are not zero or always asked for; what is finer is rounded to them.
  ///
  /// - Returns: False, with nothing appended, for times outside the years 1…9999.
  package static func append(
    _ time: Date,
    alwaysWithMilliseconds: Bool = false,
    to bytes: inout [UInt8]
  ) -> Bool {
    let scaled = (time.timeIntervalSinceReferenceDate * 1000).rounded()
    // Far wider than the years allowed, and far from what an Int64 does not hold.
    guard abs(scaled) < 1e15 else { return false }
    let milliseconds = Int(scaled) + 978_307_200_000
    guard CivilDate.allowedSeconds.contains(floorDivide(milliseconds, by: 1000).0) else {
      return false
    }
    let (day, rest) = floorDivide(milliseconds, by: 86_400_000)
    let date = CivilDate(daysSince1970: day)
    appendPart(date.year, width: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendPart(date.month, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendPart(date.day, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    appendPart(rest / 3_600_000, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendPart(rest / 60_000 % 60, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendPart(rest / 1000 % 60, width: 2, to: &bytes)
    if alwaysWithMilliseconds || rest % 1000 != 0 {
      bytes.append(UInt8(ascii: "."))
      appendPart(rest % 1000, width: 3, to: &bytes)
    }
    bytes.append(UInt8(ascii: "Z"))
    return true
  }

  private static func appendPart(_ value: Int, width: Int, to bytes: inout [UInt8]) {
    DecimalWriter.appendPadded(UInt64(value), width: width, to: &bytes)
  }

  private static func floorDivide(_ value: Int, by divisor: Int) -> (Int, Int) {
    let quotient = (value >= 0 ? value : value - divisor + 1) / divisor
    return (quotient, value - quotient * divisor)
  }
}
