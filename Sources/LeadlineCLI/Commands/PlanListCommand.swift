import ArgumentParser
import Foundation
import Leadline

/// Lists the plans of the database.
struct PlanListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the plans of the database.",
    discussion: """
      Writes id,list,name,scenario,state,effective,parent,made_by,made_at,stores,measure,amount,\
      moved_stores,moved_amount,moved_share,open_challenges,accepted_challenges, by id. Plans of one \
      list are the scenarios of one run; parent is the plan that was in force then; what moves is \
      counted without challenges.
      """
  )

  @Option(
    help: "Only plans that are draft, proposed, approved, scheduled, active or archived."
  )
  var state: TerritoryPlan.State?

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    try output.refuseGeoJSON(for: "plans")
  }

  func run() throws {
    try OutputCheck.check(outputs: [output.output], inputs: [], database: database)
    let database = try LeadDatabase(path: database.resolved, access: .read)
    let plans = try database.plans().filter { state == nil || $0.state == state }
    if plans.isEmpty {
      Console.note("there is no such plan; leadline rebalance makes some, and so does plan add")
    }
    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("id", .right), OutputColumn("list", .right), OutputColumn("name"),
        OutputColumn("scenario"), OutputColumn("state"), OutputColumn("effective"),
        OutputColumn("parent", .right), OutputColumn("made_by"), OutputColumn("made_at"),
        OutputColumn("stores", .right), OutputColumn("measure"), OutputColumn("amount", .right),
        OutputColumn("moved_stores", .right), OutputColumn("moved_amount", .right),
        OutputColumn("moved_share", .right), OutputColumn("open_challenges", .right),
        OutputColumn("accepted_challenges", .right),
      ]
    )
    for plan in plans {
      rows.writer.integer(Int(plan.id))
      rows.writer.integer(Int(plan.list))
      rows.writer.text(plan.name)
      rows.writer.text(plan.scenario)
      rows.writer.text(plan.state.rawValue)
      if let effective = plan.effective { rows.writer.time(effective) } else { rows.writer.null() }
      if let parent = plan.parent { rows.writer.integer(Int(parent)) } else { rows.writer.null() }
      rows.writer.optional(plan.madeBy?.rawValue)
      rows.writer.time(plan.madeAt)
      rows.writer.integer(plan.stores)
      rows.writer.text(plan.measure)
      rows.writer.amount(plan.amount)
      rows.writer.integer(plan.moved)
      rows.writer.amount(plan.movedAmount)
      rows.writer.fixed(plan.amount > 0 ? plan.movedAmount / plan.amount : 0, decimals: 6)
      rows.writer.integer(plan.openChallenges)
      rows.writer.integer(plan.acceptedChallenges)
      try rows.writer.endRow()
    }
    try rows.finish()
  }
}

extension RowWriter {
  /// Appends a number without what summing up adds behind the sixth decimal; null if it is not finite.
  mutating func amount(_ value: Double) { number((value * 1e6).rounded() / 1e6) }

  /// Appends text, or nothing.
  mutating func optional(_ text: String?) {
    if let text { self.text(text) } else { null() }
  }
}
