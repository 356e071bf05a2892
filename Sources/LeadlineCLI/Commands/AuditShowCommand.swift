import ArgumentParser
import Foundation
import Leadline

/// Shows what a case rests on, and what was decided about it.
struct AuditShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the findings of a case and the decisions on it.",
    discussion: """
      Writes kind,code,weight,by,check_ins,stores,text,time. Rows of kind finding have the rule, its \
      severity, the check-ins, the stores and the evidence; rows of kind earlier what was decided \
      about the finding above in any audit; rows of kind decision the verdict on this case, who \
      decided, the note and when.
      """
  )

  @Argument(help: ArgumentHelp("The case, 12-3 for the third of audit 12.", valueName: "case"))
  var name: CaseName

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    try output.refuseGeoJSON(for: "findings")
  }

  func run() throws {
    try OutputCheck.check(outputs: [output.output], inputs: [], database: database)
    let database = try LeadDatabase(path: database.resolved, access: .read)
    guard let found = try database.auditCase(name) else { throw StoredCase.missing(name) }
    let decided = try database.decidedFindings()
    Console.note(
      "case \(name), rep \(found.entry.rep): \(found.entry.flagged) of \(found.entry.checkIns)"
        + " check-ins flagged, for \(found.entry.reasons)"
    )
    let columns = ["kind", "code", "weight", "by", "check_ins", "stores", "text", "time"]
    let rows = try RowOutput(output, columns: columns.map { OutputColumn($0) })
    for finding in found.findings {
      for text in [
        "finding", finding.rule, finding.severity, "", finding.checkIns, finding.stores,
        finding.evidence,
      ] {
        rows.writer.text(text)
      }
      rows.writer.null()
      try rows.writer.endRow()
      guard let verdict = decided[finding.key] else { continue }
      for text in ["earlier", verdict.rawValue, "", "", "", "", ""] { rows.writer.text(text) }
      rows.writer.null()
      try rows.writer.endRow()
    }
    for decision in found.decisions {
      for text in [
        "decision", decision.verdict.rawValue, "", decision.decidedBy.rawValue, "", "",
        decision.note,
      ] {
        rows.writer.text(text)
      }
      rows.writer.time(decision.decidedAt)
      try rows.writer.endRow()
    }
    try rows.finish()
  }
}
