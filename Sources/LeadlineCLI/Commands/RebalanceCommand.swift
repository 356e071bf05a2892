import ArgumentParser
import Foundation
import Leadline

/// Divides the stores into territories, or balances those there are.
struct RebalanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebalance",
    abstract: "Divide the stores into balanced territories, or balance those there are.",
    discussion: """
      Writes a folder, whole or not at all: assignments.csv (id,from,to,moved), fences.geojson (which \
      import and assign read), metrics.json, scenarios.csv, report.html, and assignments and fences of \
      every scenario. The present plan is each store's territory; without one, or with --new, a new \
      plan is made.

      With reps, every active one with the role rep gets one territory, in proportion to capacity; a \
      territory whose rep has left is shared out among its neighbours. Without reps there are \
      --territories of them, or as many as now.

      --measure names any numeric column of the stores, or customers; workload is estimated, from \
      visits and the ways between stores, where stores have none. --pins FILE and --eligible FILE \
      have the columns id,territory: where a store must be, and where it may be.

      --leave, --join, --split and --merge change one thing: only territories within two hops of it \
      differ from the present plan.

      On the database, the scenarios are also kept as drafts: see leadline plan.
      """
  )

  @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
  var out: String

  @Option(help: ArgumentHelp("Stores from this file instead of the database.", valueName: "file"))
  var stores: [String] = []

  @Option(help: ArgumentHelp("Reps from this file.", valueName: "file"))
  var reps: [String] = []

  @Option(help: ArgumentHelp("Territories that stores must be in.", valueName: "file"))
  var pins: [String] = []

  @Option(help: ArgumentHelp("Territories that stores may be in.", valueName: "file"))
  var eligible: [String] = []

  @Option(
    help: ArgumentHelp("The area that the fences shall cover, as polygons.", valueName: "file")
  )
  var region: [String] = []

  @Option(
    name: .customLong("measure"),
    help: ArgumentHelp(
      "What to balance, and how far a territory may be off; workload:5%. Repeatable.",
      valueName: "field[:tolerance]"
    )
  )
  var measures: [String] = []

  @Option(help: ArgumentHelp("How many territories there shall be.", valueName: "count"))
  var territories: Int?

  @Option(
    help: ArgumentHelp(
      "How much of the first measure may move at most: 5%.",
      valueName: "share"
    )
  )
  var maxMoved: String?

  @Option(
    name: .customLong("budget"),
    help: ArgumentHelp(
      "A scenario for scenarios.csv: a share, or free. Repeatable; 0, 1, 2, 5, 10 %, free.",
      valueName: "share"
    )
  )
  var budgets: [String] = []

  @Flag(
    inversion: .prefixedNo,
    help: "Whether territories must be of one piece."
  )
  var contiguous = true

  @Flag(help: "Make a new plan, whatever territories the stores have.")
  var new = false

  @Option(
    help: ArgumentHelp(
      "Stores with one value in this column stay together.",
      valueName: "field"
    )
  )
  var together: String?

  @Option(
    help: ArgumentHelp(
      "How strongly new territories are drawn to the reps' homes, from 0 to 100%.",
      valueName: "share"
    )
  )
  var homeShare: String?

  @Option(
    name: .customLong("level"),
    help: ArgumentHelp(
      "A level above the territories of a new plan, the coarsest first: region:4. Repeatable.",
      valueName: "name:count"
    )
  )
  var levels: [String] = []

  @Option(
    help: ArgumentHelp("A territory that ends; its neighbours share it.", valueName: "territory")
  )
  var leave: String?

  @Option(
    help: ArgumentHelp("A territory that begins around a place.", valueName: "new@lon,lat")
  )
  var join: String?

  @Option(
    help: ArgumentHelp("A territory that gives half to a new one.", valueName: "territory:new")
  )
  var split: String?

  @Option(
    help: ArgumentHelp("A territory that another one takes over.", valueName: "territory:other")
  )
  var merge: String?

  @Option(help: ArgumentHelp("Minutes of a visit, for estimates.", valueName: "minutes"))
  var visitMinutes = Effort().visitMinutes

  @Option(help: ArgumentHelp("Visits a month of stores that say nothing.", valueName: "count"))
  var visitsPerMonth = Effort().visitsPerMonth

  @Option(help: ArgumentHelp("How fast reps get along, km/h.", valueName: "speed"))
  var speed = Effort().speedKilometresPerHour

  @Option(help: ArgumentHelp("The seed of the search.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The name of the plans in the database.", valueName: "name"))
  var name: String?

  @Option(name: .customLong("as"), help: ArgumentHelp("Who makes the plans.", valueName: "rep"))
  var maker: String?

  @Option(help: ArgumentHelp("The time of the plan; else now.", valueName: "time"))
  var now: String?

  @Option(help: "The language of the report, en or zh.")
  var language = ReportLanguage.en

  @Option(help: ArgumentHelp("The datum of the stores' file.", valueName: "datum"))
  var storesDatum: String?

  @Option(help: ArgumentHelp("The datum of the region's file.", valueName: "datum"))
  var regionDatum: String?

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var input: InputOptionGroup

  func validate() throws {
    guard !out.isEmpty else {
      throw ValidationError("plans are written to a folder; name it with --out")
    }
    guard !stores.isEmpty || reps.isEmpty else {
      throw ValidationError("--reps goes with --stores; the database has reps of its own")
    }
    guard stores.isEmpty || name == nil && maker == nil else {
      throw ValidationError("--name and --as are for plans in the database, not for files")
    }
    guard territories.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--territories is a number of at least 1")
    }
    let change = try request(now: Date()).change
    guard change == nil || territories == nil else {
      throw ValidationError(
        "--territories is for whole plans, not for a single change; leave it out"
      )
    }
    guard change == nil && !new || maxMoved == nil && budgets.isEmpty else {
      throw ValidationError(
        "--max-moved and --budget are for balancing the present plan; leave them out"
      )
    }
    _ = try scenarioBudgets()
  }

  func run() throws {
    let request = try request(now: InputOptionGroup.now(now, timeZone: input.timeZone))
    let options = try input.options(
      for: [.of(.stores), .of(.reps), .pins, .region],
      datums: ["stores": storesDatum, "region": regionDatum]
    )
    try OutputCheck.check(
      outputs: [input.rejects],
      folder: out,
      inputs: stores + reps + pins + eligible + region,
      database: stores.isEmpty ? database : nil
    )
    let folder = try OutputFolder(path: out, replacing: TerritoryFiles.names)
    let rejects = try RejectLog(input)
    let source = try RecordSource(
      database: database,
      access: .write(createIfMissing: false),
      files: [.stores: stores, .reps: reps],
      options: options,
      rejects: rejects
    )
    var reading = TerritoryReading(source: source, request: request, hasReps: !reps.isEmpty)
    try reading.read(pins: pins, eligible: eligible, region: region)
    try rejects.finish()
    let input = try reading.input()
    for note in input.notes { Console.note(note) }
    let bar = ProgressBar("planning")
    let run = try TerritoryRun(input)
    let result = try run.result(budgets: scenarioBudgets()) { bar.update(share: $0) }
    bar.finish()
    // All that can fail is written before the database takes the plans.
    try TerritoryFiles.write(result, language: language, to: folder)
    var plans: [Int64] = []
    if let database = source.database {
      plans = try result.store(
        in: database,
        name: name ?? "rebalance \(Self.day(request.now))",
        by: maker,
        rows: reading.rows,
        fingerprint: reading.fingerprint
      )
    }
    try TerritoryFiles.writeScenarios(result, plans: plans, to: folder)
    try source.database?.close()
    try folder.finish()
    report(result, plans)
  }

  private func report(_ result: TerritoryResult, _ plans: [Int64]) {
    let chosen = result.scenarios[result.chosen]
    for sentence in result.input.sentences(chosen.plan.shortfalls) { Console.warning(sentence) }
    let count = chosen.metrics.territories.count { $0.customers > 0 }
    let measures = chosen.metrics.measures.map {
      "\($0.name) within \(Self.percent($0.worstDeviation))"
    }
    Console.note(
      "\(count) territories, \(measures.joined(separator: ", ")); "
        + "\(chosen.moves.stores) stores moved (\(Self.percent(chosen.moves.share))), "
        + "\(chosen.moves.assigned) were in none"
    )
    if chosen.metrics.brokenPins > 0 {
      Console.warning(
        "\(chosen.metrics.brokenPins) stores are not where they are pinned, as only territories near"
          + " the change may differ"
      )
    }
    let outside = chosen.exceptions.count { $0.reason == .outsideRegion }
    if outside > 0 {
      // Without a region, fences end only where the map of the world does.
      Console.warning(
        result.input.region == nil
          ? "\(outside) stores lie at longitude 180 or at a pole, where every fence ends, so they are"
            + " strictly inside none; move them a little for a fence around them"
          : "\(outside) stores lie outside the region, in no fence"
      )
    }
    if chosen.exceptions.count > outside {
      Console.note(
        "\(chosen.exceptions.count - outside) stores lie in the fence of another territory;"
          + " metrics.json names them"
      )
    }
    if let first = plans.first, let last = plans.last {
      let numbers = first == last ? "plan \(first)" : "plans \(first) to \(last)"
      Console.note("kept as \(numbers); leadline plan list shows what there is")
    }
  }

  private static func percent(_ share: Double) -> String {
    "\((share * 1000).rounded() / 10) %"
  }

  /// The day of a time in UTC, 2026-03-03.
  private static func day(_ time: Date) -> String {
    String(time.formatted(.iso8601).prefix(10))
  }

  private func request(now: Date) throws -> TerritoryRequest {
    var request = TerritoryRequest(now: now)
    if !measures.isEmpty {
      request.measures = try measures.map { text in
        guard let measure = TerritoryRequest.Measure(parsing: text) else {
          throw ValidationError("'\(text)' is no measure; write it as workload:5%")
        }
        return measure
      }
      let names = request.measures.map(\.field)
      guard Set(names).count == names.count else {
        throw ValidationError("a measure is named twice; name each once")
      }
    }
    request.territories = territories
    request.maxMoved = try maxMoved.map { try share($0, of: "--max-moved", atMost: 1) }
    request.homeShare = try homeShare.map { try share($0, of: "--home-share", atMost: 1) } ?? 0
    request.isContiguous = contiguous
    request.isNew = new
    request.together = together
    request.seed = seed
    request.change = try change()
    request.levels = try levels.map { text in
      guard let level = TerritoryRequest.Level(parsing: text) else {
        throw ValidationError("'\(text)' is no level; write it as region:4")
      }
      return level
    }
    guard visitMinutes >= 0, visitsPerMonth > 0, speed > 0, visitMinutes.isFinite,
      visitsPerMonth.isFinite, speed.isFinite
    else {
      throw ValidationError(
        "--visit-minutes is at least 0, --visits-per-month and --speed are above 0"
      )
    }
    request.effort = Effort(
      visitMinutes: visitMinutes,
      visitsPerMonth: visitsPerMonth,
      speedKilometresPerHour: speed
    )
    return request
  }

  /// The only thing that shall change.
  private func change() throws -> TerritoryRequest.Change? {
    guard [leave, join, split, merge].count(where: { $0 != nil }) < 2 else {
      throw ValidationError("name one of --leave, --join, --split and --merge at a time")
    }
    guard join == nil && split == nil && leave == nil && merge == nil || !new && levels.isEmpty
    else {
      throw ValidationError("--new and --level are for new plans, which have nothing to change")
    }
    if let leave { return .leave(leave) }
    if let split {
      let (territory, new) = try pair(split, at: ":", of: "--split north:north-2")
      return .split(territory, into: new)
    }
    if let merge {
      let (territory, other) = try pair(merge, at: ":", of: "--merge north:south")
      return .merge(territory, into: other)
    }
    guard let join else { return nil }
    let form = "--join new@9.52,47.14"
    let (territory, place) = try pair(join, at: "@", of: form)
    let (longitude, latitude) = try pair(place, at: ",", of: form)
    guard let longitude = Double(longitude), let latitude = Double(latitude) else {
      throw ValidationError("'\(join)' can't be read; write it as \(form)")
    }
    guard let place = try? Coordinate(longitude: longitude, latitude: latitude) else {
      throw ValidationError("'\(join)' names no place on earth; write it as \(form)")
    }
    return .join(territory, near: place)
  }

  /// The two parts of an option, both not empty, parted at the last separator.
  private func pair(
    _ text: String,
    at separator: Character,
    of form: String
  ) throws -> (String, String) {
    guard let middle = text.lastIndex(of: separator) else {
      throw ValidationError("'\(text)' can't be read; write it as \(form)")
    }
    let (first, second) = (text[..<middle], text[text.index(after: middle)...])
    guard !first.isEmpty, !second.isEmpty else {
      throw ValidationError("'\(text)' can't be read; write it as \(form)")
    }
    return (String(first), String(second))
  }

  /// The scenarios' budgets, rising; nil, the free one, last.
  private func scenarioBudgets() throws -> [Double?] {
    let texts = budgets.isEmpty ? ["0", "1%", "2%", "5%", "10%", "free"] : budgets
    var shares = try texts.map { text in
      text == "free" ? Double.infinity : try share(text, of: "--budget", atMost: 1)
    }
    if let maxMoved { shares.append(try share(maxMoved, of: "--max-moved", atMost: 1)) }
    let unique = Set(shares).sorted()
    guard unique.count <= TerritoryFiles.greatestScenario else {
      throw ValidationError("there are at most \(TerritoryFiles.greatestScenario) scenarios")
    }
    return unique.map { $0.isFinite ? $0 : nil }
  }

  private func share(_ text: String, of option: String, atMost limit: Double) throws -> Double {
    guard let share = TerritoryRequest.share(text), share <= limit else {
      throw ValidationError("\(option) is a share from 0 to 100%; write it as 5%")
    }
    return share
  }
}
