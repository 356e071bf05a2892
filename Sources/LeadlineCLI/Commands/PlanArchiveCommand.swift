import ArgumentParser
import Leadline

/// Gives a plan up.
struct PlanArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Give up a plan that is not active.",
    discussion: "A manager does. An archived plan stays for comparison and is never applied."
  )

  @Argument(help: "The number of the plan.")
  var plan: Int64

  @OptionGroup var reason: PlanNoteOptionGroup
  @OptionGroup var actor: PlanActorOptionGroup

  func run() throws {
    let state = try actor.work { try $0.archive(plan, note: reason.note) }
    Console.note("plan \(plan) is \(state.rawValue)")
  }
}
