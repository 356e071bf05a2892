import GRDB
import LeadlineGeometry
package import LeadlineModel

// GRDB has a class of the same name.
package import struct LeadlineModel.Record

/// The check-ins that an import added or changed, within its transaction.
public struct ChangedCheckIns {
  private let database: Database
  /// How many there are.
  public let count: Int

  private static let names = "temp.changed_check_ins"

  init(_ database: Database, rows: [Int64]) throws {
    self.database = database
    count = rows.count
    try database.execute(
      sql: "CREATE TEMP TABLE IF NOT EXISTS changed_check_ins (row INTEGER PRIMARY KEY NOT NULL)"
    )
    try database.execute(sql: "DELETE FROM \(Self.names)")
    let insertion = try PreparedStatement(
      database,
      "INSERT OR IGNORE INTO \(Self.names) VALUES (?1)"
    )
    for row in rows {
      insertion.bind(row, 1)
      try insertion.run()
    }
  }

  /// Hands over the stores that the check-ins name, with their accuracies alone.
  package func forEachStore(_ body: (Record) throws -> Void) throws {
    try StoredRows(TableLayout(.stores), fields: ["id", "location_accuracy_m"]).forEach(
      in: database,
      """
      FROM stores WHERE id IN (SELECT store_id FROM check_ins
        WHERE fid IN (SELECT row FROM \(Self.names)))
      """
    ) { try body($1) }
  }

  /// Hands over the fixes of the check-ins' reps from some seconds before the first of a rep's
  /// check-ins to as long behind the last.
  package func forEachFix(within seconds: Int, _ body: (Record) throws -> Void) throws {
    let format = "'%Y-%m-%dT%H:%M:%fZ'"
    try StoredRows(TableLayout(.tracks), fields: ["rep_id", "time", "accuracy_m"]).forEach(
      in: database,
      """
      FROM (
        SELECT rep_id AS rep,
          strftime(\(format), min(time), '-\(seconds) seconds') AS first,
          strftime(\(format), max(time), '+\(seconds) seconds') AS last
        FROM check_ins WHERE fid IN (SELECT row FROM \(Self.names)) GROUP BY rep_id
      ) CROSS JOIN tracks ON tracks.rep_id = rep AND tracks.time BETWEEN first AND last
      """
    ) { try body($1) }
  }

  /// Hands over the check-ins, with the numbers of their rows, in the order of these.
  package func forEachCheckIn(
    fields: Set<String>,
    _ body: (Int64, Record) throws -> Void
  ) throws {
    try StoredRows(TableLayout(.checkIns), fields: fields).forEach(
      in: database,
      "FROM \(Self.names) CROSS JOIN check_ins ON check_ins.fid = row ORDER BY row",
      body
    )
  }

  /// Takes what is concluded about them.
  package func makeWriter() throws -> VerificationWriter { try VerificationWriter(database) }
}

/// Writes what is concluded about single check-ins.
package final class VerificationWriter {
  private let statement: PreparedStatement

  fileprivate init(_ database: Database) throws {
    statement = try PreparedStatement(
      database,
      "INSERT OR REPLACE INTO verifications VALUES (?1, ?2, ?3, ?4, ?5)"
    )
  }

  /// Writes what is concluded about the check-in of a row, in place of what was before.
  package func write(_ verification: Verification, row: Int64) throws {
    statement.bind(row, 1)
    try statement.bind(verification.verdict.rawValue, 2)
    statement.bind(optional: verification.presence, 3)
    statement.bind(optional: verification.distance?.metres, 4)
    let reasons = verification.reasons.map(\.rawValue).joined(separator: "|")
    try statement.bind(optional: reasons.isEmpty ? nil : reasons, 5)
    try statement.run()
  }
}

extension PreparedStatement {
  /// Binds a number; NULL for none or one that is not finite.
  func bind(optional number: Double?, _ position: Int32) {
    if let number, number.isFinite { bind(number, position) } else { bindNull(position) }
  }
}
