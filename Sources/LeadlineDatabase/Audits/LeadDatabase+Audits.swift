import Foundation
import GRDB
import LeadlineGeometry
package import LeadlineModel

extension LeadDatabase {
  /// The state of the file, by which ``store(_:of:count:verdict:)`` sees that nothing has changed.
  package func currentVersion() throws -> FileVersion {
    try read { try version(in: $0) }
  }

  /// Stores an audit in one transaction: its cases and findings, and the verdicts in place of those
  /// of the audit before.
  ///
  /// - Parameters:
  ///   - audit: The audit.
  ///   - version: The state of the file that was audited.
  ///   - count: The number of verdicts.
  ///   - verdict: Gives each of them, best in the order of their rows.
  /// - Returns: The number of the audit; nil, and nothing is stored, if the file has changed meanwhile.
  /// - Throws: ``StorageError``.
  package func store(
    _ audit: NewAudit,
    of version: FileVersion,
    count: Int,
    verdict: (Int) -> NewVerdict
  ) throws -> Int64? {
    try write { database in
      guard try self.version(in: database) == version else { return nil }
      try database.execute(
        sql: """
          INSERT INTO audits
            (made_at, period_from, period_to, check_ins, flagged, cases, summary)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          StoredTime.text(audit.madeAt), audit.from.map(StoredTime.text),
          audit.through.map(StoredTime.text), audit.checkIns, audit.flagged, audit.cases.count,
          audit.summary,
        ]
      )
      let id = database.lastInsertedRowID
      for (entry, findings) in audit.cases {
        try Self.insert(entry, findings, ofAudit: id, in: database)
      }
      try Self.replaceVerdicts(ofAudit: id, count: count, verdict, in: database)
      try database.execute(
        sql: """
          UPDATE gpkg_contents SET last_change = ? WHERE table_name IN
            ('audits', 'audit_cases', 'audit_findings', 'audit_verdicts')
          """,
        arguments: [StoredTime.text(audit.madeAt)]
      )
      return id
    }
  }

  private static func insert(
    _ entry: StoredCase,
    _ findings: [StoredFinding],
    ofAudit audit: Int64,
    in database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO audit_cases
          (audit_id, rank, rep_id, score, q_value, check_ins, flagged, reasons)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        audit, entry.rank, entry.rep.rawValue, entry.score, entry.qValue, entry.checkIns,
        entry.flagged, entry.reasons,
      ]
    )
    let id = database.lastInsertedRowID
    let insertion = try PreparedStatement(
      database,
      """
      INSERT INTO audit_findings (case_id, rule, severity, rep_id, check_ins, stores, evidence)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """
    )
    for finding in findings {
      insertion.bind(id, 1)
      try insertion.bind(finding.rule, 2)
      try insertion.bind(finding.severity, 3)
      try insertion.bind(finding.rep.rawValue, 4)
      try insertion.bind(finding.checkIns, 5)
      try insertion.bind(finding.stores, 6)
      try insertion.bind(finding.evidence, 7)
      try insertion.run()
    }
  }

  private static func replaceVerdicts(
    ofAudit audit: Int64,
    count: Int,
    _ verdict: (Int) -> NewVerdict,
    in database: Database
  ) throws {
    try database.execute(sql: "DELETE FROM audit_verdicts")
    let insertion = try PreparedStatement(
      database,
      "INSERT INTO audit_verdicts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    )
    for position in 0..<count {
      let verdict = verdict(position)
      insertion.bind(verdict.row, 1)
      insertion.bind(audit, 2)
      try insertion.bind(verdict.verdict.rawValue, 3)
      insertion.bind(verdict.score, 4)
      insertion.bind(optional: verdict.presence, 5)
      insertion.bind(optional: verdict.distanceMetres, 6)
      try insertion.bind(optional: verdict.reasons.isEmpty ? nil : verdict.reasons, 7)
      try insertion.run()
    }
  }

  /// Whether an audit of a number is kept.
  ///
  /// - Throws: ``StorageError``.
  public func hasAudit(_ audit: Int64) throws -> Bool {
    try read { database in
      guard try database.tableExists("audits") else { return false }
      return try Bool.fetchOne(
        database,
        sql: "SELECT EXISTS (SELECT 1 FROM audits WHERE id = ?)",
        arguments: [audit]
      ) ?? false
    }
  }

  /// The cases of one audit, by rank, with the last decision on each; on a case that nobody decided
  /// about, what was decided about the same findings of another audit, if that was all alike.
  ///
  /// - Parameter audit: The number of the audit; nil for the last one.
  /// - Returns: None if there is no such audit.
  /// - Throws: ``StorageError``.
  public func cases(
    ofAudit audit: Int64? = nil
  ) throws -> [(name: CaseName, entry: StoredCase, verdict: CaseVerdict?)] {
    let decided = try decidedFindings()
    return try read { database in
      guard try database.tableExists("audits") else { return [] }
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT audit_cases.*, (SELECT verdict FROM decisions WHERE case_id = audit_cases.id
            ORDER BY id DESC LIMIT 1) AS decided
          FROM audit_cases WHERE audit_id = ifnull(?, (SELECT max(id) FROM audits)) ORDER BY rank
          """,
        arguments: [audit]
      )
      return try rows.map { row in
        var verdict = (row["decided"] as String?).flatMap(CaseVerdict.init(rawValue:))
        if verdict == nil, !decided.isEmpty {
          verdict = Self.common(try Self.findings(ofCase: row["id"], in: database), decided)
        }
        return (
          CaseName(audit: row["audit_id"], rank: row["rank"]), Self.storedCase(row), verdict
        )
      }
    }
  }

  /// A case with its findings and all decisions on it, the first one first; nil if there is none of
  /// that name.
  ///
  /// - Throws: ``StorageError``.
  public func auditCase(
    _ name: CaseName
  ) throws -> (entry: StoredCase, findings: [StoredFinding], decisions: [Decision])? {
    try read { database in
      guard try database.tableExists("audits"), let row = try Self.row(of: name, in: database)
      else { return nil }
      let id: Int64 = row["id"]
      let findings = try Self.findings(ofCase: id, in: database)
      let decisions = try Row.fetchAll(
        database,
        sql: "SELECT * FROM decisions WHERE case_id = ? ORDER BY id",
        arguments: [id]
      ).compactMap(Self.decision)
      return (Self.storedCase(row), findings, decisions)
    }
  }

  /// Adds a decision on a case; decisions made before stay.
  ///
  /// - Parameters:
  ///   - decision: The decision.
  ///   - name: The case.
  /// - Returns: False if there is no such case.
  /// - Throws: ``StorageError``.
  public func add(_ decision: Decision, on name: CaseName) throws -> Bool {
    try write { database in
      guard let row = try Self.row(of: name, in: database) else { return false }
      let time = StoredTime.text(decision.decidedAt)
      try database.execute(
        sql: """
          INSERT INTO decisions (case_id, decided_by, verdict, note, decided_at)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          row["id"] as Int64, decision.decidedBy.rawValue, decision.verdict.rawValue,
          decision.note, time,
        ]
      )
      try database.execute(
        sql: "UPDATE gpkg_contents SET last_change = ? WHERE table_name = 'decisions'",
        arguments: [time]
      )
      return true
    }
  }

  /// What was decided last about findings of earlier audits.
  ///
  /// - Throws: ``StorageError``.
  package func decidedFindings() throws -> [ID<StoredFinding>: CaseVerdict] {
    try read { database in
      guard try database.tableExists("decisions") else { return [:] }
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT rule, rep_id, check_ins, verdict FROM decisions
          JOIN audit_findings USING (case_id) ORDER BY decisions.id
          """
      )
      var decided: [ID<StoredFinding>: CaseVerdict] = [:]
      while let row = try rows.next() {
        let finding = StoredFinding(
          rule: row["rule"],
          severity: "",
          rep: ID(row["rep_id"]),
          checkIns: row["check_ins"],
          stores: "",
          evidence: ""
        )
        decided[finding.key] = CaseVerdict(rawValue: row["verdict"])
      }
      return decided
    }
  }

  /// What was decided about all findings that accuse; nil if they were not all decided alike.
  package static func common(
    _ findings: [StoredFinding],
    _ decided: [ID<StoredFinding>: CaseVerdict]
  ) -> CaseVerdict? {
    let accusing = findings.filter { !(Reason(rawValue: $0.rule)?.excuses ?? false) }
    let verdicts = Set(accusing.map { decided[$0.key] })
    return verdicts.count == 1 ? verdicts.first ?? nil : nil
  }

  private static func findings(
    ofCase id: Int64,
    in database: Database
  ) throws -> [StoredFinding] {
    try Row.fetchAll(
      database,
      sql: "SELECT * FROM audit_findings WHERE case_id = ? ORDER BY id",
      arguments: [id]
    ).map { row in
      StoredFinding(
        rule: row["rule"],
        severity: row["severity"],
        rep: ID(row["rep_id"]),
        checkIns: row["check_ins"],
        stores: row["stores"],
        evidence: row["evidence"]
      )
    }
  }

  private static func row(of name: CaseName, in database: Database) throws -> Row? {
    try Row.fetchOne(
      database,
      sql: "SELECT * FROM audit_cases WHERE audit_id = ? AND rank = ?",
      arguments: [name.audit, name.rank]
    )
  }

  private static func storedCase(_ row: Row) -> StoredCase {
    StoredCase(
      rank: row["rank"],
      rep: ID(row["rep_id"]),
      score: row["score"],
      qValue: row["q_value"],
      checkIns: row["check_ins"],
      flagged: row["flagged"],
      reasons: row["reasons"]
    )
  }

  /// A decision as it stands in its row; nil where another program wrote something else.
  private static func decision(_ row: Row) -> Decision? {
    guard let verdict = CaseVerdict(rawValue: row["verdict"]),
      case .time(let time) = TimeParser.parse((row["decided_at"] as String).utf8)
    else { return nil }
    return Decision(
      decidedBy: ID(row["decided_by"]),
      verdict: verdict,
      note: row["note"],
      decidedAt: time
    )
  }
}
