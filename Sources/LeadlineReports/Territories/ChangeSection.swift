/// What each rep gains and loses.
struct ChangeSection: Sendable {
  private let report: TerritoryReport
  private let numbers: NumberText

  private var language: Language { numbers.language }

  init(_ report: TerritoryReport, numbers: NumberText) {
    self.report = report
    self.numbers = numbers
  }

  /// What a territory gains and loses.
  private struct Change {
    var before = 0
    var after = 0
    var gained = 0
    var lost = 0
    var gainedAmount = 0.0
    var lostAmount = 0.0
  }

  func write(to markup: inout Markup) {
    guard report.hasBefore, let measure = report.measures.first else { return }
    var changes = [Change](repeating: Change(), count: report.territories.count)
    for customer in report.customers {
      if customer.before >= 0 { changes[Int(customer.before)].before += 1 }
      if customer.after >= 0 { changes[Int(customer.after)].after += 1 }
      guard customer.before != customer.after else { continue }
      if customer.after >= 0 {
        changes[Int(customer.after)].gained += 1
        changes[Int(customer.after)].gainedAmount += customer.amount
      }
      if customer.before >= 0 {
        changes[Int(customer.before)].lost += 1
        changes[Int(customer.before)].lostAmount += customer.amount
      }
    }
    let changed = changes.indices.filter { changes[$0].gained + changes[$0].lost > 0 }
    markup.element("h2", "", PlanPhrase.changes.text(language))
    markup.element(
      "p",
      "class=\"note\"",
      PlanPhrase.changesText.text(
        language,
        numbers.count(changed.count),
        numbers.count(report.territories.count),
        measure.words(language)
      )
    )
    guard !changed.isEmpty else { return }
    write(changed, changes, to: &markup)
    guard changed.count > LoadSection.mostRows else { return }
    markup.element(
      "p",
      "class=\"note\"",
      PlanPhrase.moreRows.text(
        language,
        numbers.count(LoadSection.mostRows),
        numbers.count(changed.count)
      )
    )
  }

  private func write(_ changed: [Int], _ changes: [Change], to markup: inout Markup) {
    let columns: [PlanTable.Column] = [
      .init(.territory), .init(.rep), .init(.customersBefore, isNumber: true),
      .init(.gained, isNumber: true), .init(.lost, isNumber: true),
      .init(.customersAfter, isNumber: true), .init(.gainedAmount, isNumber: true),
      .init(.lostAmount, isNumber: true), .init(.balance, isNumber: true),
    ]
    PlanTable(columns, language).write(to: &markup) { markup in
      for territory in changed.prefix(LoadSection.mostRows) {
        let change = changes[territory]
        func count(_ value: Int) -> String {
          numbers.change(Double(value)) { numbers.count(Int($0)) }
        }
        let values = [
          numbers.count(change.before), count(change.gained), count(-change.lost),
          numbers.count(change.after), numbers.change(change.gainedAmount, numbers.amount),
          numbers.change(-change.lostAmount, numbers.amount),
          numbers.change(change.gainedAmount - change.lostAmount, numbers.amount),
        ]
        markup.element("tr") { markup in
          markup.element("th", "scope=\"row\"") { $0.name(report.territories[territory].id) }
          markup.element("td") { $0.name(report.territories[territory].rep ?? "–") }
          for value in values { markup.element("td", "class=\"n\"", value) }
        }
      }
    }
  }
}
