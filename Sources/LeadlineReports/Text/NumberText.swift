import Foundation
import LeadlineGeometry

/// Numbers, dates and units as people of a language write them.
struct NumberText: Sendable {
  let language: Language
  let timeZone: TimeZone

  private static let metresPerKilometre = 1000.0

  /// A whole number with its thousands apart.
  func count(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// A number with a fixed number of decimals.
  func decimal(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "–" }
    var bytes: [UInt8] = []
    DecimalWriter.append(value, decimals: decimals, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A number of things that is only expected: with a decimal where it is small.
  func expected(_ value: Double) -> String {
    value < 9.95 ? decimal(value, 1) : count(Int(min(value, 1e15).rounded()))
  }

  /// A share in per cent, not rounded to nothing or to all.
  func share(_ value: Double) -> String {
    if value <= 0 { return "0 %" }
    if value < 0.0005 { return "< 0.1 %" }
    return value < 0.0995 ? decimal(100 * value, 1) + " %" : decimal(100 * value, 0) + " %"
  }

  /// A length.
  func metres(_ value: Double) -> String {
    if value.magnitude < 999.5 {
      return decimal(value, value.magnitude < 9.95 ? 1 : 0) + unit("m", "米")
    }
    let kilometres = value / Self.metresPerKilometre
    return decimal(kilometres, kilometres.magnitude < 99.95 ? 1 : 0) + unit("km", "公里")
  }

  /// A length of time.
  func seconds(_ value: Double) -> String {
    switch value.magnitude {
    case ..<119.5: decimal(value, 0) + unit("s", "秒")
    case ..<7170: decimal(value / 60, 0) + unit("min", "分钟")
    case ..<171_000: decimal(value / 3600, 1) + unit("h", "小时")
    default: decimal(value / 86_400, 1) + unit("days", "天")
    }
  }

  /// A number with the unit of a finding's evidence.
  func value(_ value: Double, unit: String) -> String {
    switch unit {
    case "m": metres(value)
    case "s": seconds(value)
    case "min": seconds(60 * value)
    case "h": seconds(3600 * value)
    case "d": seconds(86_400 * value)
    case "m/s": decimal(3.6 * value, 0) + self.unit("km/h", "公里/时")
    case "": plain(value)
    default: plain(value) + " " + unit
    }
  }

  /// The factor that a logarithm of a ratio stands for, to one digit, cut at a million.
  func factor(ofLogarithm logarithm: Double) -> String {
    let greatest = 1e6
    let factor = exp(logarithm)
    if factor > greatest { return "> " + count(Int(greatest)) }
    if factor < 9.5 { return decimal(factor, factor < 2 ? 1 : 0) }
    let magnitude = pow(10, floor(log10(factor)))
    return count(Int((factor / magnitude).rounded() * magnitude))
  }

  /// The hour and minute of a time.
  func hour(_ time: Date) -> String {
    let second = local(time) - day(time) * 86_400
    return pad(second / 3600) + ":" + pad(second / 60 % 60)
  }

  /// The day of a time.
  func date(_ time: Date) -> String {
    let date = CivilDate(daysSince1970: day(time))
    switch language {
    case .english:
      let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
      ]
      return "\(date.day) \(months[date.month - 1]) \(date.year)"
    case .chinese: return "\(date.year)年\(date.month)月\(date.day)日"
    }
  }

  /// The day of the week and the day of a time.
  func weekdayAndDate(_ time: Date) -> String {
    // 1970-01-01 was a Thursday.
    let position = ((day(time) + 3) % 7 + 7) % 7
    switch language {
    case .english:
      return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][position] + ", " + date(time)
    case .chinese: return date(time) + " 周" + ["一", "二", "三", "四", "五", "六", "日"][position]
    }
  }

  /// The name of the time zone, with its offset at a time.
  func zone(at time: Date) -> String {
    let minutes = timeZone.secondsFromGMT(for: time) / 60
    if minutes == 0 { return "UTC" }
    let sign = minutes < 0 ? "-" : "+"
    return "UTC\(sign)\(pad(abs(minutes) / 60)):\(pad(abs(minutes) % 60))"
  }

  /// The days from 1970-01-01 to the day of a time in the zone.
  func day(_ time: Date) -> Int {
    let seconds = local(time)
    return (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
  }

  /// Seconds since 1970 on the clocks of the zone.
  private func local(_ time: Date) -> Int {
    // What a date can't say is far from any audit; the bounds keep it a number.
    let seconds = min(max(time.timeIntervalSince1970, -6e10), 2.5e11)
    return Int(seconds.rounded(.down)) + timeZone.secondsFromGMT(for: time)
  }

  private func plain(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == value.rounded(), value.magnitude < 1e12 { return count(Int(value)) }
    if value.magnitude >= 0.01 { return decimal(value, 2) }
    var bytes: [UInt8] = []
    let digits = pow(10, 2 - floor(log10(value.magnitude)))
    DecimalWriter.appendShortest((value * digits).rounded() / digits, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func unit(_ english: String, _ chinese: String) -> String {
    language == .english ? " " + english : " " + chinese
  }

  private func pad(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
