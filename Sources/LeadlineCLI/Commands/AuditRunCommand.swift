import ArgumentParser
import Foundation
import Leadline

/// Audits all check-ins together.
struct AuditRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Audit all check-ins together, across reps and days.",
    discussion: """
      Writes a folder, whole or not at all: verdicts.csv (one row per check-in), findings.csv (what \
      each rule found, with its numbers), cases.csv (reps, those to look at first on top), sample.csv \
      (check-ins drawn to be checked again by someone else), sources.csv (the datum that each source's \
      positions are in), report.html (a page for people) and audit.json (policy, rule versions, \
      counts and the mistakes to expect). An earlier audit in the same folder is replaced; a folder \
      with other files is left alone. An audit of the database is also kept there.

      The report gives times in --time-zone, else in UTC.

      --policy FILE is JSON with the values that differ from the defaults, which --print-policy \
      writes.
      """
  )

  @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
  var out: String?

  @Option(help: ArgumentHelp("Stores from this file instead of the database.", valueName: "file"))
  var stores: [String] = []

  @Option(help: ArgumentHelp("Reps from this file.", valueName: "file"))
  var reps: [String] = []

  @Option(
    help: ArgumentHelp("Check-ins from this file, or - for standard input.", valueName: "file")
  )
  var checkIns: [String] = []

  @Option(help: ArgumentHelp("The reps' tracks from this file.", valueName: "file"))
  var tracks: [String] = []

  @Option(help: ArgumentHelp("Orders from this file.", valueName: "file"))
  var orders: [String] = []

  @Option(help: ArgumentHelp("Moves of stores' positions from this file.", valueName: "file"))
  var storeEdits: [String] = []

  @Option(help: ArgumentHelp("The datum of the stores' file.", valueName: "datum"))
  var storesDatum: String?

  @Option(help: ArgumentHelp("The datum of the check-ins' file.", valueName: "datum"))
  var checkInsDatum: String?

  @Option(help: ArgumentHelp("The datum of the tracks' file.", valueName: "datum"))
  var tracksDatum: String?

  @Option(help: ArgumentHelp("The datum of the store-edits' file.", valueName: "datum"))
  var storeEditsDatum: String?

  @Option(
    help: ArgumentHelp(
      "Priors and thresholds that differ from the defaults, as JSON.",
      valueName: "file"
    )
  )
  var policy: String?

  @Flag(help: "Write the default policy to standard output, and do nothing else.")
  var printPolicy = false

  @Option(
    help: ArgumentHelp("Leave the rule of this reason out. Repeatable.", valueName: "reason")
  )
  var without: [String] = []

  @Option(help: ArgumentHelp("The time of the audit; else now.", valueName: "time"))
  var now: String?

  @Option(help: "The language of the report, en or zh.")
  var language = ReportLanguage.en

  @Flag(help: "Say on standard error how long each part of the work took.")
  var timings = false

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var input: InputOptionGroup

  func validate() throws {
    guard !printPolicy else { return }
    guard let out, !out.isEmpty else {
      throw ValidationError("an audit is written to a folder; name it with --out")
    }
    guard hasFiles == !stores.isEmpty, hasFiles == !reps.isEmpty, hasFiles == !checkIns.isEmpty
    else {
      throw ValidationError(
        "files are audited with --stores, --reps and --check-ins; the other files go with them"
      )
    }
    guard hasFiles || !input.concernsFilesAlone && datums.values.allSatisfy({ $0 == nil }) else {
      throw ValidationError(
        "datums, --encoding and --map are for files; the database has none"
      )
    }
    _ = try excluded()
  }

  func run() throws {
    guard !printPolicy else {
      return try Descriptors.write(Array(PolicyFile.defaults()), to: STDOUT_FILENO, path: "-")
    }
    let now = try InputOptionGroup.now(now, timeZone: input.timeZone)
    let auditor = try Auditor(
      policy: try policy.map { try PolicyFile.read($0) } ?? AuditPolicy(),
      without: excluded()
    )
    let kinds: [RecordKind] = [.stores, .reps, .checkIns, .tracks, .orders, .storeEdits]
    let options = try input.options(for: kinds.map { .of($0) }, datums: datums)
    try OutputCheck.check(
      outputs: [input.rejects],
      folder: out,
      inputs: files.values.flatMap { $0 } + [policy].compactMap { $0 },
      database: hasFiles ? nil : database
    )
    let folder = try OutputFolder(path: out ?? "", replacing: AuditFiles.names)
    let rejects = try RejectLog(input)
    let source = try RecordSource(
      database: database,
      access: .write(createIfMissing: false),
      files: files,
      options: options,
      rejects: rejects
    )
    let version = try source.database?.currentVersion()
    var rows: [Int64] = []
    var phases = PhaseTimes()
    let records = try records(of: source, rejects, rows: &rows)
    phases.end("reading")
    let (data, tracks) = (consume records).finish()
    phases.end("ordering")
    let context = auditor.context(data, tracks: tracks)
    phases.end("preparing")
    let audit = auditor.audit(context)
    phases.end("auditing")
    let result = AuditResult(
      audit,
      at: now,
      decided: try source.database?.decidedFindings() ?? [:]
    )
    phases.end("reviewing")
    let summary = AuditSummary(result)
    try AuditFiles.write(
      result,
      summary,
      language: language,
      timeZone: options.timeZone ?? .gmt,
      to: folder
    )
    try rejects.finish()
    if let database = source.database, let version {
      try store(result, summary, rows: rows, of: version, in: database)
    }
    try folder.finish()
    phases.end("writing")
    report(result, summary)
    if timings { Console.note(phases.text) }
  }

  /// Keeps the audit in the database that it is about.
  private func store(
    _ result: AuditResult,
    _ summary: AuditSummary,
    rows: [Int64],
    of version: FileVersion,
    in database: LeadDatabase
  ) throws {
    let stored = try StoredAudits.store(
      result,
      summary: String(decoding: summary.json(), as: UTF8.self),
      rows: rows,
      of: version,
      in: database
    )
    guard let stored else {
      throw CommandFailure(
        .busy,
        "another process changed \(database.path) during the audit; run it again"
      )
    }
    try database.close()
    Console.note("kept as audit \(stored); leadline audit list shows its cases")
  }

  private func report(_ result: AuditResult, _ summary: AuditSummary) {
    if summary.counts.checkIns == 0 {
      Console.warning(
        hasFiles
          ? "there is no check-in in \(checkIns.joined(separator: ", ")), so nothing was audited"
          : "there is no check-in in the database, so nothing was audited; import some"
      )
    }
    let verdicts = Verdict.allCases.map { "\(summary.verdicts[$0.rawValue] ?? 0) \($0.rawValue)" }
    let errors = result.review.errors
    let mistakes = (errors.expectedFalseAccusations * 10).rounded() / 10
    Console.note("\(summary.counts.checkIns) check-ins: \(verdicts.joined(separator: ", "))")
    for crowd in summary.crowds ?? [] {
      Console.note(
        "\(crowd.rule): too much is alike; \(crowd.cut) times it was compared with a part of that only"
      )
    }
    Console.note(
      "\(result.review.cases.count) cases, \(errors.accusedReps) reps accused,"
        + " of whom \(mistakes) may be expected to be honest"
    )
  }

  private var files: [RecordKind: [String]] {
    [
      .stores: stores, .reps: reps, .checkIns: checkIns, .tracks: tracks, .orders: orders,
      .storeEdits: storeEdits,
    ]
  }

  private var hasFiles: Bool { files.values.contains { !$0.isEmpty } }

  private var datums: [String: String?] {
    [
      "stores": storesDatum, "check-ins": checkInsDatum, "tracks": tracksDatum,
      "store-edits": storeEditsDatum,
    ]
  }

  private func excluded() throws -> Set<Reason> {
    Set(
      try without.map { code in
        guard let reason = Reason(rawValue: code) else {
          let known = Reason.allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError("the reason '\(code)' is not known; name one of \(known)")
        }
        return reason
      }
    )
  }

  /// Reads everything; stores come before what names them.
  ///
  /// - Parameters:
  ///   - source: Where the records are.
  ///   - rejects: The bad rows.
  ///   - rows: Takes the rows of the check-ins of a database.
  /// - Returns: The records.
  /// - Throws: What reading and refusing rows throws.
  private func records(
    of source: RecordSource,
    _ rejects: RejectLog,
    rows: inout [Int64]
  ) throws -> AuditRecords {
    var records = AuditRecords()
    try source.forEach(.reps, verb: "reading reps", withAttributes: false) { record, reject in
      if let fault = records.addRep(record) { try reject(fault) }
    }
    try source.forEach(
      .stores,
      verb: "reading stores",
      withAttributes: false,
      AuditStoreJob()
    ) {
      records.add($0, refuse: $1)
    } onRecord: { record, reject in
      if let fault = records.addStore(record) { try reject(fault) }
    }
    try source.forEach(
      .storeEdits,
      verb: "reading store-edits",
      withAttributes: false
    ) { record, reject in
      if let fault = records.addEdit(record) { try reject(fault) }
    }
    try source.forEach(.orders, verb: "reading orders", withAttributes: false, OrderJob()) {
      records.add($0, refuse: $1)
    } onRecord: { record, reject in
      if let fault = records.addOrder(record) { try reject(fault) }
    }
    if let database = source.database {
      try database.forEachStoredRecord(.checkIns) { row, record in
        // Those of the database are sound, but for what other programs did to it.
        if records.addCheckIn(record) == nil { rows.append(row) }
      }
    } else {
      let rejected = rejects.count
      try source.forEach(.checkIns, verb: "reading check-ins", records.checkInJob) {
        records.add($0, refuse: $1)
      } onRecord: { record, reject in
        if let fault = records.addCheckIn(record) { try reject(fault) }
      }
      guard records.hasCheckIns || rejects.count == rejected else {
        try rejects.finish()
        throw CommandFailure(
          .badData,
          "no check-in could be taken over, so nothing was audited; see the rejects"
        )
      }
    }
    try source.forEach(.tracks, verb: "reading tracks", withAttributes: false, TrackJob()) {
      records.add($0)
      _ = $1
    } onRecord: { record, _ in
      records.addFix(record)
    }
    return records
  }
}
