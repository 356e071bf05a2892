import ArgumentParser
import Leadline

/// Sends a plan back.
struct PlanRejectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject",
    abstract: "Send a plan that is not active yet back to its makers; it is a draft again.",
    discussion: "A manager, or a supervisor whose team has a territory that changes, rejects."
  )

  @Argument(help: "The number of the plan.")
  var plan: Int64

  @OptionGroup var reason: PlanReasonOptionGroup
  @OptionGroup var actor: PlanActorOptionGroup

  func run() throws {
    let state = try actor.work { try $0.reject(plan, note: reason.note) }
    Console.note("plan \(plan) is a \(state.rawValue) again")
  }
}
