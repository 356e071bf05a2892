public import Foundation
public import LeadlineGeometry
public import LeadlineModel

extension LeadDatabase {
  /// Imports records of one kind in one transaction: all that `body` writes, or nothing.
  ///
  /// Records are known by their key, so a second import of the same file changes nothing. The
  /// memory used does not grow with the records but for a bit each, and where most records are new
  /// and have a place, for some 70 bytes of each of those while the R-tree is made.
  ///
  /// - Parameters:
  ///   - kind: The kind of all records written.
  ///   - time: When the import happens, for the GeoPackage's own table of contents; within the
  ///     years 1…9999.
  ///   - reject: Called for each record refused; what it throws ends the import.
  ///   - verify: Called at the end, within the transaction, if check-ins are new or changed.
  ///   - body: Reads files and hands their records over. What it throws rolls everything back.
  /// - Returns: How many records were new, changed or the same.
  /// - Throws: ``StorageError``, and what `reject`, `verify` and `body` throw.
  public func importRecords(
    _ kind: RecordKind,
    at time: Date,
    reject: (Reject) throws -> Void,
    verify: ((ChangedCheckIns) throws -> Void)? = nil,
    _ body: (inout RecordImport) throws -> Void
  ) throws -> ImportSummary {
    try withoutActuallyEscaping(reject) { reject in
      try write { database in
        let isVerified = kind == .checkIns && verify != nil
        var records = try RecordImport(
          database,
          kind: kind,
          notesChanges: isVerified,
          reject: reject
        )
        try body(&records)
        let summary = try records.finish(at: StoredTime.text(time))
        if isVerified, !records.changedRows.isEmpty {
          try verify?(ChangedCheckIns(database, rows: records.changedRows))
        }
        return summary
      }
    }
  }
}
