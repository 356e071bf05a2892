import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

struct UsualTimesTests {
  /// Reads times one after another and expects the parser's answers, or none.
  private func expectSame(_ texts: [String], _ note: String = "") {
    var times = UsualTimes()
    for text in texts {
      let bytes = Array(text.utf8)
      let seconds = bytes.withUnsafeBufferPointer { times.seconds($0, 0, $0.count) }
      guard let seconds else { continue }
      #expect(
        TimeParser.parse(bytes) == .time(Date(timeIntervalSinceReferenceDate: seconds)),
        "\(note) \(text)"
      )
    }
  }

  @Test func bothShapesAreReadOnEveryDayAndOffset() {
    var times = UsualTimes()
    for text in [
      "2026-09-01T08:07:03+08:00", "2026-09-01T23:59:59+08:00", "2026-09-01T08:07:03-08:00",
      "2026-09-02T00:00:00+08:00", "2026-09-02T00:00:00Z", "2026-09-02T00:00:01Z",
      "2027-09-02T00:00:01Z", "2026-10-02T00:00:01Z", "2026-09-02T00:00:01+08:30",
    ] {
      let bytes = Array(text.utf8)
      guard case .time(let date) = TimeParser.parse(bytes) else {
        Issue.record("\(text) is a time")
        continue
      }
      let seconds = bytes.withUnsafeBufferPointer { times.seconds($0, 0, $0.count) }
      #expect(seconds == date.timeIntervalSinceReferenceDate)
    }
  }

  @Test(arguments: [
    "", "2026-09-01", "2026-09-01 08:07:03+08:00", "2026-09-01T24:07:03+08:00",
    "2026-09-01T08:60:03+08:00", "2026-09-01T08:07:60+08:00", "2026-02-30T08:07:03+08:00",
    "2026-09-01T08:07:03+24:00", "2026-09-01T08:07:03+08:60", "2026-09-01T08-07-03+08:00",
    "2026-09-01T08:07:0a+08:00", "2026-09-01T08:07:03z", "2026-09-01T08:07:03.5Z",
    "0001-01-01T00:00:00+08:00",
  ])
  func allElseIsLeftToTheParserWhateverCameBefore(text: String) {
    var times = UsualTimes()
    for before in ["", "2026-09-01T08:07:03+08:00", "0001-01-01T08:00:00+08:00"] {
      _ = Array(before.utf8).withUnsafeBufferPointer { times.seconds($0, 0, $0.count) }
      let seconds = Array(text.utf8).withUnsafeBufferPointer { times.seconds($0, 0, $0.count) }
      #expect(seconds == nil)
    }
  }

  @Test func whatIsReadIsWhatTheParserReads() {
    forEverySeed(0..<20) { seed, generator in
      var texts: [String] = []
      for _ in 0..<300 {
        var text = Array(
          Bool.random(using: &generator) ? "2026-09-01T08:07:03+08:00" : "2026-09-01T08:07:03Z"
        )
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
          text[Int.random(in: 0..<text.count, using: &generator)] =
            Array("0123456789+-:TZ")[Int.random(in: 0..<15, using: &generator)]
        }
        texts.append(String(text))
      }
      expectSame(texts, "seed \(seed)")
    }
  }
}
