import ArgumentParser
import Leadline

/// Takes back what applying a plan changed.
struct PlanRollBackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Take back what applying the active plan changed, in one transaction.",
    discussion: """
      A manager does. Territories, owners and fences are as before, and the plan that was active then \
      is active again. It is refused when stores or fences that the plan changed were changed again \
      since, as that would be lost.
      """
  )

  @Argument(help: "The number of the plan.")
  var plan: Int64

  @Flag(
    help: ArgumentHelp(
      "Roll back although later changes are lost.",
      discussion: "leadline plan show PLAN --part changes lists them."
    )
  )
  var force = false

  @OptionGroup var reason: PlanNoteOptionGroup
  @OptionGroup var actor: PlanActorOptionGroup

  func run() throws {
    let changes = try actor.work {
      try $0.rollBack(plan, isForced: force, note: reason.note)
    }
    let former = changes.other.map { "plan \($0) is active again" } ?? "no plan is active"
    Console.note(
      "plan \(plan) is archived, \(former): \(changes.territories) stores have their former"
        + " territory, \(changes.owners) their former owner; \(changes.formerFences) fences are back"
    )
    if !changes.passedOver.isEmpty { Console.warning("lost: \(changes.passedOver)") }
  }
}
