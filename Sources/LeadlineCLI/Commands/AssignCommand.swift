import ArgumentParser
import Foundation
import Leadline

/// Finds the territory of every store.
struct AssignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign",
    abstract: "Find the territory of every store by the fences around it.",
    discussion: """
      Writes id,level,territory,fence,rule, one row per store and level. rule is inside, overlap \
      (several fences cover the store: higher priority wins, then smaller area, then lower id), \
      nearest (with --outside nearest, which adds distance_m), none, or plan (on the database: the \
      plan in force gave the store another territory than that of the plan's fence around it). A \
      store on a boundary is inside.

      --fences also takes a file that leadline index wrote.

      On the database it also sets the stores' territory and records what moved, with --summary \
      too; a store that no fence covers has none from then on.
      """
  )

  /// Which of several covering fences are written.
  enum Overlap: String, ExpressibleByArgument, CaseIterable {
    case winner
    case all
  }

  @Option(help: ArgumentHelp("Stores from this file instead of the database.", valueName: "file"))
  var stores: [String] = []

  @Option(help: ArgumentHelp("Fences from this file instead of the database.", valueName: "file"))
  var fences: [String] = []

  @Option(help: "What becomes of stores outside every fence.")
  var outside = OutsideRule.none

  @Option(help: "Write the winner of several covering fences, or all of them.")
  var overlap = Overlap.winner

  @Option(help: "Evaluate with Leadline's own index, or with GEOS alone to compare.")
  var engine = FenceEngine.native

  @Option(
    help: ArgumentHelp(
      "The level that sets the stores' territory in the database; else 'territory', or the only one.",
      valueName: "level"
    )
  )
  var territoryLevel: String?

  @Flag(help: "Write the number of stores per territory instead: level,territory,stores.")
  var summary = false

  @Option(help: ArgumentHelp("The datum of the stores' file.", valueName: "datum"))
  var storesDatum: String?

  @Option(help: ArgumentHelp("The datum of the fences' file.", valueName: "datum"))
  var fencesDatum: String?

  @Option(
    help: ArgumentHelp("The time at which fences must be valid; else now.", valueName: "time")
  )
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
    guard stores.isEmpty == fences.isEmpty else {
      throw ValidationError("files are assigned with both --stores and --fences")
    }
    if summary { try output.refuseGeoJSON(for: "counts") }
    guard !summary || overlap == .winner else {
      throw ValidationError(
        "--summary counts each store once, so it does not go with --overlap all"
      )
    }
    guard !stores.isEmpty || !input.concernsFiles && storesDatum == nil && fencesDatum == nil else {
      throw ValidationError(
        "datums, --encoding, --map and --time-zone are for files; the database has none"
      )
    }
  }

  func run() throws {
    let now = try InputOptionGroup.now(now, timeZone: input.timeZone)
    try OutputCheck.check(
      outputs: [output.output, input.rejects, repairs],
      inputs: stores + fences,
      database: stores.isEmpty ? database : nil
    )
    let indexFile = try indexFile()
    let rejects = try RejectLog(input)
    let source = try RecordSource(
      database: database,
      access: .write(createIfMissing: false),
      files: [.stores: stores, .fences: fences],
      options: try input.options(
        for: [.of(.stores), .of(.fences)],
        datums: ["stores": storesDatum, "fences": fencesDatum]
      ),
      rejects: rejects
    )
    try source.database?.warnOfBrokenReferences()
    let index =
      try indexFile.map { try FenceIndex(file: $0, validAt: now) }
      ?? FenceIndex(try FenceReading.fences(of: source, now: now, repairs: repairs))
    guard !index.levels.isEmpty else {
      throw CommandFailure(
        .badData,
        "there is no fence to assign to; import fences, or check their valid_from and valid_to"
      )
    }
    let territoryLevel = try self.territoryLevel(among: index.levels)
    var rows = try AssignmentRows(
      output,
      isSummary: summary,
      hasDistance: outside == .nearest,
      isHeldBack: input.strict
    )
    let holds = try territoryLevel.flatMap { try source.database?.planHolds(level: $0) }
    if let all = try assignAll(source, index, rejects)?.keeping(holds),
      let database = source.database
    {
      try rows.add(all)
      try rows.flush()
      warnWithoutTerritoryLevel(territoryLevel)
      let summary = try database.recordAssignments(all, territoryLevel: territoryLevel, at: now)
      report(summary, outside: all.outside)
      try rejects.finish()
      return try rows.finish()
    }
    let evaluators = try index.levels.indices.map {
      try index.evaluator(level: $0, engine: engine)
    }
    var kept: [StoreAssignment] = []
    let job = rows.question(overlap, engine).map { AssignJob(index, $0, outside: outside) }
    try source.forEach(.stores, verb: "assigning", job) { answer, _ in
      try rows.add(answer)
    } onRecord: { record, reject in
      guard let store = Store(record) else { return try reject(.unusable(record)) }
      for evaluator in evaluators {
        let found = try assignments(of: store, by: evaluator, holds)
        try rows.add(store, found)
        if source.database != nil, let winner = found.first {
          kept.append(StoreAssignment(store: store.id, assignment: winner))
        }
      }
    }
    try rows.flush()
    if let database = source.database {
      try record(kept, in: database, territoryLevel: territoryLevel, now: now)
    }
    try rejects.finish()
    try rows.finish()
  }

  /// The rows of one store on one level, the winner first: what a plan holds, before its fences.
  private func assignments(
    of store: Store,
    by evaluator: FenceEvaluator,
    _ holds: PlanHolds?
  ) throws -> [Assignment] {
    let found =
      overlap == .all
      ? try evaluator.assignments(of: store.coordinate, outside: outside)
      : [try evaluator.assignment(of: store.coordinate, outside: outside)]
    guard let holds, let winner = found.first, winner.level.utf8.elementsEqual(holds.level.utf8),
      let held = holds.assignment(of: store.id, insteadOf: winner)
    else { return found }
    return [held] + (overlap == .all && held.fence != nil ? found : [])
  }

  /// The file of an index to take up instead of reading fences; nil for fences as such.
  private func indexFile() throws -> String? {
    guard let file = fences.first(where: { FenceIndex.isIndex(file: $0) }) else { return nil }
    guard fences.count == 1, fencesDatum == nil, repairs == nil else {
      throw ValidationError(
        "\(file) is an index of fences: it goes without other fences, --fences-datum and --repairs"
      )
    }
    return file
  }

  /// The level whose territories become those of the stores.
  private func territoryLevel(among levels: [String]) throws -> String? {
    if let territoryLevel {
      // The database tells levels apart by their bytes, of which a name may be written in two ways.
      let exact = levels.first { $0.utf8.elementsEqual(territoryLevel.utf8) }
      guard let level = exact ?? levels.first(where: { $0 == territoryLevel }) else {
        throw CommandFailure(
          .usage,
          "there is no fence of level '\(territoryLevel)'; there are \(levels.joined(separator: ", "))"
        )
      }
      return level
    }
    if levels.contains(Fence.defaultLevel) { return Fence.defaultLevel }
    return levels.count == 1 ? levels.first : nil
  }

  private func record(
    _ assignments: [StoreAssignment],
    in database: LeadDatabase,
    territoryLevel: String?,
    now: Date
  ) throws {
    warnWithoutTerritoryLevel(territoryLevel)
    let summary = try database.recordAssignments(
      assignments,
      territoryLevel: territoryLevel,
      at: now
    )
    report(summary, outside: assignments.count { $0.assignment.rule == .none })
  }

  private func warnWithoutTerritoryLevel(_ territoryLevel: String?) {
    guard territoryLevel == nil else { return }
    Console.warning(
      "no level sets the stores' territory, as there are several and none is 'territory';"
        + " name one with --territory-level"
    )
  }

  private func report(_ summary: AssignmentSummary, outside: Int) {
    let ended = summary.ended == 0 ? "" : "; \(summary.ended) of before have ended"
    Console.note(
      "\(summary.written) assignments recorded, \(summary.moved) of them new or changed,"
        + " \(outside) outside every fence\(ended)"
    )
  }
}

/// The rows of `assign`, or their counts.
struct AssignmentRows {
  let rows: RowOutput
  let isSummary: Bool
  private let hasDistance: Bool
  private var counts: [Territory: Int] = [:]

  private struct Territory: Hashable {
    let level: String
    let name: String
  }

  init(
    _ options: OutputOptionGroup,
    isSummary: Bool,
    hasDistance: Bool,
    isHeldBack: Bool
  ) throws {
    self.isSummary = isSummary
    self.hasDistance = hasDistance
    var columns = ["id", "level", "territory", "fence", "rule"].map { OutputColumn($0) }
    if hasDistance { columns.append(OutputColumn("distance_m", .right)) }
    if isSummary {
      columns = [
        OutputColumn("level"), OutputColumn("territory"), OutputColumn("stores", .right),
      ]
    }
    rows = try RowOutput(options, columns: columns, isHeldBack: isHeldBack)
  }

  /// What a job can answer in ready rows; nil where each row has to be written by itself.
  func question(_ overlap: AssignCommand.Overlap, _ engine: FenceEngine) -> AssignJob.Question? {
    guard engine == .native, isSummary || rows.format == .csv else { return nil }
    return isSummary ? .counts : overlap == .all ? .all : .winners
  }

  mutating func add(_ answer: AssignJob.Answer) throws {
    for count in answer.counts {
      counts[Territory(level: count.level, name: count.territory ?? ""), default: 0] += count.stores
    }
    if !isSummary { try rows.writer.append(rows: answer.rows) }
  }

  mutating func add(_ store: Store, _ assignments: [Assignment]) throws {
    for assignment in assignments {
      if isSummary {
        count(assignment, 1)
        continue
      }
      try rows.place(store.coordinate)
      rows.writer.text(store.id.rawValue)
      try write(assignment)
    }
  }

  /// Adds to the count of an answer's territory.
  mutating func count(_ assignment: Assignment, _ stores: Int) {
    let territory = Territory(level: assignment.level, name: assignment.territory ?? "")
    counts[territory, default: 0] += stores
  }

  /// Writes an answer behind the id, and ends the row.
  func write(_ assignment: Assignment) throws {
    rows.writer.text(assignment.level)
    text(assignment.territory)
    text(assignment.fence?.rawValue)
    rows.writer.text(assignment.rule.rawValue)
    if hasDistance, let distance = assignment.distance {
      rows.writer.fixed(distance.metres, decimals: 3)
    }
    try rows.writer.endRow()
  }

  /// Writes out every row, the counts among them.
  func flush() throws {
    let ordered = counts.sorted { ($0.key.level, $0.key.name) < ($1.key.level, $1.key.name) }
    for (territory, count) in ordered {
      rows.writer.text(territory.level)
      text(territory.name.isEmpty ? nil : territory.name)
      rows.writer.integer(count)
      try rows.writer.endRow()
    }
    try rows.flush()
  }

  /// Completes the output, all of whose rows are written out.
  func finish() throws { try rows.finish() }

  private func text(_ value: String?) {
    if let value { rows.writer.text(value) } else { rows.writer.null() }
  }
}
