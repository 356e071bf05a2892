import LeadlineGeometry

/// Times of the simulated world, which is eight hours ahead of UTC.
enum LocalTime {
  /// Seconds ahead of UTC.
  static let offset = 28_800.0

  /// Appends a time, seconds since 1970, to whole seconds, as `2026-09-01T08:30:00+08:00`.
  static func append(_ time: Double, to bytes: inout [UInt8]) {
    let seconds = Int((time + offset).rounded(.down))
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = seconds - day * 86_400
    let date = CivilDate(daysSince1970: day)
    append4(date.year, &bytes)
    bytes.append(UInt8(ascii: "-"))
    append2(date.month, &bytes)
    bytes.append(UInt8(ascii: "-"))
    append2(date.day, &bytes)
    bytes.append(UInt8(ascii: "T"))
    append2(rest / 3_600, &bytes)
    bytes.append(UInt8(ascii: ":"))
    append2(rest / 60 % 60, &bytes)
    bytes.append(UInt8(ascii: ":"))
    append2(rest % 60, &bytes)
    bytes.append(contentsOf: "+08:00".utf8)
  }

  private static func append2(_ value: Int, _ bytes: inout [UInt8]) {
    bytes.append(UInt8(truncatingIfNeeded: 48 + value / 10))
    bytes.append(UInt8(truncatingIfNeeded: 48 + value % 10))
  }

  private static func append4(_ value: Int, _ bytes: inout [UInt8]) {
    append2(value / 100, &bytes)
    append2(value % 100, &bytes)
  }
}
