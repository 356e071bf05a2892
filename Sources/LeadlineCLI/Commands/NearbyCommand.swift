import ArgumentParser
import Foundation
import Leadline

/// Finds the customers nearest to a place.
struct NearbyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nearby",
    abstract: "Find the customers nearest to a place, by distance along the ellipsoid.",
    discussion: """
      Writes query,rank,id,distance_m, nearest first, equally near ones by id, then the fields that \
      --show names. A single place is query 1.
      """
  )

  @Argument(help: ArgumentHelp("The place, as LON,LAT in degrees.", valueName: "lon,lat"))
  var place: String?

  @Option(help: ArgumentHelp("A file of places, with id, lon and lat.", valueName: "file"))
  var queries: String?

  @Option(help: ArgumentHelp("Stores from this file instead of the database.", valueName: "file"))
  var stores: [String] = []

  @Option(help: ArgumentHelp("Reps from this file, for --as with --stores.", valueName: "file"))
  var reps: [String] = []

  @Option(help: "How many customers; 10, or all of them with --within.")
  var limit: Int?

  @Option(
    help: ArgumentHelp("Only customers at most that far: 500, 500m, 2km.", valueName: "distance")
  )
  var within: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only customers with this value in this field. Repeatable.",
      valueName: "field=value"
    )
  )
  var conditions: [String] = []

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Only what this rep may see.", valueName: "rep")
  )
  var viewer: String?

  @Option(
    help: ArgumentHelp("Write this field of the customer too. Repeatable.", valueName: "field")
  )
  var show: [String] = []

  @Option(help: ArgumentHelp("The datum of the stores' file.", valueName: "datum"))
  var storesDatum: String?

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var input: InputOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func validate() throws {
    guard (place == nil) != (queries == nil) else {
      throw ValidationError("name one place as LON,LAT, or a file of places with --queries")
    }
    if let limit, limit < 0 { throw ValidationError("--limit must be 0 or more, not \(limit)") }
    guard reps.isEmpty || (viewer != nil && !stores.isEmpty) else {
      throw ValidationError("--reps goes with --as and --stores")
    }
    guard stores.isEmpty || viewer == nil || !reps.isEmpty else {
      throw ValidationError("--as needs --reps FILE when the stores come from a file")
    }
  }

  func run() throws {
    let radius = try within.map { try Distance(parsing: $0) }
    let filters = try conditions.map { text in
      guard let filter = FieldFilter(parsing: text) else {
        throw ValidationError("'\(text)' is no condition; write --where FIELD=VALUE")
      }
      return filter
    }
    let options = try input.options(datums: ["stores": storesDatum])
    let rejects = try RejectLog(input)
    let source = try RecordSource(
      database: database,
      files: [.stores: stores, .reps: reps],
      options: options,
      rejects: rejects
    )

    var finder = CustomerFinder(
      filters: filters,
      view: try view(of: source),
      shownFields: show
    )
    try source.forEach(.stores, verb: "reading stores") { record, reject in
      if let duplicate = finder.add(record) { try reject(duplicate) }
    }
    finder.build()

    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("query"), OutputColumn("rank", .right), OutputColumn("id"),
        OutputColumn("distance_m", .right),
      ] + show.map { OutputColumn($0) },
      isHeldBack: input.strict
    )
    let limit = limit ?? (radius == nil ? 10 : nil)
    func answer(_ query: String, _ place: Coordinate) throws {
      for (rank, hit) in finder.stores(near: place, limit: limit, within: radius).enumerated() {
        try rows.place(hit.coordinate)
        rows.writer.text(query)
        rows.writer.integer(rank + 1)
        rows.writer.text(hit.id.rawValue)
        rows.writer.fixed(hit.distance.metres, decimals: 3)
        for value in hit.shown {
          if let value { rows.writer.text(value) } else { rows.writer.null() }
        }
        try rows.writer.endRow()
      }
    }
    if let queries {
      try source.forEach(RecordSchema.queries, files: [queries], verb: "answering") { record, _ in
        guard let place = record.coordinate else { return }
        try answer(record.text(of: "id", schema: .queries) ?? "", place)
      }
    } else if let place {
      try answer("1", try Self.coordinate(place, datum: options.datum ?? .wgs84))
    }
    try rejects.finish()
    try rows.finish()
  }

  /// What the rep named by `--as` may see.
  private func view(of source: RecordSource) throws -> OrgTree.View {
    guard let viewer else { return .everything }
    var reps: [Rep] = []
    try source.forEach(.reps, verb: "reading reps") { record, _ in
      if let rep = Rep(record) { reps.append(rep) }
    }
    guard let view = OrgTree(reps).view(of: ID(viewer)) else {
      throw CommandFailure(.noInput, "there is no rep '\(viewer)'; name one that was imported")
    }
    return view
  }

  /// Reads `LON,LAT`.
  private static func coordinate(_ text: String, datum: Datum) throws -> Coordinate {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let x = DecimalParser.double(parts[0].utf8),
      let y = DecimalParser.double(parts[1].utf8)
    else {
      throw ValidationError("'\(text)' is no place; write LON,LAT in degrees, as 9.5215,47.1410")
    }
    let converter = try DatumConverter(from: datum, to: .wgs84)
    let position = try converter.convert(Position(x: x, y: y))
    do {
      return try Coordinate(longitude: position.x, latitude: position.y)
    } catch {
      throw ValidationError("\(error); write LON,LAT, longitude first")
    }
  }
}
