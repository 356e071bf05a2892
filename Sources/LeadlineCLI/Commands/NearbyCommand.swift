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
    guard !stores.isEmpty || queries != nil || place != nil && !input.needsFiles else {
      throw ValidationError("--encoding, --map and --time-zone are for files; there are none")
    }
    guard !stores.isEmpty || storesDatum == nil else {
      throw ValidationError("--stores-datum goes with --stores")
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
    let options = try input.options(
      for: [.of(.stores), .of(.reps), .queries],
      datums: ["stores": storesDatum]
    )
    try OutputCheck.check(
      outputs: [output.output, input.rejects],
      inputs: stores + reps + [queries].compactMap { $0 },
      database: stores.isEmpty ? database : nil
    )
    let rejects = try RejectLog(input)
    let source = try RecordSource(
      database: database,
      files: [.stores: stores, .reps: reps],
      options: options,
      rejects: rejects
    )

    let limit = limit ?? (radius == nil ? 10 : nil)
    let view = try view(of: source)
    let direct = try directAnswer(source, filters, view, limit, radius, rejects, options)
    let finder = direct == nil ? try finder(of: source, filters: filters, view: view) : nil

    let rows = try RowOutput(
      output,
      columns: [
        OutputColumn("query"), OutputColumn("rank", .right), OutputColumn("id"),
        OutputColumn("distance_m", .right),
      ] + show.map { OutputColumn($0) },
      isHeldBack: input.strict
    )
    func answer(_ query: String, _ place: Coordinate) throws {
      let hits = direct ?? finder?.stores(near: place, limit: limit, within: radius) ?? []
      for (rank, hit) in hits.enumerated() {
        try rows.place(hit.coordinate)
        rows.writer.text(query)
        rows.writer.integer(rank + 1)
        rows.writer.text(hit.id.rawValue)
        rows.writer.fixed(hit.distance.metres, decimals: 3)
        for (field, value) in zip(show, hit.shown) {
          try write(value, field, of: hit, to: rows)
        }
        try rows.writer.endRow()
      }
    }
    if let queries {
      let isPlain = rows.format == .csv && show.isEmpty
      let job = isPlain ? finder.map { QueryJob($0, limit: limit, within: radius) } : nil
      try source.forEach(
        RecordSchema.queries,
        files: [queries],
        verb: "answering",
        job
      ) { found, _ in
        try rows.writer.append(rows: found.rows)
        for (id, place) in found.rest { try answer(id, place) }
      } onRecord: { record, _ in
        guard let place = record.coordinate else { return }
        try answer(record.text(of: "id", schema: .queries) ?? "", place)
      }
    } else if let place {
      try answer("1", try Self.coordinate(place, datum: options.datum ?? .wgs84))
    }
    try rejects.finish()
    try rows.finish()
  }

  private func write(
    _ value: CustomerFinder.Shown?,
    _ field: String,
    of hit: CustomerFinder.Hit,
    to rows: RowOutput
  ) throws {
    switch (field, value) {
    case ("lon", _): try rows.degrees(\.x, of: hit.coordinate)
    case ("lat", _): try rows.degrees(\.y, of: hit.coordinate)
    case (_, nil): rows.writer.null()
    case (_, let value?):
      if value.isNumber {
        rows.writer.rawJSON(value.text.utf8)
      } else {
        rows.writer.text(value.text)
      }
    }
  }

  /// What is near a single place, from the database's own index; nil where all stores must be read.
  ///
  /// Damaged rows far away are not met then, so a command that is to list them reads all.
  private func directAnswer(
    _ source: RecordSource,
    _ filters: [FieldFilter],
    _ view: OrgTree.View,
    _ limit: Int?,
    _ radius: Distance?,
    _ rejects: RejectLog,
    _ options: InputOptions
  ) throws -> [CustomerFinder.Hit]? {
    // A place that can't be read is reported by who reads it next.
    guard let place, let database = source.database, !input.strict, input.rejects == nil,
      let coordinate = try? Self.coordinate(place, datum: options.datum ?? .wgs84)
    else { return nil }
    let search = NearbySearch(filters: filters, view: view, shownFields: show)
    guard
      let answer = try search.stores(near: coordinate, limit: limit, within: radius, in: database)
    else { return nil }
    for reject in answer.rejects {
      try rejects.add(RejectedRow(file: database.path, reject: reject))
    }
    return answer.hits
  }

  /// The customers that the conditions and the asking rep's view leave.
  private func finder(
    of source: RecordSource,
    filters: [FieldFilter],
    view: OrgTree.View
  ) throws -> CustomerFinder {
    var builder = CustomerFinder.Builder(filters: filters, view: view, shownFields: show)
    let job = builder.takesColumns ? StoreJob(hasAccuracy: false) : nil
    try source.forEach(
      .stores,
      verb: "reading stores",
      fields: builder.fieldsRead,
      withAttributes: builder.readsAttributes,
      job
    ) {
      builder.add($0, refuse: $1)
    } onRecord: { record, reject in
      if let duplicate = builder.add(record) { try reject(duplicate) }
    }
    if builder.storesSeen > 0, let name = builder.unseenFields.min() {
      throw CommandFailure(.usage, "no store has a value in '\(name)'; check the name")
    }
    return builder.finish()
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
