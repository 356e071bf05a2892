/// What other budgets for moves would give.
struct ScenarioSection: Sendable {
  private let report: TerritoryReport
  private let numbers: NumberText

  private var language: Language { numbers.language }

  init(_ report: TerritoryReport, numbers: NumberText) {
    self.report = report
    self.numbers = numbers
  }

  func write(to markup: inout Markup) {
    guard !report.scenarios.isEmpty else { return }
    markup.element("h2", "", PlanPhrase.scenarios.text(language))
    markup.element("p", "class=\"note\"", PlanPhrase.scenariosText.text(language))
    let columns: [PlanTable.Column] = [
      .init(.budget), .init(.movedLoad, isNumber: true), .init(.movedCustomers, isNumber: true),
      .init(.worst, isNumber: true), .init(.withinBand), .init(.meanDistance, isNumber: true),
    ]
    PlanTable(columns, language).write(to: &markup) { markup in
      for scenario in report.scenarios {
        markup.element("tr", scenario.isChosen ? "class=\"chosen\"" : "") { row(scenario, &$0) }
      }
    }
  }

  private func row(_ scenario: TerritoryReport.Scenario, _ markup: inout Markup) {
    let budget =
      scenario.budget.map { PlanPhrase.budgetShare.text(language, numbers.share($0)) }
      ?? PlanPhrase.budgetFree.text(language)
    let chosen = scenario.isChosen ? " · " + PlanPhrase.chosen.text(language) : ""
    markup.element("th", "scope=\"row\"", budget + chosen)
    markup.element("td", "class=\"n\"", numbers.share(scenario.movedShare))
    markup.element("td", "class=\"n\"", numbers.count(scenario.moved))
    let kind = scenario.isWithinBand ? "good" : "off"
    markup.element("td", "class=\"n \(kind)\"", numbers.share(scenario.worstDeviation))
    let answer: PlanPhrase = scenario.isWithinBand ? .yes : .no
    markup.element("td", "class=\"\(kind)\"", answer.text(language))
    markup.element("td", "class=\"n\"", numbers.metres(scenario.meanDistanceMetres))
  }
}

/// The customers that are not in their own fence.
struct ExceptionSection: Sendable {
  private let report: TerritoryReport
  private let numbers: NumberText

  private var language: Language { numbers.language }

  init(_ report: TerritoryReport, numbers: NumberText) {
    self.report = report
    self.numbers = numbers
  }

  func write(to markup: inout Markup) {
    guard !report.exceptions.isEmpty else { return }
    markup.element("h2", "", PlanPhrase.exceptions.text(language))
    markup.element("p", "class=\"note\"", PlanPhrase.exceptionsText.text(language))
    let columns: [PlanTable.Column] = [
      .init(.customer), .init(.territory), .init(.fence), .init(.reason),
    ]
    PlanTable(columns, language).write(to: &markup) { markup in
      for exception in report.exceptions {
        markup.element("tr") { markup in
          markup.element("th", "scope=\"row\"") { $0.name(exception.customer) }
          markup.element("td") { $0.name(name(exception.territory)) }
          markup.element("td") { $0.name(name(exception.fence)) }
          markup.element("td", "", Self.phrase(exception.reason).text(language))
        }
      }
    }
    guard report.exceptionsInAll > report.exceptions.count else { return }
    markup.element(
      "p",
      "class=\"note\"",
      PlanPhrase.moreRows.text(
        language,
        numbers.count(report.exceptions.count),
        numbers.count(report.exceptionsInAll)
      )
    )
  }

  private func name(_ territory: Int32) -> String {
    report.territories.indices.contains(Int(territory))
      ? report.territories[Int(territory)].id : "–"
  }

  private static func phrase(_ reason: TerritoryReport.Exception.Reason) -> PlanPhrase {
    switch reason {
    case .outsideRegion: .outsideRegion
    case .sharedPlace: .sharedPlace
    case .heldElsewhere: .heldElsewhere
    case .tooClose: .tooClose
    }
  }
}
