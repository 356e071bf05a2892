public import ArgumentParser
import Foundation
public import Leadline

/// Takes records of files over into the database.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take records of files over into the database.",
    discussion: """
      Records are known by their id (tracks by rep, time and device; store-edits by store, time and \
      rep): importing the same file again changes nothing, and columns that a file does not have \
      keep their values. All files of one call are taken over together or not at all.

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

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var input: InputOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func run() throws {
    let now = try InputOptionGroup.now(now)
    let rejects = try RejectLog(input)
    let bar = ProgressBar("importing \(kind.rawValue)")
    let stream = RecordStream(
      RecordSchema.of(kind),
      files: files,
      options: try input.options(),
      onReject: rejects.add,
      onProgress: bar.update
    )
    // A file that can't be opened must not leave a new, empty database behind.
    var pending = try stream.next()
    let database = try LeadDatabase(
      path: self.database.resolved,
      access: .write(createIfMissing: true)
    )
    var loader = FenceLoader()
    var version = 0
    let summary = try database.importRecords(kind, at: now, reject: stream.reject) { importing in
      while var record = pending {
        pending = nil
        if try prepare(&record, &loader, stream) {
          if stream.columnsVersion != version {
            version = stream.columnsVersion
            try importing.use(stream.presentColumns)
          }
          _ = try importing.write(record)
        }
        pending = try stream.next()
      }
    }
    bar.finish()
    try database.close()
    RepairReport.show(loader.repairs)
    for dangling in summary.dangling {
      Console.warning(
        "\(dangling.count) \(kind.rawValue) name a \(dangling.field) that the database does not have"
      )
    }
    try rejects.finish()
    try write(summary, read: stream.rowsRead, repaired: loader.repairs.count, rejects.count)
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

  private func write(
    _ summary: ImportSummary,
    read: Int,
    repaired: Int,
    _ rejected: Int
  ) throws {
    let counts = [
      ("read", read), ("inserted", summary.inserted), ("updated", summary.updated),
      ("unchanged", summary.unchanged), ("repaired", repaired), ("rejected", rejected),
    ]
    // One summary is one object, not a list of one.
    var output = output
    if output.format?.lowercased() == "json" { output.format = "ndjson" }
    let rows = try RowOutput(output, columns: counts.map { OutputColumn($0.0, .right) })
    for (_, count) in counts { rows.writer.integer(count) }
    try rows.writer.endRow()
    try rows.finish()
  }
}

extension RecordKind: ExpressibleByArgument {}
