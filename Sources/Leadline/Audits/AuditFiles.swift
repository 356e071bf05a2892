import Foundation
package import LeadlineDatabase
import LeadlineGeometry
import LeadlineModel
package import LeadlineVisits

/// The files of an audit.
package enum AuditFiles {
  /// The names of all files that an audit writes.
  package static let names: Set<String> = [
    "verdicts.csv", "findings.csv", "cases.csv", "sample.csv", "sources.csv", "audit.json",
    "report.html",
  ]

  /// Writes an audit's files into a folder.
  ///
  /// - Throws: ``LeadlineDatabase/FileError``.
  package static func write(
    _ audit: Audit,
    _ summary: AuditSummary,
    to folder: OutputFolder
  ) throws {
    let verdicts = try OutputFile(path: folder.path(of: "verdicts.csv"))
    try VerdictRows(audit).write { try verdicts.write($0) }
    try verdicts.finish()

    try writeRows(
      "findings.csv",
      ["rule", "severity", "rep_id", "check_ins", "stores", "evidence"],
      to: folder
    ) { writer in
      try audit.forEachFinding { finding in
        writer.text(finding.rule)
        writer.text(finding.severity)
        writer.text(finding.rep)
        writer.text(finding.checkIns)
        writer.text(finding.stores)
        writer.text(finding.evidence)
        try writer.endRow()
      }
    }
    let json = try OutputFile(path: folder.path(of: "audit.json"))
    try json.write(Array(summary.json()))
    try json.finish()
  }

  private static func writeRows(
    _ name: String,
    _ columns: [String],
    to folder: OutputFolder,
    _ body: (inout RowWriter) throws -> Void
  ) throws {
    let file = try OutputFile(path: folder.path(of: name))
    var writer = RowWriter(format: .csv, columns: columns.map { OutputColumn($0) }) {
      try file.write($0)
    }
    try body(&writer)
    try writer.finish()
    try file.finish()
  }
}
