import ArgumentParser
import Foundation
import Leadline

/// Records what a person decides about a case.
struct AuditDecideCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide",
    abstract: "Record what someone decides about a case.",
    discussion: """
      A manager, or a supervisor of the rep concerned, decides; nobody about the own visits. Decisions \
      are never changed: a change of mind is another one. Later audits show what was decided about \
      the same findings.
      """
  )

  @Argument(help: ArgumentHelp("The case, 12-3 for the third of audit 12.", valueName: "case"))
  var name: CaseName

  @Option(name: .customLong("as"), help: ArgumentHelp("Who decides.", valueName: "rep"))
  var judge: String

  @Option(help: "confirmed, cleared or undecided.")
  var verdict: CaseVerdict

  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var note: String

  @Option(help: ArgumentHelp("The time of the decision; else now.", valueName: "time"))
  var now: String?

  @OptionGroup var database: DatabaseOptionGroup

  func validate() throws {
    guard note.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("a decision needs its reason; give it with --note")
    }
  }

  func run() throws {
    let now = try InputOptionGroup.now(now)
    let database = try LeadDatabase(
      path: database.resolved,
      access: .write(createIfMissing: false)
    )
    guard let found = try database.auditCase(name) else { throw StoredCase.missing(name) }
    var reps: [Rep] = []
    try database.forEachRecord(.reps, withAttributes: false) { record in
      if let rep = Rep(record) { reps.append(rep) }
    }
    guard OrgTree(reps).mayJudge(ID(judge), visitsOf: found.entry.rep) else {
      throw CommandFailure(
        .notPermitted,
        "'\(judge)' may not decide about rep '\(found.entry.rep)';"
          + " a manager or a supervisor of the rep may"
      )
    }
    let decision = Decision(
      decidedBy: ID(judge),
      verdict: verdict,
      note: note,
      decidedAt: now
    )
    guard try database.add(decision, on: name) else { throw StoredCase.missing(name) }
    try database.close()
    Console.note("case \(name) is \(verdict.rawValue), says \(judge)")
  }
}
