import ArgumentParser
import Foundation
import Leadline

/// Sets from when on a plan is to be in force.
struct PlanScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Set the date from which on an approved plan is to be in force.",
    discussion: """
      A manager does. On that date, leadline plan apply --due applies it; before it, it is refused. A \
      scheduled plan may be scheduled anew.
      """
  )

  @Argument(help: "The number of the plan.")
  var plan: Int64

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      "The time, or with --time-zone the day, from which on it is to be in force.",
      valueName: "time"
    )
  )
  var effective: String

  @Option(
    help: ArgumentHelp(
      "The zone of a time without offset, Asia/Shanghai for one.",
      valueName: "zone"
    )
  )
  var timeZone: String?

  @OptionGroup var reason: PlanNoteOptionGroup
  @OptionGroup var actor: PlanActorOptionGroup

  func run() throws {
    let effective = try InputOptionGroup.time(
      effective,
      option: "--on",
      timeZone: InputOptionGroup.zone(timeZone)
    )
    let state = try actor.work { try $0.schedule(plan, for: effective, note: reason.note) }
    Console.note("plan \(plan) is \(state.rawValue) for \(effective.formatted(.iso8601))")
  }
}
