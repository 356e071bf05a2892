import ArgumentParser
import Foundation
import Leadline

/// Judges check-ins one by one.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Judge check-ins, each on its own evidence.",
    discussion: """
      Writes id,verdict,distance_m,presence,reasons, in input order. presence is the probability \
      that the rep was at the store; reasons are codes joined by |. A check-in without position has \
      neither distance nor presence.
      """
  )

  @Option(help: ArgumentHelp("Stores from this file instead of the database.", valueName: "file"))
  var stores: [String] = []

  @Option(
    help: ArgumentHelp("Check-ins from this file, or - for standard input.", valueName: "file")
  )
  var checkIns: [String] = []

  @Option(help: ArgumentHelp("The reps' tracks from this file.", valueName: "file"))
  var tracks: [String] = []

  @Option(help: ArgumentHelp("The datum of the stores' file.", valueName: "datum"))
  var storesDatum: String?

  @Option(help: ArgumentHelp("The datum of the check-ins' file.", valueName: "datum"))
  var checkInsDatum: String?

  @Option(help: ArgumentHelp("The datum of the tracks' file.", valueName: "datum"))
  var tracksDatum: String?

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var input: InputOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    guard stores.isEmpty == checkIns.isEmpty, tracks.isEmpty || !stores.isEmpty else {
      throw ValidationError(
        "files are verified with both --stores and --check-ins; --tracks goes with them"
      )
    }
    guard !stores.isEmpty || !input.concernsFiles && datums.values.allSatisfy({ $0 == nil }) else {
      throw ValidationError(
        "datums, --encoding, --map and --time-zone are for files; the database has none"
      )
    }
  }

  func run() throws {
    let options = try input.options(
      for: [.of(.stores), .of(.checkIns), .of(.tracks)],
      datums: datums
    )
    try OutputCheck.check(
      outputs: [output.output, input.rejects],
      inputs: stores + checkIns + tracks,
      database: stores.isEmpty ? database : nil
    )
    let rejects = try RejectLog(input)
    let source = try RecordSource(
      database: database,
      files: [.stores: stores, .checkIns: checkIns, .tracks: tracks],
      options: options,
      rejects: rejects
    )

    var builder = VisitChecker.Builder()
    try source.forEach(
      .stores,
      verb: "reading stores",
      fields: Store.fields,
      withAttributes: false,
      StoreJob(hasAccuracy: true)
    ) {
      builder.addStores($0, refuse: $1)
    } onRecord: { record, reject in
      if let duplicate = builder.addStore(record) { try reject(duplicate) }
    }
    try source.forEach(.tracks, verb: "reading tracks", TrackJob()) { tracks, _ in
      builder.addFixes(tracks)
    } onRecord: { record, _ in
      builder.addFix(record)
    }
    let checker = builder.finish()

    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("id"), OutputColumn("verdict"), OutputColumn("distance_m", .right),
        OutputColumn("presence", .right), OutputColumn("reasons"),
      ],
      isHeldBack: input.strict
    )
    let job = rows.format == .csv ? VerifyJob(checker) : nil
    try source.forEach(.checkIns, verb: "verifying", job) { answer, _ in
      try rows.writer.append(rows: answer)
    } onRecord: { record, reject in
      guard let checkIn = CheckIn(record) else { return }
      guard let verification = checker.verify(checkIn) else {
        return try reject(.unknownStore(checkIn, row: record.row))
      }
      try write(verification, of: checkIn, to: rows)
    }
    try rejects.finish()
    try rows.finish()
  }

  private var datums: [String: String?] {
    ["stores": storesDatum, "check-ins": checkInsDatum, "tracks": tracksDatum]
  }

  private func write(
    _ verification: Verification,
    of checkIn: CheckIn,
    to rows: RowOutput
  ) throws {
    try rows.place(checkIn.coordinate)
    rows.writer.text(checkIn.id.rawValue)
    rows.writer.text(verification.verdict.rawValue)
    if let distance = verification.distance {
      rows.writer.fixed(distance.metres, decimals: 3)
    } else {
      rows.writer.null()
    }
    if let presence = verification.presence {
      rows.writer.fixed(presence, decimals: 4)
    } else {
      rows.writer.null()
    }
    rows.writer.text(verification.reasons.map(\.rawValue).joined(separator: "|"))
    try rows.writer.endRow()
  }
}
