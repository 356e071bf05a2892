import ArgumentParser
import Foundation
import Leadline

/// Shows one side of a plan.
struct PlanShowCommand: ParsableCommand {
  /// What is shown.
  enum Part: String, ExpressibleByArgument, CaseIterable {
    case territories
    case stores
    case fences
    case events
    case challenges
    case metrics
    case changes
  }

  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a plan does, and what was done to it.",
    discussion: """
      Accepted challenges are in territories and stores. --part says what is written:

      stores: id,from,to,moved,amount
      fences: id,name,territory,level,priority and the area, as GeoJSON for a map
      events: id,action,state,by,at,note,effective,challenge,cause
      challenges: id,store,territory,wish,by,at,reason,verdict,decided_by,decided_at,note
      metrics: metric,value
      changes: change,id, what was changed since the plan was made or, if it is active, applied
      territories (default): territory,reps,stores_before,stores_after,gained_stores,lost_stores,\
      amount_before,amount_after,gained_amount,lost_amount
      """
  )

  @Argument(help: "The number of the plan.")
  var plan: Int64

  @Option(help: "territories, stores, fences, events, challenges, metrics or changes.")
  var part = Part.territories

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    if part != .fences { try output.refuseGeoJSON(for: part.rawValue) }
  }

  func run() throws {
    try OutputCheck.check(outputs: [output.output], inputs: [], database: database)
    let database = try LeadDatabase(path: database.resolved, access: .read)
    let found = try database.plan(plan)
    let share = found.amount > 0 ? found.movedAmount / found.amount * 100 : 0
    Console.note(
      "\(found.title): \(found.state.rawValue); \(found.moved) of \(found.stores) stores change"
        + " territory, \(String(format: "%.2f", share)) % of \(found.measure)"
    )
    try PlanParts(plan: plan, database: database, output: output).write(part)
  }
}

/// Writes the sides of a plan.
private struct PlanParts {
  let plan: Int64
  let database: LeadDatabase
  let output: OutputOptionGroup

  func write(_ part: PlanShowCommand.Part) throws {
    switch part {
    case .territories: try writeTerritories()
    case .stores: try writeStores()
    case .fences: try writeFences()
    case .events: try writeEvents()
    case .challenges: try writeChallenges()
    case .metrics: try writeMetrics()
    case .changes: try writeChanges()
    }
  }

  private func writeTerritories() throws {
    let names = [
      "stores_before", "stores_after", "gained_stores", "lost_stores", "amount_before",
      "amount_after", "gained_amount", "lost_amount",
    ]
    let rows = try RowOutput(
      output,
      columns: [OutputColumn("territory"), OutputColumn("reps")]
        + names.map { OutputColumn($0, .right) }
    )
    let holders = try database.territoryHolders()
    for load in try database.territoryLoads(ofPlan: plan) {
      rows.writer.optional(load.territory)
      let reps = holders.filter { holder in
        load.territory.map { $0.utf8.elementsEqual(holder.territory.utf8) } ?? false
      }
      rows.writer.text(reps.map(\.rep.rawValue).joined(separator: "|"))
      for count in [load.storesBefore, load.storesAfter, load.gained, load.lost] {
        rows.writer.integer(count)
      }
      for amount in [load.amountBefore, load.amountAfter, load.gainedAmount, load.lostAmount] {
        rows.writer.amount(amount)
      }
      try rows.writer.endRow()
    }
    try rows.finish()
  }

  private func writeStores() throws {
    let table = try database.planTable(plan)
    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("id"), OutputColumn("from"), OutputColumn("to"), OutputColumn("moved"),
        OutputColumn("amount", .right),
      ]
    )
    for store in 0..<table.count {
      rows.writer.text(table.ids.text(store))
      rows.writer.optional(table.name(table.from[store]))
      rows.writer.optional(table.name(table.to[store]))
      rows.writer.flag(table.from[store] != table.to[store])
      rows.writer.amount(table.amounts[store])
      try rows.writer.endRow()
    }
    try rows.finish()
  }

  private func writeFences() throws {
    let hasText = try ![OutputFormat.geojson, .table].contains(output.resolvedFormat())
    let names = ["id", "name", "territory", "level", "priority"] + (hasText ? ["wkt"] : [])
    let rows = try RowOutput(
      output,
      columns: names.map { OutputColumn($0, $0 == "priority" ? .right : .left) }
    )
    for fence in try database.fences(ofPlan: plan) {
      rows.writer.text(fence.id.rawValue)
      rows.writer.optional(fence.name)
      rows.writer.text(fence.territory)
      rows.writer.text(fence.level)
      rows.writer.integer(fence.priority)
      if hasText { try rows.wellKnownText(fence.area.geometry) }
      try rows.area(fence.area.geometry)
      try rows.writer.endRow()
    }
    try rows.finish()
  }

  private func writeEvents() throws {
    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("id", .right), OutputColumn("action"), OutputColumn("state"),
        OutputColumn("by"), OutputColumn("at"), OutputColumn("note"), OutputColumn("effective"),
        OutputColumn("challenge", .right), OutputColumn("cause", .right),
      ]
    )
    for event in try database.events(ofPlan: plan) {
      rows.writer.integer(Int(event.id))
      rows.writer.text(event.action.rawValue)
      rows.writer.text(event.state.rawValue)
      rows.writer.optional(event.by?.rawValue)
      rows.writer.time(event.at)
      rows.writer.text(event.note)
      if let effective = event.effective { rows.writer.time(effective) } else { rows.writer.null() }
      for number in [event.challenge, event.cause] {
        if let number { rows.writer.integer(Int(number)) } else { rows.writer.null() }
      }
      try rows.writer.endRow()
    }
    try rows.finish()
  }

  private func writeChallenges() throws {
    let names = [
      "store", "territory", "wish", "by", "at", "reason", "verdict", "decided_by", "decided_at",
      "note",
    ]
    let rows = try RowOutput(
      output,
      columns: [OutputColumn("id", .right)] + names.map { OutputColumn($0) }
    )
    for challenge in try database.challenges(ofPlan: plan) {
      rows.writer.integer(Int(challenge.id))
      rows.writer.text(challenge.store.rawValue)
      rows.writer.optional(challenge.territory)
      rows.writer.text(challenge.wish)
      rows.writer.text(challenge.by.rawValue)
      rows.writer.time(challenge.at)
      rows.writer.text(challenge.reason)
      if let decision = challenge.decision {
        rows.writer.text(decision.isAccepted ? "accepted" : "declined")
        rows.writer.text(decision.by.rawValue)
        rows.writer.time(decision.at)
        rows.writer.text(decision.note)
      }
      try rows.writer.endRow()
    }
    try rows.finish()
  }

  private func writeMetrics() throws {
    let rows = try RowOutput(
      output,
      columns: [OutputColumn("metric"), OutputColumn("value", .right)]
    )
    for (name, value) in PlanFigures.numbers(of: try database.plan(plan).metrics) {
      rows.writer.text(name)
      rows.writer.number(value)
      try rows.writer.endRow()
    }
    try rows.finish()
  }

  private func writeChanges() throws {
    let rows = try RowOutput(output, columns: [OutputColumn("change"), OutputColumn("id")])
    for entry in try database.changes(sincePlan: plan).entries {
      rows.writer.text(entry.kind.rawValue)
      rows.writer.text(entry.id)
      try rows.writer.endRow()
    }
    try rows.finish()
  }
}
