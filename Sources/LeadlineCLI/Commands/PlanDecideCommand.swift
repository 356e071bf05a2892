import ArgumentParser
import Leadline

/// Decides on a challenge.
struct PlanDecideCommand: ParsableCommand {
  /// What is decided.
  enum Verdict: String, ExpressibleByArgument, CaseIterable {
    case accepted
    case declined
  }

  static let configuration = CommandConfiguration(
    commandName: "decide",
    abstract: "Decide on a challenge to a plan.",
    discussion: """
      A supervisor of the challenger decides, or a manager, once. An accepted wish is applied with the \
      plan, over what the plan says of the store. The fences stay, so the store is then an exception: \
      leadline assign lets it keep its territory while the plan is in force.
      """
  )

  @Argument(help: "The number of the challenge.")
  var challenge: Int64

  @Option(help: "accepted or declined.")
  var verdict: Verdict

  @OptionGroup var reason: PlanReasonOptionGroup
  @OptionGroup var actor: PlanActorOptionGroup

  func run() throws {
    let decided = try actor.work {
      try $0.decide(challenge, isAccepted: verdict == .accepted, note: reason.note)
    }
    Console.note(
      "challenge \(challenge) is \(verdict.rawValue): in plan \(decided.plan) the store"
        + " '\(decided.store)' goes to '\(verdict == .accepted ? decided.wish : decided.territory ?? "")'"
    )
  }
}
