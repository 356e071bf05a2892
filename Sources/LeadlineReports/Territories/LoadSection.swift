/// Bars of what each territory has to do beside what it should, before and after.
struct LoadSection: Sendable {
  private let report: TerritoryReport
  private let numbers: NumberText

  private var language: Language { numbers.language }

  /// Territories shown at most for a measure.
  static let mostRows = 200

  init(_ report: TerritoryReport, numbers: NumberText) {
    self.report = report
    self.numbers = numbers
  }

  func write(to markup: inout Markup) {
    for (position, measure) in report.measures.enumerated() {
      markup.element("h2", "", PlanPhrase.loads.text(language, measure.words(language)))
      markup.element(
        "p",
        "class=\"note\"",
        PlanPhrase.loadsText.text(language, numbers.share(measure.tolerance))
      )
      write(position, measure, to: &markup)
    }
  }

  private func write(
    _ position: Int,
    _ measure: TerritoryReport.Measure,
    to markup: inout Markup
  ) {
    let territories = report.territories.filter {
      $0.after.indices.contains(position) && $0.targets.indices.contains(position)
    }
    let largest =
      territories.flatMap { territory in
        [
          territory.after[position], territory.targets[position] * (1 + measure.tolerance),
          territory.before.map { $0[position] } ?? 0,
        ]
      }.max() ?? 0
    guard largest > 0 else { return }
    let columns: [PlanTable.Column] = [
      .init(.territory), .init(.rep), .init(.load), .init(.target, isNumber: true),
      .init(.before, isNumber: true), .init(.after, isNumber: true),
    ]
    PlanTable(columns, language).write(to: &markup) { markup in
      for territory in territories.prefix(Self.mostRows) {
        row(territory, position, measure, scale: 100 / largest, to: &markup)
      }
    }
    more(territories.count, to: &markup)
  }

  private func more(_ count: Int, to markup: inout Markup) {
    guard count > Self.mostRows else { return }
    markup.element(
      "p",
      "class=\"note\"",
      PlanPhrase.moreRows.text(language, numbers.count(Self.mostRows), numbers.count(count))
    )
  }

  private func row(
    _ territory: TerritoryReport.Territory,
    _ position: Int,
    _ measure: TerritoryReport.Measure,
    scale: Double,
    to markup: inout Markup
  ) {
    let (load, target) = (territory.after[position], territory.targets[position])
    let isOff = abs(load - target) > measure.tolerance * target * (1 + 1e-9)
    let off = isOff ? " off" : ""
    markup.element("tr") { markup in
      markup.element("th", "scope=\"row\"") { $0.name(territory.id) }
      markup.element("td") { $0.name(territory.rep ?? "–") }
      markup.element("td") { markup in
        markup.element("div", "class=\"load\" aria-hidden=\"true\"") { markup in
          let low = Self.percent(target * (1 - measure.tolerance) * scale)
          let width = Self.percent(2 * target * measure.tolerance * scale)
          markup.raw("<i class=\"band\" style=\"left:\(low);width:\(width)\"></i>")
          if let before = territory.before {
            let width = Self.percent(before[position] * scale)
            markup.raw("<i class=\"was\" style=\"width:\(width)\"></i>")
          }
          markup.raw("<i class=\"is\(off)\" style=\"width:\(Self.percent(load * scale))\"></i>")
          markup.raw("<i class=\"goal\" style=\"left:\(Self.percent(target * scale))\"></i>")
        }
      }
      markup.element("td", "class=\"n\"", numbers.amount(target))
      markup.element(
        "td",
        "class=\"n\"",
        territory.before.map { numbers.deviation($0[position], of: target) } ?? "–"
      )
      markup.element("td", "class=\"n\(off)\"", numbers.deviation(load, of: target))
    }
  }

  private static func percent(_ value: Double) -> String {
    Markup.length(min(100, max(0, value))) + "%"
  }
}
