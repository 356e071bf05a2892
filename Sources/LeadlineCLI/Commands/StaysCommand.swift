import ArgumentParser
import Foundation
import Leadline

/// Finds where reps stayed.
struct StaysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stays",
    abstract: "Find where reps stayed, and at which stores.",
    discussion: """
      Writes rep_id,arrived_at,left_at,lon,lat,radius_m,fixes,store_id, by rep and time, from tracks \
      in any order, of phones that report by time or by distance. store_id is the likeliest store \
      within what both positions may err.

      --check-ins adds distance_m,other_stores,check_ins,status; status is visit, unreported, \
      wrong-store or elsewhere, and for check-ins outside all stays, which come as rows of their own, \
      not-seen, or no-track where there is no fix within 15 minutes. --days writes one row per rep \
      and day instead, --legs one per way between two stays.
      """
  )

  @Option(help: ArgumentHelp("Tracks from this file, or - for standard input.", valueName: "file"))
  var tracks: [String] = []

  @Option(help: ArgumentHelp("Stores from this file.", valueName: "file"))
  var stores: [String] = []

  @Option(help: ArgumentHelp("Check-ins from this file.", valueName: "file"))
  var checkIns: [String] = []

  @Option(
    help: ArgumentHelp(
      "Reps from this file, for the home and territory of --days.",
      valueName: "file"
    )
  )
  var reps: [String] = []

  @Option(
    help: ArgumentHelp("Fences from this file, for the territories of --days.", valueName: "file")
  )
  var fences: [String] = []

  @Flag(help: "Write days: time at customers, idle, at home and on the way, mileage, what was due.")
  var days = false

  @Flag(help: "Write the ways between stays.")
  var legs = false

  @Option(help: ArgumentHelp("The shortest stay: 5m, 300s, 1h.", valueName: "time"))
  var minimum: String?

  @Option(
    help: ArgumentHelp(
      "How far from its place the fixes of a stay lie at most.",
      valueName: "distance"
    )
  )
  var radius: String?

  @Option(
    help: ArgumentHelp("The longest gap between two fixes of a stay; 20m.", valueName: "time")
  )
  var gap: String?

  @Option(help: ArgumentHelp("Fences valid at this time count; now.", valueName: "time"))
  var now: String?

  @Option(help: ArgumentHelp("The datum of the tracks' file.", valueName: "datum"))
  var tracksDatum: String?

  @Option(help: ArgumentHelp("The datum of the stores' file.", valueName: "datum"))
  var storesDatum: String?

  @Option(help: ArgumentHelp("The datum of the fences' file.", valueName: "datum"))
  var fencesDatum: String?

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var input: InputOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    guard !tracks.isEmpty || stores.isEmpty && checkIns.isEmpty && reps.isEmpty && fences.isEmpty
    else {
      throw ValidationError("--stores, --check-ins, --reps and --fences go with --tracks")
    }
    guard !(days && legs) else { throw ValidationError("write either --days or --legs") }
    if days || legs { try output.refuseGeoJSON(for: days ? "days" : "ways") }
    _ = try policy()
  }

  func run() throws {
    let kinds: [RecordKind] = [.tracks, .stores, .checkIns, .reps, .fences]
    let options = try input.options(
      for: kinds.map { .of($0) },
      datums: ["tracks": tracksDatum, "stores": storesDatum, "fences": fencesDatum]
    )
    try OutputCheck.check(
      outputs: [output.output, input.rejects],
      inputs: tracks + stores + checkIns + reps + fences,
      database: tracks.isEmpty ? database : nil
    )
    let rejects = try RejectLog(input)
    let source = try RecordSource(
      database: database,
      files: [
        .tracks: tracks, .stores: stores, .checkIns: checkIns, .reps: reps, .fences: fences,
      ],
      options: options,
      rejects: rejects
    )
    let report = try report(source, try InputOptionGroup.now(now, timeZone: input.timeZone))
    let writer = StayRows(
      hasCheckIns: !checkIns.isEmpty || tracks.isEmpty,
      output: output,
      isHeldBack: input.strict
    )
    // Refused rows stop a strict command before it writes.
    try rejects.finish()
    if days {
      try writer.writeDays(report)
    } else if legs {
      try writer.writeLegs(report)
    } else {
      try writer.writeStays(report)
    }
  }

  private func report(_ source: RecordSource, _ now: Date) throws -> StayReport {
    var builder = try StayReport.Builder(policy: policy())
    try source.forEach(.stores, verb: "reading stores") { record, reject in
      if let fault = builder.addStore(record) { try reject(fault) }
    }
    try source.forEach(.checkIns, verb: "reading check-ins") { record, _ in
      builder.addCheckIn(record)
    }
    var index: FenceIndex?
    if days {
      try source.forEach(.reps, verb: "reading reps") { record, _ in builder.addRep(record) }
      if !fences.isEmpty || tracks.isEmpty {
        let some = try FenceReading.fences(of: source, now: now, repairs: nil)
        index = some.isEmpty ? nil : FenceIndex(some)
      }
    }
    try source.forEach(.tracks, verb: "reading tracks", TrackJob()) { fixes, _ in
      builder.addFixes(fixes)
    } onRecord: { record, _ in
      builder.addFix(record)
    }
    let zone = input.timeZone.flatMap(TimeZone.init(identifier:)) ?? .gmt
    return builder.finish(timeZone: zone, fences: index, hasDays: days || legs)
  }

  private func policy() throws -> StayPolicy {
    var policy = StayPolicy()
    if let minimum { policy.minimumSeconds = try Self.seconds(minimum, "--minimum") }
    if let radius { policy.radiusMetres = try Distance(parsing: radius).metres }
    if let gap { policy.longestGapSeconds = try Self.seconds(gap, "--gap") }
    if let problem = policy.problems().first { throw ValidationError(problem) }
    return policy
  }

  /// Reads a time such as 300, 300s, 5m or 1h, in seconds.
  private static func seconds(_ text: String, _ option: String) throws -> Double {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
    let unit = text.last.flatMap { units[$0] }
    let digits = unit == nil ? text[...] : text.dropLast()
    guard let value = DecimalParser.double(digits.utf8), value > 0 else {
      throw ValidationError("\(option) '\(text)' is no time; write 300s, 5m or 1h")
    }
    return value * (unit ?? 1)
  }
}
