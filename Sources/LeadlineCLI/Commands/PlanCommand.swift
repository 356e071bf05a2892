import ArgumentParser
import Leadline

/// Keeps plans of territories, from the draft to the day on which another takes their place.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Compare, agree on, apply and take back plans of territories.",
    discussion: """
      A plan is a draft first. It is proposed, challenged by reps, approved, perhaps scheduled, and \
      applied: then it is active, until another takes its place or it is rolled back, and archived. \
      Every step is kept with who, when and why. Reps challenge; supervisors decide on the challenges \
      of their team and approve for it; managers do everything.
      """,
    subcommands: [
      PlanListCommand.self, PlanShowCommand.self, PlanCompareCommand.self, PlanAddCommand.self,
      PlanProposeCommand.self, PlanChallengeCommand.self, PlanDecideCommand.self,
      PlanApproveCommand.self, PlanRejectCommand.self, PlanScheduleCommand.self,
      PlanApplyCommand.self, PlanRollBackCommand.self, PlanArchiveCommand.self,
      PlanHistoryCommand.self,
    ]
  )
}

extension TerritoryPlan {
  /// What messages call the plan: its number, its name and its scenario.
  var title: String {
    scenario.isEmpty ? "plan \(id) '\(name)'" : "plan \(id) '\(name)', \(scenario)"
  }
}
