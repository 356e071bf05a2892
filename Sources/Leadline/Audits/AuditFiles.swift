package import Foundation
package import LeadlineDatabase
import LeadlineGeometry
import LeadlineModel
import LeadlineReports
import LeadlineVisits

/// The languages of the report, as options name them.
package enum ReportLanguage: String, Sendable, CaseIterable {
  /// English.
  case en
  /// Simplified Chinese.
  case zh

  /// The same for reports.
  var words: Language {
    switch self {
    case .en: .english
    case .zh: .chinese
    }
  }
}

/// The files of an audit.
package enum AuditFiles {
  /// The names of all files that an audit writes.
  package static let names: Set<String> = [
    "verdicts.csv", "findings.csv", "cases.csv", "sample.csv", "sources.csv", "audit.json",
    "report.html",
  ]

  /// Writes an audit's files into a folder.
  ///
  /// - Parameters:
  ///   - result: The audit.
  ///   - summary: The content of `audit.json`.
  ///   - language: The language of the report.
  ///   - timeZone: The zone of the report's times.
  ///   - folder: The folder.
  /// - Throws: ``LeadlineDatabase/FileError``.
  package static func write(
    _ result: AuditResult,
    _ summary: AuditSummary,
    language: ReportLanguage,
    timeZone: TimeZone,
    to folder: OutputFolder
  ) throws {
    // The page is put together while the rows are written.
    let (_, page) = try Workers.both(threads: nil) {
      try write(in: folder, "verdicts.csv") { try VerdictRows(result.audit).write($0) }
      try write(in: folder, "findings.csv") { try FindingRows(result).write($0) }
      try writeCases(result, to: folder)
      try writeSample(result, to: folder)
      try writeSources(result, to: folder)
      try write(in: folder, "audit.json") { try $0(Array(summary.json())) }
    } _: {
      AuditReport(result, timeZone: timeZone).html(language.words)
    }
    try write(in: folder, "report.html") { try $0(page) }
  }

  private static func write(
    in folder: OutputFolder,
    _ name: String,
    _ body: ((_ bytes: [UInt8]) throws -> Void) throws -> Void
  ) throws {
    let file = try OutputFile(path: folder.path(of: name))
    try body { try file.write($0) }
    try file.finish()
  }

  private static func writeCases(_ result: AuditResult, to folder: OutputFolder) throws {
    let columns = [
      "rank", "rep_id", "score", "q_value", "check_ins", "flagged", "reasons", "accused",
      "p_value", "false_visits", "expected_flagged", "raised", "decided",
    ]
    try folder.writeRows("cases.csv", columns) { writer in
      for entry in result.review.cases {
        let text = result.text(entry)
        writer.integer(text.rank)
        writer.text(text.rep.rawValue)
        writer.fixed(text.score, decimals: 3)
        writer.fixed(entry.statistics.qValue, decimals: 6)
        writer.integer(text.checkIns)
        writer.integer(text.flagged)
        writer.text(text.reasons)
        writer.flag(entry.statistics.isAccused)
        writer.fixed(entry.statistics.pValue, decimals: 6)
        writer.fixed(entry.statistics.falseVisits, decimals: 3)
        writer.fixed(entry.statistics.expectedFlagged, decimals: 3)
        writer.integer(entry.statistics.raised)
        writer.text(result.decision(on: entry)?.rawValue ?? "")
        try writer.endRow()
      }
    }
  }

  /// The verdicts stay out of the sample, so that who checks again is not led by them.
  private static func writeSample(_ result: AuditResult, to folder: OutputFolder) throws {
    let columns = ["id", "rep_id", "store_id", "time", "inclusion_probability"]
    try folder.writeRows("sample.csv", columns) { writer in
      let data = result.data
      for draw in result.review.sample.draws {
        let row = data.checkIns[draw.checkIn]
        writer.text(data.checkInID(draw.checkIn))
        writer.text(data.repIDs.text(Int(row.rep)))
        writer.text(data.storeIDs.text(Int(row.store)))
        writer.time(Date(timeIntervalSinceReferenceDate: row.time))
        writer.fixed(draw.inclusionProbability, decimals: 6)
        try writer.endRow()
      }
    }
  }

  private static func writeSources(_ result: AuditResult, to folder: OutputFolder) throws {
    let columns = ["source", "kind", "check_ins", "datum", "log_likelihood_ratio"]
    try folder.writeRows("sources.csv", columns) { writer in
      for source in result.audit.context.sources {
        writer.text(source.source)
        writer.text(source.kind.rawValue)
        writer.integer(source.checkIns)
        writer.text("\(source.datum)")
        writer.fixed(source.logLikelihoodRatio, decimals: 3)
        try writer.endRow()
      }
    }
  }
}
