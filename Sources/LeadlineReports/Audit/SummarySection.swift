import Foundation
import LeadlineModel

/// The first page: what was looked at, what came out, how often it may be wrong, and the cases.
struct SummarySection: Sendable {
  private let report: AuditReport
  private let numbers: NumberText

  private var language: Language { numbers.language }

  init(_ report: AuditReport, numbers: NumberText) {
    self.report = report
    self.numbers = numbers
  }

  func write(to markup: inout Markup) {
    markup.element("header") { markup in
      markup.element("h1", "", Phrase.title.text(language))
      if let from = report.from, let through = report.through {
        markup.element(
          "p",
          "class=\"dim\"",
          Phrase.subtitle.text(
            language,
            numbers.date(from),
            numbers.date(through),
            numbers.count(report.checkIns),
            numbers.count(report.reps),
            numbers.count(report.stores)
          )
        )
        markup.element(
          "p",
          "class=\"dim\"",
          Phrase.timesIn.text(language, numbers.zone(at: from))
        )
      }
    }
    writeFacts(to: &markup)
    writeVerdicts(to: &markup)
    writeCases(to: &markup)
    writeErrors(to: &markup)
    paragraphs(
      .readHeading,
      [Phrase.readVerdicts, .readUnverifiable, .readPeers, .readScore, .readLaw]
        .map { $0.text(language) },
      to: &markup
    )
    writeSources(to: &markup)
    let sample =
      report.sampled > 0
      ? Phrase.sampleText.text(language, numbers.count(report.sampled))
      : Phrase.sampleNone.text(language)
    paragraphs(.sampleHeading, [sample], to: &markup)
  }

  private func writeFacts(to markup: inout Markup) {
    let flaggedShare =
      report.checkIns == 0 ? 0 : Double(report.flagged) / Double(report.checkIns)
    let facts = [
      (
        numbers.count(report.accusedReps),
        Phrase.accusedOf.text(language, numbers.count(report.reps))
      ),
      (
        numbers.expected(min(report.expectedFalseAccusations, Double(report.accusedReps))),
        Phrase.expectedWrong.text(language)
      ),
      (numbers.count(report.flagged), Phrase.flaggedOf.text(language, numbers.share(flaggedShare))),
      (numbers.count(report.checkIns), Phrase.checkIns.text(language)),
    ]
    markup.element("div", "class=\"facts\"") { markup in
      for (position, fact) in facts.enumerated() {
        let isStrong = position == 0 && report.accusedReps > 0
        markup.element("div", "class=\"fact\(isStrong ? " strong" : "")\"") { markup in
          markup.element("b", "", fact.0)
          markup.text(fact.1)
        }
      }
    }
  }

  private func writeVerdicts(to markup: inout Markup) {
    guard report.checkIns > 0 else { return }
    markup.element("div", "class=\"bar\" aria-hidden=\"true\"") { markup in
      for (verdict, count) in zip(Verdict.allCases, report.verdicts) where count > 0 {
        markup.raw("<i class=\"\(verdict.rawValue)\" style=\"flex:\(count)\"></i>")
      }
    }
    markup.element("ul", "class=\"key\"") { markup in
      for (verdict, count) in zip(Verdict.allCases, report.verdicts) {
        markup.element("li") { markup in
          markup.element(
            "span",
            "class=\"v \(verdict.rawValue)\"",
            verdict.phrase.text(language)
          )
          markup.text(
            " " + numbers.count(count) + " · "
              + numbers.share(Double(count) / Double(report.checkIns))
          )
        }
      }
    }
  }

  private func writeErrors(to markup: inout Markup) {
    var sentences: [String] = []
    if report.accusedReps > 0 {
      sentences.append(
        Phrase.errorReps.text(
          language,
          numbers.count(report.accusedReps),
          numbers.expected(report.expectedFalseAccusations),
          numbers.share(report.falseDiscoveryRate)
        )
      )
    } else {
      sentences.append(
        Phrase.errorNobody.text(language, numbers.share(report.falseDiscoveryRate))
      )
    }
    if report.flagged > 0 {
      sentences.append(
        Phrase.errorFlags.text(
          language,
          numbers.count(report.flagged),
          numbers.expected(report.expectedFalseFlags)
        )
      )
    }
    paragraphs(.errorHeading, sentences, to: &markup)
  }

  private func paragraphs(_ heading: Phrase, _ sentences: [String], to markup: inout Markup) {
    markup.element("h3", "", heading.text(language))
    for sentence in sentences { markup.element("p", "", sentence) }
  }

  private func writeSources(to markup: inout Markup) {
    guard !report.sources.isEmpty else { return }
    markup.element("h3", "", Phrase.sourcesHeading.text(language))
    markup.element("p", "", Phrase.sourcesText.text(language))
    table([.source, .kind, .datum, .timeCheckIns], numberColumns: [3], to: &markup) { markup in
      for source in report.sources {
        markup.element("tr") { markup in
          markup.element("th", "scope=\"row\"") { $0.name(source.name) }
          markup.element(
            "td",
            "",
            (source.givesFixes ? Phrase.kindFixes : .kindStores).text(language)
          )
          markup.element("td", "", source.datum)
          markup.element("td", "class=\"n\"", numbers.count(source.checkIns))
        }
      }
    }
  }

  private func writeCases(to markup: inout Markup) {
    markup.element("h3", "", Phrase.casesHeading.text(language))
    guard !report.cases.isEmpty else {
      markup.element("p", "", Phrase.casesNone.text(language))
      return
    }
    table(
      [.rank, .rep, .flagged, .likelyFalse, .qValue, .mainReasons],
      numberColumns: [0, 2, 3, 4],
      to: &markup
    ) { markup in
      for page in report.cases { writeRow(page, to: &markup) }
    }
    if report.casesInAll > report.cases.count {
      markup.element(
        "p",
        "class=\"note\"",
        Phrase.casesMore.text(
          language,
          numbers.count(report.cases.count),
          numbers.count(report.casesInAll)
        )
      )
    }
  }

  private func writeRow(_ page: CasePage, to markup: inout Markup) {
    var reasons: [String] = []
    for finding in page.findings where !finding.reason.excuses && reasons.count < 3 {
      reasons.append(ReasonWords(finding.reason, language).name)
    }
    markup.element("tr") { markup in
      markup.element("td", "class=\"n\"", numbers.count(page.rank))
      markup.element("th", "scope=\"row\"") { markup in
        markup.raw("<a href=\"#case-\(page.rank)\">")
        markup.name(page.repName.isEmpty ? page.repID : page.repName)
        markup.raw("</a>")
        if page.isAccused {
          markup.raw(" ")
          markup.element("span", "class=\"v contradicted\"", Phrase.accused.text(language))
        }
      }
      markup.element(
        "td",
        "class=\"n\"",
        numbers.count(page.flagged) + " / " + numbers.count(page.checkIns)
      )
      markup.element("td", "class=\"n\"", numbers.expected(page.falseVisits))
      markup.element("td", "class=\"n\"", numbers.share(page.qValue))
      markup.element("td", "", reasons.joined(separator: language == .english ? "; " : "；"))
    }
  }

  private func table(
    _ heads: [Phrase],
    numberColumns: [Int],
    to markup: inout Markup,
    _ rows: (inout Markup) -> Void
  ) {
    markup.element("div", "class=\"scroll\"") { markup in
      markup.element("table") { markup in
        markup.element("thead") { markup in
          markup.element("tr") { markup in
            for (position, head) in heads.enumerated() {
              let kind = numberColumns.contains(position) ? " class=\"n\"" : ""
              markup.element("th", "scope=\"col\"\(kind)", head.text(language))
            }
          }
        }
        markup.element("tbody", "", rows)
      }
    }
  }
}
