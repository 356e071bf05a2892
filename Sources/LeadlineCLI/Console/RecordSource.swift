import Foundation
import Leadline

/// The records of a command: from the files that its flags name, else from the database.
///
/// A command that names any file touches no database.
final class RecordSource {
  /// The database; nil when files were named.
  let database: LeadDatabase?
  private let files: [RecordKind: [String]]
  private let options: InputOptions
  private let rejects: RejectLog

  /// Decides where records come from and, unless from files, opens the database.
  init(
    database: DatabaseOptionGroup,
    access: LeadDatabase.Access = .read,
    files: [RecordKind: [String]],
    options: InputOptions,
    rejects: RejectLog
  ) throws {
    self.files = files
    self.options = options
    self.rejects = rejects
    let hasFiles = files.values.contains { !$0.isEmpty }
    self.database = hasFiles ? nil : try LeadDatabase(path: database.resolved, access: access)
  }

  /// Hands over every record of a kind, and with it the way to refuse it.
  ///
  /// Where only some fields and no unknown columns are wanted, the database is read faster; records of
  /// files have them all.
  func forEach(
    _ kind: RecordKind,
    verb: String,
    fields: Set<String>? = nil,
    withAttributes: Bool = true,
    _ body: (Record, (Reject) throws -> Void) throws -> Void
  ) throws {
    let schema = RecordSchema.of(kind)
    guard let database else {
      return try forEach(schema, files: files[kind] ?? [], verb: verb, body)
    }
    let bar = ProgressBar(verb)
    defer { bar.finish() }
    let total = try database.count(kind)
    var done = 0
    try database.forEachRecord(kind, fields: fields, withAttributes: withAttributes) { record in
      done += 1
      if done.isMultiple(of: 4096) { bar.update(rows: done, of: total) }
      try body(record) {
        try rejects.add(RejectedRow(file: database.path, reject: $0))
      }
    }
  }

  /// Hands over every record of files, whatever the command's other records come from.
  func forEach(
    _ schema: RecordSchema,
    files: [String],
    verb: String,
    _ body: (Record, (Reject) throws -> Void) throws -> Void
  ) throws {
    let bar = ProgressBar(verb)
    defer { bar.finish() }
    let stream = stream(schema, files, bar)
    while let record = try stream.next() {
      try body(record, stream.reject)
    }
  }

  /// Has a job done for every record of a kind: in blocks where they come from files that can be
  /// read so, and else record by record, as without a job.
  func forEach<Job: BlockJob>(
    _ kind: RecordKind,
    verb: String,
    fields: Set<String>? = nil,
    withAttributes: Bool = true,
    _ job: Job?,
    onAnswer: (Job.Answer, (Reject) -> Void) throws -> Void,
    onRecord: (Record, (Reject) throws -> Void) throws -> Void
  ) throws {
    guard database == nil else {
      return try forEach(
        kind,
        verb: verb,
        fields: fields,
        withAttributes: withAttributes,
        onRecord
      )
    }
    let files = files[kind] ?? []
    try forEach(.of(kind), files: files, verb: verb, job, onAnswer: onAnswer, onRecord: onRecord)
  }

  /// Has a job done for every record of files, whatever the command's other records come from.
  func forEach<Job: BlockJob>(
    _ schema: RecordSchema,
    files: [String],
    verb: String,
    _ job: Job?,
    onAnswer: (Job.Answer, (Reject) -> Void) throws -> Void,
    onRecord: (Record, (Reject) throws -> Void) throws -> Void
  ) throws {
    guard let job else { return try forEach(schema, files: files, verb: verb, onRecord) }
    let bar = ProgressBar(verb)
    defer { bar.finish() }
    let stream = stream(schema, files, bar)
    try stream.forEach(job, onRecord: { try onRecord($0, stream.reject) }, onAnswer: onAnswer)
  }

  private func stream(_ schema: RecordSchema, _ files: [String], _ bar: ProgressBar) -> RecordStream
  {
    RecordStream(
      schema,
      files: files,
      options: options,
      onReject: rejects.add,
      onProgress: bar.update
    )
  }
}

extension LeadDatabase {
  /// Says which rows refer to records that are gone, as editing in another program may leave them.
  func warnOfBrokenReferences() throws {
    for (table, rows) in try brokenReferences() {
      Console.warning(
        "\(table): \(rows == 1 ? "1 row names" : "\(rows) rows name") a store or rep that is gone;"
          + " import it again, or delete what names it"
      )
    }
  }
}
