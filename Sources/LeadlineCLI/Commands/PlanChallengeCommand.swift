import ArgumentParser
import Leadline

/// Contests a store's place in a plan.
struct PlanChallengeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "challenge",
    abstract: "Contest a store's place in a proposed plan.",
    discussion: """
      Whoever owns the store or has the territory that it leaves or enters challenges, and so do their \
      supervisors and managers.
      """
  )

  @Argument(help: "The number of the plan.")
  var plan: Int64

  @Argument(help: "The id of the store.")
  var store: String

  @Option(help: ArgumentHelp("The territory that it should have.", valueName: "territory"))
  var wish: String

  @OptionGroup var reason: PlanReasonOptionGroup
  @OptionGroup var actor: PlanActorOptionGroup

  func run() throws {
    let challenge = try actor.work {
      try $0.challenge(plan, store: ID(store), wish: wish, reason: reason.note)
    }
    Console.note("this is challenge \(challenge); a supervisor of '\(actor.actor)' decides on it")
  }
}
