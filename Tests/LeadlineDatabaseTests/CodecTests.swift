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
      let milliseconds = Int.random(
        in: -62_000_000_000_000...253_000_000_000_000,
        using: &generator
      )
      let time = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
      let text = StoredTime.text(time)
      #expect(StoredTime.read(Array(text.utf8)) == time, "seed \(seed)")
      // Foundation cuts milliseconds off where it should round, so it is asked for a whole second.
      let whole = Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down))
      guard milliseconds > -12_000_000_000_000 else { return }
      #expect(StoredTime.text(whole) == format.format(whole), "seed \(seed)")
    }
  }

  @Test(arguments: [
    "", "2024-02-30T00:00:00.000Z", "2023-02-29T00:00:00.000Z", "2024-01-01T24:00:00.000Z",
    "2024-01-01 00:00:00.000Z", "2024-01-01T00:00:00.000+", "2024-13-01T00:00:00.000Z",
    "２０２４-01-01T00:00",
  ])
  func otherTextsAreNoStoredTimes(text: String) {
    #expect(StoredTime.read(Array(text.utf8)) == nil)
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
