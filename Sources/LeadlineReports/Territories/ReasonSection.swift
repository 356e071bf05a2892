/// Why the plan is not in its bands.
struct ReasonSection: Sendable {
  /// The most territories that a sentence names.
  private static let greatestNames = 5

  private let report: TerritoryReport
  private let numbers: NumberText

  private var language: Language { numbers.language }

  init(_ report: TerritoryReport, numbers: NumberText) {
    self.report = report
    self.numbers = numbers
  }

  func write(to markup: inout Markup) {
    guard !report.reasons.isEmpty else { return }
    markup.element("h2", "", PlanPhrase.reasons.text(language))
    markup.element("ul") { markup in
      for reason in report.reasons { markup.element("li", "", text(reason)) }
    }
  }

  /// The sentence: measure, territories, share, customer, counts and limit are {0} to {6}.
  private func text(_ reason: TerritoryReport.Reason) -> String {
    let measure = reason.measure.flatMap {
      report.measures.indices.contains($0) ? report.measures[$0].words(language) : nil
    }
    let names = reason.territories.prefix(Self.greatestNames).map {
      report.territories.indices.contains($0) ? report.territories[$0].id : "–"
    }
    let more = reason.territories.count > names.count ? " …" : ""
    let counts = reason.counts.map { numbers.decimal($0, $0 == $0.rounded() ? 0 : 2) }
    return Self.phrase(reason.kind).text(
      language,
      measure ?? "–",
      names.joined(separator: language == .chinese ? "、" : ", ") + more,
      numbers.share(abs(reason.share)),
      reason.customer,
      counts.first ?? "–",
      counts.dropFirst().first ?? "–",
      reason.limit.map(text) ?? ""
    )
  }

  private func text(_ limit: TerritoryReport.Reason.Limit) -> String {
    switch limit {
    case .neighbourhood: PlanPhrase.neighbourhoodOnly.text(language)
    case .budget(let share, nil): PlanPhrase.budgetShort.text(language, numbers.share(share))
    case .budget(let share, let enough?):
      PlanPhrase.budgetTooSmall.text(language, numbers.share(share), numbers.share(enough))
    }
  }

  private static func phrase(_ kind: TerritoryReport.Reason.Kind) -> PlanPhrase {
    switch kind {
    case .pinnedTooMuch: .pinnedTooMuch
    case .customerTooLarge: .customerTooLarge
    case .customersTooLarge: .customersTooLarge
    case .tooFewCustomers: .tooFewCustomers
    case .tooFewUnits: .tooFewUnits
    case .eligibleTooMuch: .eligibleTooMuch
    case .eligibleTooLittle: .eligibleTooLittle
    case .partFitsNoTerritories: .partFitsNoTerritories
    case .morePartsThanTerritories: .morePartsThanTerritories
    case .notFoundAbove: .notFoundAbove
    case .notFoundBelow: .notFoundBelow
    case .outsideAbove: .outsideAbove
    case .outsideBelow: .outsideBelow
    }
  }
}
