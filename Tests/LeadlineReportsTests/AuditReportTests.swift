import Foundation
import LeadlineGeometry
import LeadlineModel
import LeadlineTestSupport
import Testing

@testable import LeadlineReports

struct AuditReportTests {
  private func page(_ language: Language) throws -> String {
    String(decoding: try SampleReport.make().html(language), as: UTF8.self)
  }

  @Test func saysWhatIsClaimedHowSureAndWhatSpeaksForTheRep() throws {
    let english = try page(.english)
    for text in [
      "37 of 480 check-ins do not fit a visit; about 1.9 would be usual for such a rep.",
      "Some 35 visits probably did not happen.", "Almost certain",
      "Of reps accused with this much evidence, &lt; 0.1 % are honest on average.",
      "390 of 480 check-ins are verified, 33 more are plausible.",
      "Of the 5 accused reps, at most 0.2 are expected to be honest",
      "android 5.2.1", "Mon, 14 Sep 2026", "8.2 km", "26.9 h", "9,000 : 1",
      "That is not enough to accuse.", "3 of 61 cases are shown",
    ] {
      #expect(english.contains(text), "\(text)")
    }
    let chinese = try page(.chinese)
    for text in [
      "480 次签到中有 37 次不像真实拜访；同类业务员通常约有 1.9 次。", "几乎可以肯定", "模拟定位",
      "480 次签到中有 390 次已证实，另有 33 次可信。", "2026年9月14日 周一", "8.2 公里", "UTC+08:00",
    ] {
      #expect(chinese.contains(text), "\(text)")
    }
    #expect(chinese.contains("lang=\"zh-CN\""))
  }

  @Test func namesFromOutsideStayText() throws {
    for language in Language.allCases {
      let html = try page(language)
      #expect(!html.contains("<script"))
      #expect(
        html.contains("&lt;/td&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;{1}")
      )
      #expect(!html.utf8.contains(0))
    }
  }

  @Test func pageLoadsNothing() throws {
    let html = try page(.english)
    for forbidden in ["http:", "https:", "src=", "@import", "url(", "<link", "<script", "<img"] {
      #expect(!html.contains(forbidden), "\(forbidden)")
    }
  }

  @Test func elementsAreClosedInOrder() throws {
    for language in Language.allCases {
      var open: [Substring] = []
      for piece in try page(language).split(separator: "<").dropFirst() {
        guard let end = piece.firstIndex(of: ">") else {
          Issue.record("a tag without end: \(piece.prefix(40))")
          return
        }
        let tag = piece[..<end]
        let name = tag.prefix { $0 != " " && $0 != "/" }
        if tag.hasPrefix("/") {
          #expect(open.popLast() == tag.dropFirst())
        } else if !tag.hasSuffix("/"), !["!DOCTYPE", "meta", "br"].contains(name) {
          open.append(name)
        }
      }
      #expect(open.isEmpty)
    }
  }

  @Test func idsAreUnique() throws {
    let ids = try page(.english).split(separator: " id=\"").dropFirst().map {
      $0.prefix { $0 != "\"" }
    }
    #expect(!ids.isEmpty)
    #expect(Set(ids).count == ids.count)
  }

  @Test func sameReportGivesTheSameBytes() throws {
    let first = try SampleReport.make().html(.english)
    let second = try SampleReport.make().html(.english)
    #expect(first == second)
  }

  @Test func caseIsSmallHoweverLongTheTrack() throws {
    var report = try SampleReport.make()
    let whole = report.html(.chinese).count
    let track = report.cases[0].days[0].track
    report.cases[0].days[0].track = (0..<50).flatMap { _ in track }
    #expect(report.html(.chinese).count < whole + 4_000)
    report.cases.removeLast(2)
    let one = report.html(.chinese).count
    report.cases = []
    #expect(one - report.html(.chinese).count < 40_000)
  }

  @Test func reportOfNothingIsAPage() throws {
    let report = AuditReport(timeZone: try #require(TimeZone(secondsFromGMT: 0)))
    for language in Language.allCases {
      let html = String(decoding: report.html(language), as: UTF8.self)
      #expect(html.contains(Phrase.casesNone.text(language)))
      #expect(!html.contains("nan"))
    }
  }
}
