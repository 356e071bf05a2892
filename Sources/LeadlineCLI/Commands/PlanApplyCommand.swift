import ArgumentParser
import Leadline

/// Brings a plan into force.
struct PlanApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Bring an approved plan into force, in one transaction.",
    discussion: """
      A manager does. The stores get their territories and owners, the fences of the plan take the \
      place of those of their level, which end now, and the active plan is archived. A plan is refused \
      before its date, and when stores came, went, moved or changed territory since it was made.

      --owners says who owns the stores that change territory: the rep whose territory it is then \
      (territory), whoever owns them (keep), or nobody (unowned: the public pool). Other stores keep \
      their owner, and so do those whose new territory no single active rep has.
      """
  )

  @Argument(help: "The number of the plan.")
  var plan: Int64?

  @Flag(help: "Apply every scheduled plan whose date has come, in the order of the dates.")
  var due = false

  @Option(help: "Who owns the stores that change territory: territory, keep or unowned.")
  var owners = TerritoryPlan.OwnerPolicy.territory

  @Flag(
    help: ArgumentHelp(
      "Apply it although stores changed since; new and moved ones go by its fences.",
      discussion: "leadline plan show PLAN --part changes lists them."
    )
  )
  var allowChanges = false

  @OptionGroup var reason: PlanNoteOptionGroup
  @OptionGroup var actor: PlanActorOptionGroup

  func validate() throws {
    guard (plan != nil) != due else {
      throw ValidationError("name one plan, or write --due for those whose date has come")
    }
  }

  func run() throws {
    try actor.work { desk in
      let plans = try plan.map { [$0] } ?? desk.duePlans().map(\.id)
      if plans.isEmpty { Console.note("no plan is due") }
      for plan in plans {
        let changes = try desk.apply(
          plan,
          owners: owners,
          allowsChanges: allowChanges,
          note: reason.note
        )
        report(changes, plan)
      }
    }
  }

  private func report(_ changes: TerritoryPlan.Changes, _ plan: Int64) {
    let former = changes.other.map { ", plan \($0) is archived" } ?? ""
    Console.note(
      "plan \(plan) is active\(former): \(changes.territories) stores have another territory,"
        + " \(changes.owners) another owner; \(changes.fences) fences in place of"
        + " \(changes.formerFences)"
    )
    if !changes.passedOver.isEmpty {
      Console.warning("changed since plan \(plan) was made: \(changes.passedOver)")
    }
    if changes.outside > 0 {
      Console.warning("\(changes.outside) new stores lie in no fence and keep what they had")
    }
    if changes.ownersWithoutRep > 0 {
      Console.warning(
        "\(changes.ownersWithoutRep) stores keep their owner, as no single active rep has their"
          + " territory"
      )
    }
    if changes.fences == 0 {
      Console.warning("plan \(plan) has no fences; those of the database stay")
    }
  }
}
