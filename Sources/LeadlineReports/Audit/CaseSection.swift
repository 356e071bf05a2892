import LeadlineModel

/// One case as a section of the page: the claim first, then why and what speaks against it, then the
/// proof.
struct CaseSection: Sendable {
  private let page: CasePage
  private let numbers: NumberText

  private var language: Language { numbers.language }
  /// Reasons named in the short list.
  private static let shownReasons = 4

  init(_ page: CasePage, numbers: NumberText) {
    self.page = page
    self.numbers = numbers
  }

  func write(to markup: inout Markup) {
    let kind = page.isAccused ? "case accused" : "case"
    markup.element("section", "class=\"\(kind)\" id=\"case-\(page.rank)\"") { markup in
      writeHead(to: &markup)
      markup.element("div", "class=\"two\"") { markup in
        writeWhy(to: &markup)
        writeFor(to: &markup)
      }
      markup.element("h3", "", Phrase.peersHeading.text(language))
      PeerFigure(page, numbers: numbers, id: "p\(page.rank)").write(to: &markup)
      for (position, day) in page.days.enumerated() {
        DaySection(day, numbers: numbers, id: "d\(page.rank)-\(position)").write(to: &markup)
      }
      writeFindings(to: &markup)
    }
  }

  private func writeHead(to markup: inout Markup) {
    markup.element("h2") { markup in
      markup.raw("\(page.rank). ")
      markup.name(page.repName.isEmpty ? page.repID : page.repName)
      if !page.repName.isEmpty {
        markup.raw(" <span class=\"dim\">")
        markup.name(page.repID)
        markup.raw("</span>")
      }
      markup.element("span", "class=\"sure\"", sureness.text(language))
    }
    let sentence: Phrase = page.isAccused ? .sentenceAccused : .sentenceOpen
    markup.element(
      "p",
      "class=\"claim\"",
      sentence.text(
        language,
        numbers.count(page.flagged),
        numbers.count(page.checkIns),
        numbers.expected(page.expectedFlagged),
        numbers.expected(page.falseVisits)
      )
    )
    let sure: Phrase = page.isAccused ? .sureAccused : .sureOpen
    markup.element("p", "class=\"note\"", sure.text(language, numbers.share(page.qValue)))
    if page.raised > 0 {
      markup.element(
        "p",
        "class=\"note\"",
        Phrase.raised.text(language, numbers.count(page.raised))
      )
    }
    markup.element("div", "class=\"facts\"") { markup in
      fact(numbers.count(page.flagged), .factFlagged, numbers.count(page.checkIns), &markup)
      fact(numbers.expected(page.expectedFlagged), .factExpected, "", &markup)
      fact(numbers.expected(page.falseVisits), .factFalse, "", &markup)
      fact(numbers.share(page.qValue), .factSure, "", &markup)
    }
  }

  private func fact(_ number: String, _ phrase: Phrase, _ value: String, _ markup: inout Markup) {
    let isStrong = page.isAccused && phrase == .factFlagged
    markup.element("div", "class=\"fact\(isStrong ? " strong" : "")\"") { markup in
      markup.element("b", "", number)
      markup.text(phrase.text(language, value))
    }
  }

  private var sureness: Phrase {
    switch page.qValue {
    case ...0.001 where page.isAccused: .sureAlmost
    case ...0.01 where page.isAccused: .sureVery
    case _ where page.isAccused: .sureEnough
    case ...0.5: .sureLittle
    default: .sureNot
    }
  }

  private func writeWhy(to markup: inout Markup) {
    let accusing = page.findings.filter { !$0.reason.excuses }
    markup.element("div") { markup in
      markup.element("h3", "", Phrase.whyHeading.text(language))
      markup.element("ul", "class=\"why\"") { markup in
        for row in accusing.prefix(Self.shownReasons) {
          markup.element("li") { markup in
            markup.element("b", "", ReasonWords(row.reason, language).name)
            markup.text(language == .english ? ": " : "：")
            markup.text(
              Phrase.whyCheckIns.text(
                language,
                numbers.count(row.checkIns),
                numbers.count(row.stores)
              )
            )
          }
        }
      }
    }
  }

  private func writeFor(to markup: inout Markup) {
    markup.element("div") { markup in
      markup.element("h3", "", Phrase.forHeading.text(language))
      markup.element("ul", "class=\"for\"") { markup in
        for sentence in counterEvidence { markup.element("li", "", sentence) }
      }
    }
  }

  private var counterEvidence: [String] {
    let counter = page.counter
    func count(_ verdict: Verdict) -> Int {
      Verdict.allCases.firstIndex(of: verdict).map { page.verdicts[$0] } ?? 0
    }
    var sentences: [String] = []
    if count(.verified) > 0 {
      sentences.append(
        Phrase.forVerified.text(
          language,
          numbers.count(count(.verified)),
          numbers.count(page.checkIns),
          numbers.count(count(.plausible))
        )
      )
    } else {
      sentences.append(Phrase.forNone.text(language))
    }
    func add(_ number: Int, _ phrase: Phrase, _ more: Int = 0) {
      guard number > 0 else { return }
      sentences.append(phrase.text(language, numbers.count(number), numbers.count(more)))
    }
    add(counter.excusedFlagged, .forExcusedFlagged)
    add(counter.flaggedWithOrder, .forOrdersFlagged)
    add(counter.orders, .forOrders)
    add(counter.cleanPhotos, .forPhotos, counter.photos)
    add(counter.accompanied, .forAccompanied)
    for excuse in counter.excuses {
      sentences.append(
        Phrase.forExcuse.text(
          language,
          ReasonWords(excuse.reason, language).name,
          numbers.count(excuse.checkIns)
        )
      )
    }
    return sentences
  }

  private func writeFindings(to markup: inout Markup) {
    guard !page.findings.isEmpty else { return }
    markup.element("h3", "", Phrase.findingsHeading.text(language))
    markup.element("div", "class=\"scroll\"") { markup in
      markup.element("table") { markup in
        markup.element("thead") { markup in
          markup.element("tr") { markup in
            head(.justified, &markup)
            head(.severity, &markup)
            head(.timeCheckIns, isNumber: true, &markup)
            head(.evidence, &markup)
            head(.strength, isNumber: true, &markup)
            head(.excuse, &markup)
          }
        }
        markup.element("tbody") { markup in
          for row in page.findings { write(row, to: &markup) }
        }
      }
    }
    if page.moreFindings > 0 {
      markup.element(
        "p",
        "class=\"note\"",
        Phrase.findingsMore.text(language, numbers.count(page.moreFindings))
      )
    }
  }

  private func head(_ phrase: Phrase, isNumber: Bool = false, _ markup: inout Markup) {
    markup.element(
      "th",
      "scope=\"col\"\(isNumber ? " class=\"n\"" : "")",
      phrase.text(language)
    )
  }

  private func write(_ row: CasePage.FindingRow, to markup: inout Markup) {
    let words = ReasonWords(row.reason, language)
    let severity: Phrase =
      switch row.severity {
      case .low: .severityLow
      case .medium: .severityMedium
      case .high: .severityHigh
      }
    markup.element("tr") { markup in
      markup.element("th", "scope=\"row\" style=\"white-space:normal\"") { markup in
        markup.text(words.name)
        markup.element("div", "class=\"note\"", row.reason.rawValue)
      }
      markup.element(
        "td",
        "",
        row.reason.excuses ? Phrase.excusesHere.text(language) : severity.text(language)
      )
      markup.element("td", "class=\"n\"", numbers.count(row.checkIns))
      markup.element("td") { markup in
        for (position, evidence) in row.evidence.enumerated() {
          if position > 0 { markup.raw("<br>") }
          markup.text(
            EvidenceWords.name(evidence.name, language) + " "
              + numbers.value(evidence.value, unit: evidence.unit)
          )
        }
        if let id = row.checkInIDs.first {
          markup.element("div", "class=\"note\"", Phrase.checkInIDs.text(language, id))
        }
      }
      markup.element(
        "td",
        "class=\"n\"",
        row.reason.excuses ? "–" : numbers.factor(ofLogarithm: row.logLikelihoodRatio) + " : 1"
      )
      markup.element("td", "", words.excuse)
    }
  }
}
