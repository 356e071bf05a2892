/// The head of the page: what is planned, what it costs, and the figures before and after.
struct PlanSummary: Sendable {
  private let report: TerritoryReport
  private let numbers: NumberText

  private var language: Language { numbers.language }

  init(_ report: TerritoryReport, numbers: NumberText) {
    self.report = report
    self.numbers = numbers
  }

  func write(to markup: inout Markup) {
    markup.element("header") { markup in
      markup.element("h1", "", PlanPhrase.title.text(language))
      markup.element("p", "class=\"dim\"") { markup in
        if let name = report.name {
          markup.name(name)
          markup.text(" · ")
        }
        markup.text(
          PlanPhrase.subtitle.text(
            language,
            numbers.count(report.customers.count),
            numbers.count(report.territories.count)
          )
        )
      }
    }
    writeFacts(to: &markup)
    writeMetrics(to: &markup)
  }

  /// The largest share by which a territory is off its target, and whether all are in the band.
  private func worst(_ sums: (TerritoryReport.Territory) -> [Double]?)
    -> (deviation: Double, isWithinBand: Bool)?
  {
    var worst = 0.0
    var isWithinBand = true
    for territory in report.territories {
      guard let loads = sums(territory) else { return nil }
      for (measure, load) in zip(report.measures, zip(loads, territory.targets)) where load.1 > 0 {
        let deviation = abs(load.0 / load.1 - 1)
        worst = max(worst, deviation)
        if deviation > measure.tolerance { isWithinBand = false }
      }
    }
    return (worst, isWithinBand)
  }

  private func writeFacts(to markup: inout Markup) {
    var facts: [(text: String, caption: String, isStrong: Bool)] = []
    if let after = worst(\.after) {
      let before = worst(\.before)
      let caption =
        before.map { PlanPhrase.factWorstWas.text(language, numbers.share($0.deviation)) }
        ?? PlanPhrase.factWorst.text(language)
      facts.append((numbers.share(after.deviation), caption, !after.isWithinBand))
    }
    if report.hasBefore {
      let share = Double(report.moved) / Double(max(1, report.customers.count))
      facts.append(
        (
          numbers.count(report.moved),
          PlanPhrase.factMoved.text(language, numbers.share(share)), false
        )
      )
      if let movedShare = report.movedShare, let measure = report.measures.first {
        facts.append(
          (
            numbers.share(movedShare),
            PlanPhrase.factMovedShare.text(language, measure.words(language)), false
          )
        )
      }
    }
    facts.append(
      (numbers.count(report.exceptionsInAll), PlanPhrase.factExceptions.text(language), false)
    )
    markup.element("div", "class=\"facts\"") { markup in
      for fact in facts {
        markup.element("div", "class=\"fact\(fact.isStrong ? " strong" : "")\"") { markup in
          markup.element("b", "", fact.text)
          markup.text(fact.caption)
        }
      }
    }
  }

  // MARK: Figures

  private func writeMetrics(to markup: inout Markup) {
    guard !report.metrics.isEmpty else { return }
    let hasBefore = report.metrics.contains { $0.before != nil }
    var columns: [PlanTable.Column] = [.init(.figure)]
    if hasBefore { columns.append(.init(.before, isNumber: true)) }
    columns.append(.init(.after, isNumber: true))
    markup.element("h2", "", PlanPhrase.figures.text(language))
    PlanTable(columns, language).write(to: &markup) { markup in
      for metric in report.metrics {
        markup.element("tr") { markup in
          markup.element("th", "scope=\"row\"", label(metric.kind))
          if hasBefore {
            markup.element("td", "class=\"n\"", metric.before.map { text($0, metric.kind) } ?? "–")
          }
          markup.element("td", "class=\"n\"", text(metric.after, metric.kind))
        }
      }
    }
  }

  private func label(_ kind: TerritoryReport.Metric.Kind) -> String {
    func name(_ measure: Int) -> String {
      report.measures.indices.contains(measure) ? report.measures[measure].words(language) : "–"
    }
    return switch kind {
    case .worstDeviation(let measure): PlanPhrase.worstDeviation.text(language, name(measure))
    case .meanDeviation(let measure): PlanPhrase.meanDeviation.text(language, name(measure))
    case .outsideBand(let measure): PlanPhrase.outsideBand.text(language, name(measure))
    case .meanDistance: PlanPhrase.meanDistance.text(language)
    case .distance95: PlanPhrase.distance95.text(language)
    case .meanHomeDistance: PlanPhrase.meanHomeDistance.text(language)
    case .largestDiameter: PlanPhrase.largestDiameter.text(language)
    case .pieces: PlanPhrase.pieces.text(language)
    case .brokenPins: PlanPhrase.brokenPins.text(language)
    case .gap: PlanPhrase.gap.text(language)
    }
  }

  private func text(_ value: Double, _ kind: TerritoryReport.Metric.Kind) -> String {
    switch kind {
    case .worstDeviation, .meanDeviation, .gap: numbers.share(value)
    case .meanDistance, .distance95, .meanHomeDistance, .largestDiameter: numbers.metres(value)
    case .outsideBand, .pieces, .brokenPins: numbers.decimal(value, 0)
    }
  }
}

/// A table with a head.
struct PlanTable: Sendable {
  /// A column.
  struct Column: Sendable {
    let title: PlanPhrase
    let isNumber: Bool

    init(_ title: PlanPhrase, isNumber: Bool = false) {
      self.title = title
      self.isNumber = isNumber
    }
  }

  private let columns: [Column]
  private let language: Language

  init(_ columns: [Column], _ language: Language) {
    self.columns = columns
    self.language = language
  }

  /// Writes the table around its rows.
  func write(to markup: inout Markup, rows: (inout Markup) -> Void) {
    markup.element("div", "class=\"scroll\"") { markup in
      markup.element("table") { markup in
        markup.element("thead") { markup in
          markup.element("tr") { markup in
            for column in columns {
              let kind = column.isNumber ? " class=\"n\"" : ""
              markup.element("th", "scope=\"col\"\(kind)", column.title.text(language))
            }
          }
        }
        markup.element("tbody", "", rows)
      }
    }
  }
}
