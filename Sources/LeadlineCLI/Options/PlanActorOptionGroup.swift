import ArgumentParser
import Foundation
import Leadline

/// The options of commands that do something to a plan.
struct PlanActorOptionGroup: ParsableArguments {
  @Option(name: .customLong("as"), help: ArgumentHelp("Who does it.", valueName: "rep"))
  var actor: String

  @Option(help: ArgumentHelp("The time at which it is done; else now.", valueName: "time"))
  var now: String?

  @OptionGroup var database: DatabaseOptionGroup

  func validate() throws {
    guard !actor.isEmpty else { throw ValidationError("--as needs the id of a rep") }
  }

  /// Opens the database, has the work done at the desk of whoever acts, and closes it.
  func work<Result>(_ body: (PlanDesk) throws -> Result) throws -> Result {
    let now = try InputOptionGroup.now(now)
    let database = try LeadDatabase(
      path: database.resolved,
      access: .write(createIfMissing: false)
    )
    let result = try body(PlanDesk(database, actor: ID(actor), now: now))
    try database.close()
    return result
  }
}

/// The note that goes with what is done to a plan.
struct PlanNoteOptionGroup: ParsableArguments {
  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var note: String = ""
}

/// The note without which something is not done to a plan.
struct PlanReasonOptionGroup: ParsableArguments {
  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var note: String

  func validate() throws {
    guard note.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("it needs its reason; give it with --note")
    }
  }
}

extension InputOptionGroup {
  /// Reads a time with offset, or a time or date in the zone of `--time-zone`.
  static func time(_ text: String, option: String, timeZone: TimeZone?) throws -> Date {
    guard case .time(let time) = TimeParser.parse(text.utf8, timeZone: timeZone) else {
      throw ValidationError(
        "'\(text)' is no time for \(option); write it as 2026-03-03T09:00:00+08:00,"
          + " or as 2026-03-03 with --time-zone Asia/Shanghai"
      )
    }
    return time
  }

  /// The time zone of a name.
  static func zone(_ name: String?) throws -> TimeZone? {
    try name.map { name in
      guard let zone = TimeZone(identifier: name) else {
        throw ValidationError(
          "the time zone '\(name)' is not known; name one such as Asia/Shanghai"
        )
      }
      return zone
    }
  }
}
