import ArgumentParser
import Foundation
import Leadline

/// Writes records of the database to a file.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write records of the database to a file.",
    discussion: """
      Writes every field, then the columns that Leadline has no field for. Areas are geometries in \
      GeoJSON and GeoPackage and well-known text (wkt) elsewhere; a table leaves them out.
      """
  )

  @Argument(help: "stores, reps, fences, check-ins, tracks, orders or store-edits.")
  var kind: RecordKind

  @Option(
    help: ArgumentHelp("The time written into a GeoPackage; else now.", valueName: "time")
  )
  var now: String?

  @OptionGroup var database: DatabaseOptionGroup
  @OptionGroup var output: OutputOptionGroup

  func run() throws {
    let isGeoPackage = output.format?.lowercased() == "gpkg"
    guard now == nil || isGeoPackage else {
      throw ValidationError("--now is written into a GeoPackage only; leave it out")
    }
    try OutputCheck.check(outputs: [output.output], inputs: [], database: database)
    let database = try LeadDatabase(path: database.resolved, access: .read)
    if isGeoPackage {
      return try exportGeoPackage(database, now: try InputOptionGroup.now(now))
    }
    let schema = RecordSchema.of(kind)
    let extra = try database.extraColumns(kind)
    let bar = ProgressBar("exporting \(kind.rawValue)")
    defer { bar.finish() }
    let exporter = try RecordExporter(output, schema: schema, extraColumns: extra)
    let total = try database.count(kind)
    var done = 0
    try database.forEachRecord(kind) { record in
      done += 1
      if done.isMultiple(of: 4096) { bar.update(rows: done, of: total) }
      try exporter.write(record)
    }
    try exporter.finish()
  }

  private func exportGeoPackage(_ database: LeadDatabase, now: Date) throws {
    guard let path = output.output, path != "-" else {
      throw ValidationError("a GeoPackage is written to a file; name it with --output FILE")
    }
    guard output.outputDatum == nil else {
      throw ValidationError("a GeoPackage is written in WGS 84; leave out --output-datum")
    }
    let extraColumns = try database.extraColumns(kind)
    try GeoPackageLayerWriter.write(
      to: path,
      kind: kind,
      extraColumns: extraColumns,
      at: now
    ) { writer in
      try database.forEachRecord(kind) { try writer.write($0) }
    }
  }
}

/// Writes records with all their fields.
private struct RecordExporter {
  private let rows: RowOutput
  private let schema: RecordSchema
  private let extraColumns: [String]
  private let hasPlaceColumns: Bool

  init(_ options: OutputOptionGroup, schema: RecordSchema, extraColumns: [String]) throws {
    self.schema = schema
    self.extraColumns = extraColumns
    let format = try options.resolvedFormat()
    guard format != .geojson || schema.place != .none else {
      throw ValidationError("\(schema.label) have no place, so they can't be written as GeoJSON")
    }
    // A feature carries its place as its geometry; to repeat it as columns would only invite doubt.
    hasPlaceColumns =
      format != .geojson && schema.place != .none
      && !(format == .table && schema.place == .polygons)
    var columns = schema.fields.map { OutputColumn($0.name, $0.isNumeric ? .right : .left) }
    if hasPlaceColumns {
      let place =
        schema.place == .polygons
        ? [OutputColumn("wkt")] : [OutputColumn("lon", .right), OutputColumn("lat", .right)]
      columns.insert(contentsOf: place, at: schema.fieldsBeforePlace)
    }
    columns += extraColumns.map { OutputColumn($0) }
    rows = try RowOutput(options, columns: columns)
  }

  func write(_ record: Record) throws {
    for (position, value) in record.values.enumerated() {
      if position == schema.fieldsBeforePlace { try writePlace(record) }
      try write(value, at: position, of: record)
    }
    if schema.fieldsBeforePlace == record.values.count { try writePlace(record) }
    for name in extraColumns { write(record.attributes[name]) }
    if let geometry = record.geometry { try rows.area(geometry) }
    try rows.place(record.coordinate)
    try rows.writer.endRow()
  }

  func finish() throws { try rows.finish() }

  private func writePlace(_ record: Record) throws {
    guard hasPlaceColumns else { return }
    if schema.place == .polygons {
      try rows.wellKnownText(record.geometry)
    } else {
      try rows.coordinates(record.coordinate)
    }
  }

  private func write(_ value: Value, at position: Int, of record: Record) throws {
    if schema.furtherPlaces.contains(position - 1) { return }  // written with its longitude
    guard schema.furtherPlaces.contains(position) else { return write(value) }
    var place: Coordinate?
    if let longitude = value.number, let latitude = record.values[position + 1].number {
      place = try Coordinate(longitude: longitude, latitude: latitude)
    }
    try rows.coordinates(place)
  }

  private func write(_ value: Value) {
    switch value {
    case .null: rows.writer.null()
    case .text(let text): rows.writer.text(text)
    case .number(let number): rows.writer.number(number)
    case .integer(let integer): rows.writer.integer(Int(integer))
    case .time(let time): rows.writer.time(time)
    case .flag(let flag): rows.writer.flag(flag)
    }
  }

  private func write(_ entry: Attributes.Entry?) {
    switch entry?.kind {
    case nil, .missing: rows.writer.null()
    case .text: rows.writer.text(entry?.text ?? "")
    case .number, .boolean, .json: rows.writer.rawJSON(Array((entry?.text ?? "").utf8))
    }
  }
}

extension Field {
  /// Whether the field's values are numbers.
  fileprivate var isNumeric: Bool {
    switch kind {
    case .number, .integer: true
    case .text, .time, .flag, .choice, .hexadecimal: false
    }
  }
}
