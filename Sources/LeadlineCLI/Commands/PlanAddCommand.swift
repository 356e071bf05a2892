import ArgumentParser
import Foundation
import Leadline

/// Keeps a plan that was made elsewhere.
struct PlanAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Keep a plan that was made elsewhere or by hand, as a draft.",
    discussion: """
      A manager or a supervisor does. Writes the number of the plan: plan. Stores that the file leaves \
      out keep the territory that they have; without --fences applying the plan leaves the fences of \
      the database as they are. The files that leadline rebalance writes are taken as they are.
      """
  )

  @Option(help: ArgumentHelp("What it is called.", valueName: "text"))
  var name: String

  @Option(
    help: ArgumentHelp("The territories of the stores: id,territory (or to).", valueName: "file")
  )
  var assignments: [String]

  @Option(help: ArgumentHelp("The fences of the territories.", valueName: "file"))
  var fences: [String] = []

  @Option(help: "The field of the stores that tells how much moves.")
  var measure = "workload"

  @Option(help: ArgumentHelp("The datum of the fences' file.", valueName: "datum"))
  var fencesDatum: String?

  @Option(
    help: ArgumentHelp(
      "Write what was repaired in fences to this file, as fence,repair.",
      valueName: "file"
    )
  )
  var repairs: String?

  @OptionGroup var actor: PlanActorOptionGroup
  @OptionGroup var input: InputOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    try output.refuseGeoJSON(for: "numbers")
    guard name.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("--name needs a name")
    }
    guard PlanDraft.hasMeasure(measure) else {
      throw ValidationError("stores have no numeric field '\(measure)'; name one such as workload")
    }
  }

  func run() throws {
    let now = try InputOptionGroup.now(actor.now)
    try OutputCheck.check(
      outputs: [output.output, input.rejects, repairs],
      inputs: assignments + fences,
      database: actor.database
    )
    let options = try input.options(
      for: [.planAssignments, .of(.fences)],
      datums: ["fences": fencesDatum]
    )
    let database = try LeadDatabase(
      path: actor.database.resolved,
      access: .write(createIfMissing: false)
    )
    let desk = try PlanDesk(database, actor: ID(actor.actor), now: now)
    let rejects = try RejectLog(input)
    let source = try RecordSource(
      database: actor.database,
      files: [.fences: fences.isEmpty ? assignments : fences],
      options: options,
      rejects: rejects
    )
    var draft = try PlanDraft(database, measure: measure)
    try source.forEach(.planAssignments, files: assignments, verb: "reading assignments") {
      record,
      reject in
      if let fault = draft.add(record) { try reject(fault) }
    }
    let drawn =
      fences.isEmpty ? [] : try FenceReading.fences(of: source, now: now, repairs: repairs)
    try rejects.finish()
    guard fences.isEmpty || !drawn.isEmpty else {
      throw CommandFailure(
        .badData,
        "\(fences.joined(separator: ", ")) has no fence that is valid now, so the plan would come"
          + " without any; leave --fences out if it shall"
      )
    }
    guard !draft.isEmpty else {
      throw CommandFailure(
        .badData,
        "\(assignments.joined(separator: ", ")) gives no store of \(database.path) a territory, so"
          + " there is no plan to add; check its columns id and territory (or to)"
      )
    }
    let plans = try desk.add(
      draft.plans(name: name, madeBy: ID(actor.actor), madeAt: now, fences: drawn)
    )
    try database.close()
    let rows = try RowOutput(output, columns: [OutputColumn("plan", .right)])
    for plan in plans {
      rows.writer.integer(Int(plan))
      try rows.writer.endRow()
    }
    try rows.finish()
  }
}
