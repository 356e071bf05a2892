import ArgumentParser
import Foundation
import Leadline

/// Takes records of files over into the database.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take records of files over into the database.",
    discussion: """
      Records are known by their id (tracks by rep, time and device; store-edits by store, time and \
      rep): importing the same file again changes nothing, and columns that a file does not have \
      keep their values. All files of one call are taken over together or not at all.

      New and changed check-ins are verified, each on its own evidence, as verify does; the table \
      verifications keeps the verdicts.

      Writes a summary: read, inserted, updated, unchanged, repaired, rejected.
      """
  )

  @Argument(help: "stores, reps, fences, check-ins, tracks, orders or store-edits.")
  var kind: RecordKind

  @Argument(
    help: ArgumentHelp(
      "CSV, GeoJSON, newline-delimited JSON, a GeoPackage (FILE:layer), or - for standard input.",
      valueName: "file"
    )
  )
  var files: [String]

  @Option(help: ArgumentHelp("The time of the import; else now.", valueName: "time"))
  var now: String?

  @Option(
    help: ArgumentHelp(
      "Write what was repaired in fences to this file, as fence,repair.",
      valueName: "file"
    )
  )
  var repairs: String?

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var input: InputOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    guard repairs == nil || kind == .fences else {
      throw ValidationError("--repairs goes with fences, which alone are repaired")
    }
    try output.refuseGeoJSON(for: "counts")
  }

  func run() throws {
    let now = try InputOptionGroup.now(now, timeZone: input.timeZone)
    try OutputCheck.check(
      outputs: [output.output, input.rejects, repairs],
      inputs: files,
      database: database
    )
    // Whatever could fail about the output fails before anything is taken over.
    let rows = try summaryRows()
    let rejects = try RejectLog(input)
    let bar = ProgressBar("importing \(kind.rawValue)")
    defer { bar.finish() }
    let stream = RecordStream(
      RecordSchema.of(kind),
      files: files,
      options: try input.options(for: [.of(kind)]),
      onReject: rejects.add,
      onProgress: bar.update
    )
    // A file that can't be opened must not leave a new, empty database behind.
    var pending = try stream.next()
    if pending == nil { try refuseIfNothingIsTaken(0, of: stream, rejects) }
    let database = try LeadDatabase(
      path: self.database.resolved,
      access: .write(createIfMissing: true)
    )
    try database.warnOfBrokenReferences()
    var loader = FenceLoader()
    var version = 0
    var taken = 0
    var verifier = ImportVerifier()
    func verify(_ changed: ChangedCheckIns) throws { try verifier.verify(changed) }
    let summary = try database.importRecords(
      kind,
      at: now,
      reject: stream.reject,
      verify: verify
    ) { importing in
      while var record = pending {
        pending = nil
        if try prepare(&record, &loader, stream) {
          if stream.columnsVersion != version {
            version = stream.columnsVersion
            try importing.use(stream.presentColumns)
          }
          if try importing.write(record) != .rejected { taken += 1 }
        }
        pending = try stream.next()
      }
      try refuseIfNothingIsTaken(taken, of: stream, rejects)
    }
    try database.close()
    try RepairReport.show(loader.repairs, path: repairs)
    for dangling in summary.dangling {
      Console.warning(
        "\(dangling.field) is not in the database for \(dangling.count) of the \(kind.rawValue); import it too"
      )
    }
    try rejects.finish()
    note(verifier)
    for count in [
      stream.rowsRead, summary.inserted, summary.updated, summary.unchanged, loader.repairs.count,
      rejects.count,
    ] {
      rows.writer.integer(count)
    }
    try rows.writer.endRow()
    try rows.finish()
  }

  /// Says what the verdicts on new and changed check-ins are.
  private func note(_ verifier: ImportVerifier) {
    let all = verifier.counts.reduce(0) { $0 + $1.count }
    guard all > 0 else { return }
    let parts = verifier.counts.map { "\($0.count) \($0.verdict.rawValue)" }
    Console.note("\(all) check-ins verified by themselves: \(parts.joined(separator: ", "))")
  }

  /// Ends an import of which every row is bad, so that no script takes it for a success.
  private func refuseIfNothingIsTaken(
    _ taken: Int,
    of stream: RecordStream,
    _ rejects: RejectLog
  ) throws {
    guard taken == 0 && stream.rowsRead > 0 else { return }
    try rejects.finish()
    throw CommandFailure(
      .badData,
      "no row could be taken over, so nothing was imported; see the rejects"
    )
  }

  /// Brings a fence into a valid shape; false when it can't be taken over.
  private func prepare(
    _ record: inout Record,
    _ loader: inout FenceLoader,
    _ stream: RecordStream
  ) throws -> Bool {
    guard kind == .fences else { return true }
    switch loader.load(record) {
    case .success(let fence):
      record.geometry = fence.area.geometry
      return true
    case .failure(let rejection):
      try stream.reject(rejection.reject)
      return false
    }
  }

  /// The one row that says what was done.
  private func summaryRows() throws -> RowOutput {
    // One summary is one object, not a list of one.
    var output = output
    if output.format?.lowercased() == "json" { output.format = "ndjson" }
    let names = ["read", "inserted", "updated", "unchanged", "repaired", "rejected"]
    return try RowOutput(output, columns: names.map { OutputColumn($0, .right) })
  }
}
