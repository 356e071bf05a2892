import ArgumentParser
import Foundation
import Leadline

/// Shows two plans side by side.
struct PlanCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two plans: stores, load, gains and losses, metrics.",
    discussion: """
      Writes kind,territory,figure,a,b,difference: rows of kind plan for the whole, of kind territory \
      for each territory, of kind metric for what was computed when the plans were made. With --stores \
      it writes id,from,a,b,amount instead, one row per store to which the plans give different \
      territories. Accepted challenges are in both.
      """
  )

  @Argument(help: "The number of the first plan.")
  var first: Int64

  @Argument(help: "The number of the second plan.")
  var second: Int64

  @Flag(help: "Write the stores to which the plans give different territories.")
  var stores = false

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    try output.refuseGeoJSON(for: "figures")
  }

  func run() throws {
    try OutputCheck.check(outputs: [output.output], inputs: [], database: database)
    let database = try LeadDatabase(path: database.resolved, access: .read)
    let plans = [try database.plan(first), try database.plan(second)]
    let comparison = try database.comparison(ofPlan: first, with: second)
    Console.note("a is \(plans[0].title); b is \(plans[1].title)")
    if plans[0].measure != plans[1].measure {
      Console.warning(
        "amounts are of \(plans[0].measure) in a and of \(plans[1].measure) in b"
      )
    }
    if plans[0].fingerprint != plans[1].fingerprint {
      Console.warning("the plans were made for different stores, or stores in other territories")
    }
    if stores { try writeStores(comparison) } else { try writeFigures(comparison) }
  }

  private func writeFigures(_ comparison: PlanComparison) throws {
    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("kind"), OutputColumn("territory"), OutputColumn("figure"),
        OutputColumn("a", .right), OutputColumn("b", .right), OutputColumn("difference", .right),
      ]
    )
    for figure in comparison.figures {
      rows.writer.text(figure.kind.rawValue)
      rows.writer.optional(figure.territory)
      rows.writer.text(figure.name)
      for value in [figure.first, figure.second, figure.difference] {
        rows.writer.amount(value ?? .nan)
      }
      try rows.writer.endRow()
    }
    try rows.finish()
  }

  private func writeStores(_ comparison: PlanComparison) throws {
    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("id"), OutputColumn("from"), OutputColumn("a"), OutputColumn("b"),
        OutputColumn("amount", .right),
      ]
    )
    for store in comparison.stores {
      rows.writer.text(store.store.rawValue)
      rows.writer.optional(store.from)
      rows.writer.optional(store.first)
      rows.writer.optional(store.second)
      rows.writer.amount(store.amount)
      try rows.writer.endRow()
    }
    try rows.finish()
  }
}
