import ArgumentParser
import Leadline

/// Lays a draft before those whom it concerns.
struct PlanProposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "propose",
    abstract: "Lay a draft before those whom it concerns, who may challenge it.",
    discussion: "A manager or a supervisor proposes."
  )

  @Argument(help: "The number of the plan.")
  var plan: Int64

  @OptionGroup var reason: PlanNoteOptionGroup
  @OptionGroup var actor: PlanActorOptionGroup

  func run() throws {
    let state = try actor.work { try $0.propose(plan, note: reason.note) }
    Console.note("plan \(plan) is \(state.rawValue)")
  }
}
