import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct TimeTests {
  private let shanghai = TimeZone(identifier: "Asia/Shanghai")
  private let berlin = TimeZone(identifier: "Europe/Berlin")

  private func parse(_ text: String, _ timeZone: TimeZone? = nil) -> TimeParser.Result {
    TimeParser.parse(Array(text.utf8), timeZone: timeZone)
  }

  private func write(_ seconds: Double) -> String? {
    var bytes: [UInt8] = []
    let date = Date(timeIntervalSince1970: seconds)
    return TimeWriter.append(date, to: &bytes) ? String(decoding: bytes, as: UTF8.self) : nil
  }

  /// What a text means as UTC, written again.
  private func canonical(_ text: String, _ timeZone: TimeZone? = nil) -> String? {
    guard case .time(let date) = parse(text, timeZone) else { return nil }
    return write(date.timeIntervalSince1970)
  }

  @Test(arguments: [
    ("2026-03-03T09:15:00+08:00", "2026-03-03T01:15:00Z"),
    ("2026-03-03T09:15:00+0800", "2026-03-03T01:15:00Z"),
    ("2026-03-03T09:15:00+08", "2026-03-03T01:15:00Z"),
    ("2026-03-03 09:15:00 +0800", "2026-03-03T01:15:00Z"),
    (" 2026-03-03t09:15z ", "2026-03-03T09:15:00Z"),
    ("2026-03-03T09:15:00.25Z", "2026-03-03T09:15:00.250Z"),
    ("2026-03-03T09:15:00,123456789Z", "2026-03-03T09:15:00.123Z"),
    ("2026-03-03T09:15:59.9996Z", "2026-03-03T09:16:00Z"),
    ("2026-01-01T00:00:00+01:00", "2025-12-31T23:00:00Z"),
    ("2024-02-29T23:59:59-00:30", "2024-03-01T00:29:59Z"),
    ("2026/03/03 09:15+08:00", "2026-03-03T01:15:00Z"),
    ("0001-01-02T00:00:00+08:00", "0001-01-01T16:00:00Z"),
    ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
  ])
  func timesWithOffsetAreRead(text: String, utc: String) {
    #expect(canonical(text) == utc)
    #expect(canonical(text, shanghai) == utc, "a written offset wins")
  }

  /// The usual shapes have a reader of their own, which a space in front does not reach.
  @Test func usualShapesAreReadAsAnyOther() {
    forEverySeed(0..<20) { seed, generator in
      for _ in 0..<500 {
        func digits(_ most: Int, _ count: Int) -> String {
          let text = "\(Int.random(in: 0...most, using: &generator))"
          return String(repeating: "0", count: count - text.count) + text
        }
        let sign = Bool.random(using: &generator) ? "+" : "-"
        let offset =
          Int.random(in: 0..<3, using: &generator) == 0
          ? "Z" : "\(sign)\(digits(24, 2)):\(digits(60, 2))"
        var text = Array(
          ("\(digits(9999, 4))-\(digits(13, 2))-\(digits(32, 2))T\(digits(24, 2)):"
            + "\(digits(60, 2)):\(digits(60, 2))\(offset)").utf8
        )
        if Int.random(in: 0..<4, using: &generator) == 0 {
          let place = Int.random(in: 0..<text.count, using: &generator)
          text[place] = UInt8.random(in: 0...255, using: &generator)
        }
        #expect(
          TimeParser.parse(text) == TimeParser.parse([0x20] + text),
          "seed \(seed): \(String(decoding: text, as: UTF8.self))"
        )
      }
    }
  }

  @Test(arguments: [
    ("2026-03-03", "2026-03-02T16:00:00Z"), ("2026/3/3", "2026-03-02T16:00:00Z"),
    ("2026/03/03 09:15", "2026-03-03T01:15:00Z"), ("2026/3/3 9:15", "2026-03-03T01:15:00Z"),
    ("2026/12/31 9:15:07", "2026-12-31T01:15:07Z"), ("2026-03-03T09:15", "2026-03-03T01:15:00Z"),
    ("2026-03-03 09:15:00.5", "2026-03-03T01:15:00.500Z"),
  ])
  func localTimesNeedATimeZone(text: String, utc: String) throws {
    #expect(parse(text) == .withoutOffset)
    let zone = try #require(shanghai)
    #expect(canonical(text, zone) == utc)
  }

  @Test(
    arguments: [
      "", " ", "now", "2026", "2026-03", "2026-3-3", "2026-02-29T00:00Z", "2026-04-31",
      "2026-13-01",
      "2026-00-10", "2026-01-00", "0000-01-01", "2026-03-03T24:00Z", "2026-03-03T09:60Z",
      "2026-03-03T09:15:60Z", "2026-03-03T09:15:61Z", "2026-03-03T09:15:00.Z",
      "2026-03-03T09:15:00.1234567890Z", "2026-03-03T09Z", "2026-03-03T", "2026-03-03X09:15",
      "2026-03-03T09:15:00+24:00", "2026-03-03T09:15:00+08:60", "2026-03-03T09:15:00+8",
      "2026-03-03T09:15:00+08:", "2026-03-03T09:15:00+08:000", "2026-03-03T09:15:00Zx",
      "2026-03-03T9:15Z", "20260303T091500Z", "2026-03/03", "2026/03-03", "12026-03-03",
      "1900-02-29Z", "2026-03-03Z", "1741000000", "２０２６-03-03",
    ])
  func otherTextIsNoTime(text: String) {
    #expect(parse(text) == .notATime)
    #expect(parse(text, shanghai) == .notATime)
  }

  @Test func skippedLocalTimesAreNoneAndRepeatedOnesNeedTheirOffset() throws {
    let berlin = try #require(berlin)
    // Summer time begins at 02:00 and ends at 03:00 local time.
    #expect(canonical("2026-03-29T01:59:59", berlin) == "2026-03-29T00:59:59Z")
    #expect(parse("2026-03-29T02:30:00", berlin) == .notATime)
    #expect(canonical("2026-03-29T03:00:00", berlin) == "2026-03-29T01:00:00Z")
    #expect(canonical("2026-10-25T01:59:59", berlin) == "2026-10-24T23:59:59Z")
    #expect(parse("2026-10-25T02:30:00", berlin) == .withoutOffset)
    #expect(canonical("2026-10-25T03:00:00", berlin) == "2026-10-25T02:00:00Z")
  }

  @Test func localTimesEqualFoundationsCalendar() throws {
    let berlin = try #require(berlin)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = berlin
    try forEverySeed(0..<5) { seed, generator in
      for _ in 0..<100 {
        // Hours at noon, which no change of clocks touches, in years of many rules.
        let year = Int.random(in: 1900...2037, using: &generator)
        let month = Int.random(in: 1...12, using: &generator)
        let day = Int.random(in: 1...28, using: &generator)
        let parts = DateComponents(year: year, month: month, day: day, hour: 12, minute: 34)
        let expected = try #require(calendar.date(from: parts))
        #expect(parse("\(year)/\(month)/\(day) 12:34", berlin) == .time(expected), "seed \(seed)")
      }
    }
  }

  @Test func civilDatesEqualFoundationsCalendar() throws {
    // Foundation's Gregorian calendar has a Julian past; its ISO 8601 one has not.
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    forEverySeed(0..<10) { seed, generator in
      for _ in 0..<500 {
        let days = Int.random(in: -719_162...2_932_896, using: &generator)
        let date = CivilDate(daysSince1970: days)
        #expect(date.daysSince1970 == days)
        let parts = calendar.dateComponents(
          [.year, .month, .day],
          from: Date(timeIntervalSince1970: Double(days) * 86_400)
        )
        // Before the change of calendars Foundation may count Julian days.
        guard days > -141_427 else { continue }
        #expect(date.year == parts.year, "seed \(seed): \(days)")
        #expect(date.month == parts.month, "seed \(seed): \(days)")
        #expect(date.day == parts.day, "seed \(seed): \(days)")
      }
    }
  }

  @Test func everyDayOfTheYearsFollowsTheOneBefore() throws {
    var expected = try #require(CivilDate(year: 1, month: 1, day: 1)).daysSince1970
    #expect(expected == -719_162)
    for year in 1...9999 {
      for month in 1...12 {
        let first = try #require(CivilDate(year: year, month: month, day: 1))
        #expect(first.daysSince1970 == expected)
        #expect(CivilDate(daysSince1970: expected) == first)
        let length =
          (28...32).first { CivilDate(year: year, month: month, day: $0 + 1) == nil } ?? 0
        expected += length
      }
    }
    #expect(expected == 2_932_897)
  }

  @Test func writtenTimesReadBack() {
    forEverySeed(0..<10) { seed, generator in
      for _ in 0..<300 {
        let milliseconds = Int.random(
          in: -62_135_596_800_000...253_402_300_799_999,
          using: &generator
        )
        let date = Date(
          timeIntervalSinceReferenceDate: Double(milliseconds - 978_307_200_000) / 1000
        )
        var bytes: [UInt8] = []
        #expect(TimeWriter.append(date, to: &bytes))
        let text = String(decoding: bytes, as: UTF8.self)
        guard case .time(let back) = TimeParser.parse(bytes) else {
          Issue.record("seed \(seed): \(text)")
          continue
        }
        #expect(abs(back.timeIntervalSince(date)) < 1e-4, "seed \(seed): \(text)")
        #expect(text.count == (milliseconds % 1000 == 0 ? 20 : 24))
      }
    }
  }

  @Test func timesBeyondFourDigitYearsAreNotWritten() {
    #expect(write(253_402_300_800) == nil)
    #expect(write(-62_135_596_801) == nil)
    #expect(write(-62_135_596_800) == "0001-01-01T00:00:00Z")
    #expect(write(.nan) == nil)
    #expect(write(.infinity) == nil)
    #expect(write(1e300) == nil)
    #expect(write(0) == "1970-01-01T00:00:00Z")
    #expect(write(-0.001) == "1969-12-31T23:59:59.999Z")
  }

  @Test(arguments: ["0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "0000-06-01T00:00Z"])
  func whatCannotBeWrittenIsNotRead(text: String) {
    #expect(TimeParser.parse(Array(text.utf8)) == .notATime)
  }

  @Test func millisecondsAreWrittenAlwaysWhereAskedFor() {
    var bytes: [UInt8] = []
    #expect(
      TimeWriter.append(Date(timeIntervalSince1970: 0), alwaysWithMilliseconds: true, to: &bytes)
    )
    #expect(String(decoding: bytes, as: UTF8.self) == "1970-01-01T00:00:00.000Z")
  }

  @Test func randomBytesNeverTrap() {
    forEverySeed(0..<300) { _, generator in
      let alphabet = Array("0123456789-/:T Z+.,é".utf8)
      let bytes = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      _ = TimeParser.parse(bytes, timeZone: .gmt)
    }
  }
}
