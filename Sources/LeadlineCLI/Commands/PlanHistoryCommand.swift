import ArgumentParser
import Foundation
import Leadline

/// Tells whose a store was.
struct PlanHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Tell in which territory a store was when, and whose it was.",
    discussion: """
      Writes from,until,territory,owner,plan: one row per time in which neither changed, from the first \
      on; until is excluded, plan brought it about. Changes of territory by assign and by plans are \
      recorded, changes of owner by plans; what an import changed has no time and shows as a warning.
      """
  )

  @Argument(help: "The id of the store.")
  var store: String

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      "Only what held at this time or, for a day in --time-zone, on that day.",
      valueName: "time"
    )
  )
  var moment: String?

  @Option(
    help: ArgumentHelp(
      "The zone of a time without offset, Asia/Shanghai for one.",
      valueName: "zone"
    )
  )
  var timeZone: String?

  @Option(help: "The level of the territories.")
  var level = Fence.defaultLevel

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    try output.refuseGeoJSON(for: "times")
  }

  func run() throws {
    let period = try period()
    try OutputCheck.check(outputs: [output.output], inputs: [], database: database)
    let database = try LeadDatabase(path: database.resolved, access: .read)
    guard let history = try database.history(of: ID(store), level: level) else {
      throw CommandFailure(.noInput, "there is no store '\(store)'; check the id")
    }
    if !history.isUpToDate, let present = history.present {
      Console.warning(
        "the store has the territory '\(present.territory ?? "")' and the owner"
          + " '\(present.owner?.rawValue ?? "")' now, by an import or an edit at an unknown time"
      )
    }
    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("from"), OutputColumn("until"), OutputColumn("territory"),
        OutputColumn("owner"), OutputColumn("plan", .right),
      ]
    )
    for interval in history.intervals {
      if let period, !interval.overlaps(from: period.start, until: period.end) { continue }
      for time in [interval.from, interval.until] {
        if let time { rows.writer.time(time) } else { rows.writer.null() }
      }
      rows.writer.optional(interval.territory)
      rows.writer.optional(interval.owner?.rawValue)
      if let plan = interval.plan { rows.writer.integer(Int(plan)) }
      try rows.writer.endRow()
    }
    try rows.finish()
  }

  /// The moment asked about, or the day; nil for all times.
  private func period() throws -> DateInterval? {
    guard let moment else { return nil }
    let zone = try InputOptionGroup.zone(timeZone)
    let start = try InputOptionGroup.time(moment, option: "--on", timeZone: zone)
    // Without a mark of the time of day it is a day.
    let isDay = !moment.contains { $0 == ":" || $0 == "T" || $0 == "t" }
    guard isDay, let zone else { return DateInterval(start: start, end: start) }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let end = calendar.date(byAdding: .day, value: 1, to: start) ?? start
    return DateInterval(start: start, end: end)
  }
}
