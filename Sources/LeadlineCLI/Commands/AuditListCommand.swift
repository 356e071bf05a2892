import ArgumentParser
import Foundation
import Leadline

/// Lists the cases of an audit of the database.
struct AuditListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the cases of an audit of the database.",
    discussion: """
      Writes case,rep_id,score,q_value,check_ins,flagged,reasons,verdict, by rank; verdict is the \
      last decision on the case.
      """
  )

  @Option(help: ArgumentHelp("The number of the audit; else the last one.", valueName: "number"))
  var audit: Int64?

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    try output.refuseGeoJSON(for: "cases")
  }

  func run() throws {
    try OutputCheck.check(outputs: [output.output], inputs: [], database: database)
    let database = try LeadDatabase(path: database.resolved, access: .read)
    if let audit, try !database.hasAudit(audit) {
      throw CommandFailure(
        .noInput,
        "there is no audit \(audit); without --audit, the last is shown"
      )
    }
    let cases = try database.cases(ofAudit: audit)
    if cases.isEmpty { Console.note("there is no case; leadline audit --out DIR looks for some") }
    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("case"), OutputColumn("rep_id"), OutputColumn("score", .right),
        OutputColumn("q_value", .right), OutputColumn("check_ins", .right),
        OutputColumn("flagged", .right), OutputColumn("reasons"), OutputColumn("verdict"),
      ]
    )
    for (name, entry, verdict) in cases {
      rows.writer.text("\(name)")
      rows.writer.text(entry.rep.rawValue)
      rows.writer.fixed(entry.score, decimals: 3)
      rows.writer.fixed(entry.qValue ?? .nan, decimals: 6)
      rows.writer.integer(entry.checkIns)
      rows.writer.integer(entry.flagged)
      rows.writer.text(entry.reasons)
      rows.writer.text(verdict?.rawValue ?? "")
      try rows.writer.endRow()
    }
    try rows.finish()
  }
}

extension StoredCase {
  /// What a command says if the database has no such case.
  static func missing(_ name: CaseName) -> CommandFailure {
    CommandFailure(.noInput, "there is no case \(name); leadline audit list shows those there are")
  }
}
