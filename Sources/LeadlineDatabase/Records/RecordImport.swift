import GRDB
import LeadlineGeometry
public import LeadlineModel

// GRDB has a class of the same name.
public import struct LeadlineModel.Record

/// An import under way: takes records one by one, within the transaction that holds them all.
public struct RecordImport {
  /// What came of one record.
  public enum Outcome: Hashable, Sendable {
    /// It was new.
    case inserted
    /// Something of it changed.
    case updated
    /// The database had it just so.
    case unchanged
    /// It was refused, and the reject reported.
    case rejected
  }

  private let writer: RecordWriter

  init(
    _ database: Database,
    kind: RecordKind,
    notesChanges: Bool,
    reject: @escaping (Reject) throws -> Void
  ) throws {
    writer = try RecordWriter(database, kind: kind, notesChanges: notesChanges, reject: reject)
  }

  /// The rows that are new or changed, if they are wanted.
  var changedRows: [Int64] { writer.changedRows ?? [] }

  /// The columns of the file being read; set anew for each file.
  public var columns: PresentColumns { writer.columns }

  /// Says which columns the records that follow have; at first, all.
  ///
  /// - Throws: ``StorageError`` when the statements can't be compiled.
  public mutating func use(_ columns: PresentColumns) throws { try writer.use(columns) }

  /// Writes one record: a new one, or what changed of one with the same key.
  ///
  /// A record whose key another one of this import has, whose store or rep is unknown, or which has
  /// a time outside the years 1…9999, is reported and skipped.
  ///
  /// - Throws: ``StorageError``; what the report of rejects throws.
  @discardableResult
  public mutating func write(_ record: Record) throws -> Outcome { try writer.write(record) }

  /// Writes what belongs to the import as a whole, and counts what dangles.
  func finish(at time: String) throws -> ImportSummary { try writer.finish(at: time) }
}
