import Foundation
package import LeadlineDatabase
import LeadlineGeometry
import LeadlineModel
import LeadlineVisits

/// Keeps an audit of the database in the database.
package enum StoredAudits {
  /// Stores an audit.
  ///
  /// - Parameters:
  ///   - result: The audit.
  ///   - summary: The content of its `audit.json`.
  ///   - rows: The row of each check-in, by the position of its id.
  ///   - version: The state of the database that was audited.
  ///   - database: The database.
  /// - Returns: The number of the audit; nil if the database has changed meanwhile.
  /// - Throws: ``LeadlineDatabase/StorageError``.
  package static func store(
    _ result: AuditResult,
    summary: String,
    rows: [Int64],
    of version: FileVersion,
    in database: LeadDatabase
  ) throws -> Int64? {
    let data = result.data
    let times = data.checkIns.map(\.time)
    let new = NewAudit(
      madeAt: result.madeAt,
      from: times.min().map { Date(timeIntervalSinceReferenceDate: $0) },
      through: times.max().map { Date(timeIntervalSinceReferenceDate: $0) },
      checkIns: data.checkIns.count,
      flagged: result.review.errors.flaggedCheckIns,
      summary: summary,
      cases: result.review.cases.map { entry in
        (result.text(entry), result.review.findings(of: entry).map { result.text($0) })
      }
    )
    // Ids were numbered as they were read, row by row: in the order in which they are best written.
    var positions = [Int](repeating: 0, count: rows.count)
    for (position, checkIn) in data.checkIns.enumerated() { positions[Int(checkIn.id)] = position }
    let codes = AuditRules.all.map { $0.facts.reason.rawValue }
    return try database.store(new, of: version, count: rows.count) { id in
      let position = positions[id]
      let judgement = result.audit.judgements[position]
      var reasons: [Int] = []
      for mark in result.audit.marks(of: position)
      where reasons.last != Int(mark.rule) { reasons.append(Int(mark.rule)) }
      return NewVerdict(
        row: rows[id],
        verdict: judgement.verdict,
        score: judgement.score,
        presence: judgement.presence,
        distanceMetres: result.audit.distanceMetres(position),
        reasons: reasons.map { codes[$0] }.joined(separator: "|")
      )
    }
  }
}
