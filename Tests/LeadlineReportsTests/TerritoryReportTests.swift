import Foundation
import LeadlineGeometry
import LeadlineTestSupport
import Testing

@testable import LeadlineReports

struct TerritoryReportTests {
  private func square(_ west: Double, _ south: Double) throws -> MultiPolygon {
    let corners = [(0.0, 0.0), (1, 0), (1, 1), (0, 1), (0, 0)]
    let ring = try corners.map {
      try Coordinate(longitude: west + $0.0, latitude: south + $0.1)
    }
    return MultiPolygon([try Polygon(exterior: ring)])
  }

  /// Three territories beside each other; some customers of the first go to the second.
  private func sample(moved: Int = 4, customers: Int = 90) throws -> TerritoryReport {
    var rng = SplitMix64(seed: 2)
    var report = TerritoryReport()
    report.name = "</p><script>alert('x')</script>"
    report.measures = [.init(name: "workload", tolerance: 0.05)]
    report.areasBefore = try [square(9, 47), square(10, 47), nil]
    report.areasAfter = try [square(9, 47), square(10, 47), square(11, 47)]
    report.territories = [
      .init(id: "north", rep: "王芳", targets: [100], before: [120], after: [104]),
      .init(id: "south", targets: [100], before: [80], after: [96]),
      .init(id: "<b>", rep: "A & B", targets: [100], before: [100], after: [110]),
    ]
    for number in 0..<customers {
      let territory = Int32(number % 3)
      let isMoved = territory == 0 && number / 3 < moved
      report.customers.append(
        .init(
          place: try Coordinate(
            longitude: 9 + Double(territory) + rng.double(in: 0...1),
            latitude: rng.double(in: 47...48)
          ),
          before: territory,
          after: isMoved ? 1 : territory,
          amount: 2.5
        )
      )
    }
    report.movedShare = 0.033
    report.metrics = [
      .init(.worstDeviation(measure: 0), before: 0.2, after: 0.1),
      .init(.meanDistance, before: 12_340, after: 11_800), .init(.gap, after: 0.000_01),
    ]
    report.exceptions = TerritoryReport.Exception.Reason.allCases.map {
      .init(customer: "c\($0.rawValue)", territory: 0, fence: -1, reason: $0)
    }
    report.exceptionsInAll = 9
    report.scenarios = [
      .init(
        budget: 0.02,
        movedShare: 0.02,
        moved: 3,
        worstDeviation: 0.12,
        isWithinBand: false,
        meanDistanceMetres: 12_000
      ),
      .init(
        budget: nil,
        movedShare: 0.033,
        moved: 4,
        worstDeviation: 0.04,
        isWithinBand: true,
        meanDistanceMetres: 11_800,
        isChosen: true
      ),
    ]
    return report
  }

  private func page(_ report: TerritoryReport, _ language: Language = .english) -> String {
    String(decoding: report.html(language), as: UTF8.self)
  }

  @Test func saysWhatMovesAndWhatComesOut() throws {
    let english = page(try sample())
    for text in [
      "90 customers · 3 territories", "customers move, 4.4 % of all", "of workload moves",
      "largest deviation from the target; it was 20 %", "12.3 km", "&lt; 0.1 %", "+4.0 %", "−4.0 %",
      "any · this plan", "at most 2.0 %", "4 of 9 are shown.", "2 of 3 territories change.",
      "too close to another territory&#39;s customers", "<td class=\"n\">−10.0</td>",
    ] {
      #expect(english.contains(text), "\(text)")
    }
    let chinese = page(try sample(), .chinese)
    for text in ["90 家客户 · 3 个区域", "不限 · 本方案", "转入", "12.3 公里", "lang=\"zh-CN\""] {
      #expect(chinese.contains(text), "\(text)")
    }
  }

  @Test func deviationsThatRoundToNothingHaveNoSign() {
    let numbers = NumberText(language: .english, timeZone: .gmt)
    #expect(numbers.deviation(99.99, of: 100) == "0.0 %")
    #expect(numbers.deviation(99.9, of: 100) == "−0.1 %")
    #expect(numbers.deviation(100.1, of: 100) == "+0.1 %")
  }

  @Test func reasonsAreGivenInBothLanguages() throws {
    var report = try sample()
    for language in Language.allCases {
      #expect(!page(report, language).contains(PlanPhrase.reasons.text(language)))
    }
    report.reasons = TerritoryReport.Reason.Kind.allCases.map {
      .init(
        $0,
        measure: 0,
        territories: [1],
        share: -0.071,
        customer: "<i>7",
        counts: [3, 4.25]
      )
    }
    for limit in [.neighbourhood, .budget(0.03, enough: nil), .budget(0.03, enough: 0.27)]
      as [TerritoryReport.Reason.Limit]
    {
      report.reasons.append(.init(.outsideAbove, territories: [1], share: 0.5, limit: limit))
    }
    for language in Language.allCases {
      let html = page(report, language)
      #expect(html.contains(PlanPhrase.reasons.text(language)))
      #expect(html.split(separator: "<li>").count == 1 + report.reasons.count)
      #expect(!html.contains("{") || html.range(of: "{[0-9]}", options: .regularExpression) == nil)
      #expect(html.contains("&lt;i&gt;7") && html.contains("4.25"))
    }
    #expect(
      page(report).contains(
        "workload: 3 of 4.25 territories are outside the band, south the most, 7.1 % below"
      )
    )
    #expect(
      page(report).contains("50 % above its target; at most 3.0 % may move, and 27 % would do.")
    )
    #expect(page(report, .chinese).contains("4.25 个区域中有 3 个超出允许范围，south 偏差最大"))
  }

  @Test func onlyLoadsOutsideTheBandAreMarked() throws {
    let html = page(try sample())
    #expect(html.contains("<td class=\"n off\">+10.0 %</td>"))
    #expect(html.contains("<td class=\"n\">+4.0 %</td>"))
  }

  @Test func namesFromOutsideStayText() throws {
    for language in Language.allCases {
      let html = page(try sample(), language)
      #expect(!html.contains("<script"))
      #expect(!html.contains("<b></"))
      #expect(html.contains("&lt;/p&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
    }
  }

  @Test func pageLoadsNothingAndClosesEveryElement() throws {
    for language in Language.allCases {
      let html = page(try sample(), language)
      for forbidden in ["http:", "https:", "src=", "@import", "url(", "<link", "<img", "href="] {
        #expect(!html.contains(forbidden), "\(forbidden)")
      }
      var open: [Substring] = []
      for piece in html.split(separator: "<").dropFirst() {
        let tag = piece.prefix { $0 != ">" }
        let name = tag.prefix { $0 != " " && $0 != "/" }
        if tag.hasPrefix("/") {
          #expect(open.popLast() == tag.dropFirst())
        } else if !tag.hasSuffix("/"), !["!DOCTYPE", "meta"].contains(name) {
          open.append(name)
        }
      }
      #expect(open.isEmpty)
    }
  }

  @Test func fewMovesAreDrawnOneByOneAndManyTogether() throws {
    func arrows(_ html: String) -> Int { html.split(separator: "class=\"arrow\"").count - 1 }
    #expect(arrows(page(try sample(moved: 7))) == 7)
    #expect(arrows(page(try sample(moved: 400, customers: 1500))) == 1)
    #expect(arrows(page(try sample(moved: 0))) == 0)
  }

  @Test func aPlanWithoutOneBeforeHasOneMapAndNoChanges() throws {
    var report = try sample()
    for number in report.customers.indices { report.customers[number].before = -1 }
    for number in report.territories.indices { report.territories[number].before = nil }
    report.areasBefore = []
    report.movedShare = nil
    let html = page(report)
    #expect(html.split(separator: "<svg").count == 2)
    #expect(!html.contains(PlanPhrase.changes.text(.english)))
  }

  @Test func reportOfNothingIsAPage() {
    for language in Language.allCases {
      let html = page(TerritoryReport(), language)
      #expect(html.contains(PlanPhrase.title.text(language)))
      #expect(!html.contains("nan") && !html.contains("inf"))
    }
  }

  @Test func neighboursHaveDifferentColours() throws {
    let areas = try (0..<30).map { try square(Double($0), 0) as MultiPolygon? }
    let colours = TerritoryColours(areas, territories: 30)
    for territory in 1..<30 { #expect(colours.name(territory) != colours.name(territory - 1)) }
  }

  @Test func everyPhraseSaysTheSameInBothLanguages() {
    func places(_ text: String) -> Set<Character> {
      Set(zip(text, text.dropFirst()).filter { $0.0 == "{" }.map { $0.1 })
    }
    for phrase in PlanPhrase.allCases {
      let isChinese = phrase.chinese.unicodeScalars.contains {
        (0x4E00...0x9FFF).contains($0.value)
      }
      #expect(!phrase.english.isEmpty && isChinese, "\(phrase)")
      #expect(places(phrase.english) == places(phrase.chinese), "\(phrase)")
    }
  }
}
