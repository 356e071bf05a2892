import LeadlineModel

/// One day of a case: map, time line and the table of its check-ins.
struct DaySection: Sendable {
  private let day: CaseDay
  private let numbers: NumberText
  private let id: String

  private var language: Language { numbers.language }

  init(_ day: CaseDay, numbers: NumberText, id: String) {
    self.day = day
    self.numbers = numbers
    self.id = id
  }

  func write(to markup: inout Markup) {
    guard let first = day.visits.first else { return }
    markup.element("h3") { markup in
      markup.text(numbers.weekdayAndDate(first.time))
      markup.raw(" <span class=\"dim\">")
      markup.text(
        Phrase.dayOf.text(
          language,
          numbers.count(day.visits.count),
          numbers.count(day.visits.count { $0.verdict.isAccusing })
        )
      )
      markup.raw("</span>")
    }
    markup.element("div", "class=\"scroll\"") { markup in
      MapFigure(day, numbers: numbers, id: id + "m").write(to: &markup)
    }
    writeLegend(to: &markup)
    markup.element("div", "class=\"scroll\"") { markup in
      TimeFigure(day, numbers: numbers, id: id + "t").write(to: &markup)
    }
    writeTable(to: &markup)
  }

  private func writeLegend(to markup: inout Markup) {
    markup.element("p", "class=\"note\"") { markup in
      markup.text("□ " + Phrase.legendStore.text(language))
      markup.text(" · ● " + Phrase.legendFix.text(language))
      if day.track.count > 1 { markup.text(" · ― " + Phrase.legendTrack.text(language)) }
      markup.text(" · ◆ " + Phrase.legendFar.text(language))
    }
  }

  private func writeTable(to markup: inout Markup) {
    markup.element("div", "class=\"scroll\"") { markup in
      markup.element("table") { markup in
        markup.element("thead") { markup in
          markup.element("tr") { markup in
            let heads: [(Phrase, Bool)] = [
              (.number, true), (.time, false), (.store, false), (.distance, true),
              (.accuracy, true), (.verdict, false), (.justified, false), (.check, false),
            ]
            for (phrase, isNumber) in heads {
              markup.element(
                "th",
                "scope=\"col\"\(isNumber ? " class=\"n\"" : "")",
                phrase.text(language)
              )
            }
          }
        }
        markup.element("tbody") { markup in
          for (position, visit) in day.visits.prefix(MapFigure.greatestVisits).enumerated() {
            write(visit, number: position + 1, to: &markup)
          }
        }
      }
    }
  }

  private func write(_ visit: CaseDay.Visit, number: Int, to markup: inout Markup) {
    markup.element("tr") { markup in
      markup.element("td", "class=\"n\"", numbers.count(number))
      markup.element("td", "", numbers.hour(visit.time))
      markup.element("td") { markup in
        markup.name(visit.storeName.isEmpty ? visit.storeID : visit.storeName)
      }
      markup.element(
        "td",
        "class=\"n\"",
        visit.distanceMetres.map { numbers.metres($0) } ?? Phrase.noFix.text(language)
      )
      markup.element("td", "class=\"n\"", visit.accuracyMetres.map { numbers.metres($0) } ?? "–")
      markup.element("td") { markup in
        markup.element(
          "span",
          "class=\"v \(visit.verdict.rawValue)\"",
          visit.verdict.phrase.text(language)
        )
      }
      markup.element(
        "td",
        "",
        visit.reasons.map { ReasonWords($0, language).name }
          .joined(separator: language == .english ? "; " : "；")
      )
      markup.element("td") { markup in markup.name(visit.id) }
    }
  }
}

extension Verdict {
  /// The verdict in words.
  var phrase: Phrase {
    switch self {
    case .verified: .verified
    case .plausible: .plausible
    case .unverifiable: .unverifiable
    case .suspicious: .suspicious
    case .contradicted: .contradicted
    }
  }
}
