import ArgumentParser
import Leadline

/// Agrees to a plan.
struct PlanApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Agree to a proposed plan.",
    discussion: """
      A manager approves for all; a supervisor for the own team: the plan is approved when the \
      supervisors of all territories that change have approved, since it was proposed or a challenge \
      to it was last accepted. Nobody approves while a challenge is open.
      """
  )

  @Argument(help: "The number of the plan.")
  var plan: Int64

  @OptionGroup var reason: PlanNoteOptionGroup
  @OptionGroup var actor: PlanActorOptionGroup

  func run() throws {
    let approval = try actor.work { try $0.approve(plan, note: reason.note) }
    let missing = approval.missing
    let rest =
      missing.isEmpty
      ? ""
      : "; the approval for \(missing.prefix(5).joined(separator: ", "))"
        + (missing.count > 5 ? " and \(missing.count - 5) more" : "") + " is missing"
    Console.note("plan \(plan) is \(approval.state.rawValue)\(rest)")
  }
}
