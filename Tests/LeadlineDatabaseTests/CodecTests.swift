import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineDatabase

struct CodecTests {
  @Test func timesAreWrittenAsFoundationWritesThem() throws {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    forEverySeed(0..<3000) { seed, generator in
      // Before the change of calendars Foundation may count Julian days; and it cuts milliseconds
      // off where it should round, so it is asked for a whole second.
      let seconds = Int.random(in: -12_000_000_000...253_402_300_799, using: &generator)
      let time = Date(timeIntervalSince1970: Double(seconds))
      #expect(StoredTime.text(time) == format.format(time), "seed \(seed)")
    }
  }

  @Test func storedTimesAreOfOneLengthAndComeBackToTheMillisecond() throws {
    let years = CivilDate.allowedSeconds
    forEverySeed(0..<3000) { seed, generator in
      let milliseconds = Int.random(
        in: years.lowerBound * 1000...years.upperBound * 1000 + 999,
        using: &generator
      )
      let text = StoredTime.text(Date(timeIntervalSince1970: Double(milliseconds) / 1000))
      #expect(text.utf8.count == 24, "seed \(seed)")
      guard case .time(let back) = TimeParser.parse(Array(text.utf8)) else {
        Issue.record("seed \(seed): \(text)")
        return
      }
      #expect(StoredTime.text(back) == text, "seed \(seed)")
    }
  }

  @Test func seenRowsRememberEachOnce() {
    var seen = SeenRows()
    for row: Int64 in [0, 63, 64, 1_000_000, -5, .max, .min] {
      #expect(!seen.contains(row))
      let isNew = seen.insert(row)
      let isNewAgain = seen.insert(row)
      #expect(isNew && !isNewAgain)
      #expect(seen.contains(row))
    }
    #expect(!seen.contains(1))
  }
}
