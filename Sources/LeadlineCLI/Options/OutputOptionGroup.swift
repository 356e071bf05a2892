import ArgumentParser
import Foundation
import Leadline

/// The options of commands that write rows.
struct OutputOptionGroup: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "table, csv, json, ndjson or geojson, for export also gpkg; table on a terminal, else csv.",
      valueName: "format"
    )
  )
  var format: String?

  @Option(
    help: ArgumentHelp(
      "Write to this file, whole or not at all, instead of standard output.",
      valueName: "file"
    )
  )
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The datum of the coordinates written: wgs84, gcj02, bd09 or EPSG:n; to 7 decimals.",
      valueName: "datum"
    )
  )
  var outputDatum: String?

  func validate() throws {
    guard output != "" else { throw ValidationError("--output needs the name of a file") }
  }

  /// Refuses GeoJSON for rows that are nowhere.
  func refuseGeoJSON(for rows: String) throws {
    guard format?.lowercased() != OutputFormat.geojson.rawValue else {
      throw ValidationError("\(rows) have no place, so they can't be written as GeoJSON")
    }
  }

  /// The format in force.
  func resolvedFormat() throws -> OutputFormat {
    guard let format else {
      return output == nil && isatty(STDOUT_FILENO) == 1 ? .table : .csv
    }
    guard let known = OutputFormat(name: format) else {
      throw ValidationError(
        "the format '\(format)' is not known; write table, csv, json, ndjson or geojson"
      )
    }
    return known
  }
}

extension OutputOptionGroup {
  /// Says so when a file's name promises a format that it does not get.
  fileprivate func warnIfNamedOtherwise() {
    guard format == nil, let ending = output?.split(separator: ".").last?.lowercased(),
      ["geojson", "json", "ndjson", "gpkg"].contains(ending)
    else { return }
    Console.warning("\(output ?? "") is written as CSV; --format \(ending) writes what it says")
  }
}

/// Rows on their way to standard output or to a file.
final class RowOutput {
  /// What the rows are appended to.
  var writer: RowWriter
  /// The format written.
  let format: OutputFormat
  private let file: OutputFile?
  private var spool: Spool?
  private let converter: DatumConverter?

  /// Begins the output; a strict command holds it back, because it may fail until the end.
  init(_ options: OutputOptionGroup, columns: [OutputColumn], isHeldBack: Bool = false) throws {
    let format = try options.resolvedFormat()
    self.format = format
    if let datum = try InputOptionGroup.datum(options.outputDatum) {
      converter = try DatumConverter(from: .wgs84, to: datum)
    } else {
      converter = nil
    }
    if let path = options.output, path != "-" {
      options.warnIfNamedOtherwise()
      let file = try OutputFile(path: path)
      self.file = file
      spool = nil
      writer = RowWriter(format: format, columns: columns) { try file.write($0) }
    } else if isHeldBack {
      let spool = try Spool()
      self.spool = spool
      file = nil
      writer = RowWriter(format: format, columns: columns) { try spool.write($0) }
    } else {
      file = nil
      spool = nil
      writer = RowWriter(format: format, columns: columns) {
        try Descriptors.write($0, to: STDOUT_FILENO, path: "-")
      }
    }
  }

  /// Says where the row lies, in the datum asked for.
  func place(_ coordinate: Coordinate?) throws {
    guard format == .geojson, let coordinate else { return }
    let position = try converted(Position(x: coordinate.longitude, y: coordinate.latitude))
    append(.point(position))
  }

  /// Says what area the row covers, in the datum asked for.
  func area(_ geometry: Geometry) throws {
    guard format == .geojson else { return }
    append(try geometry.mapPositions { try converted($0) })
  }

  /// Appends a longitude and a latitude as two cells.
  func coordinates(_ coordinate: Coordinate?) throws {
    guard let coordinate else {
      writer.null()
      writer.null()
      return
    }
    try degrees(\.x, of: coordinate)
    try degrees(\.y, of: coordinate)
  }

  /// Appends the longitude or the latitude of a place as a cell, in the datum asked for.
  func degrees(_ axis: KeyPath<Position, Double>, of coordinate: Coordinate) throws {
    let position = try converted(Position(x: coordinate.longitude, y: coordinate.latitude))
    if let decimals {
      writer.fixed(position[keyPath: axis], decimals: decimals)
    } else {
      writer.number(position[keyPath: axis])
    }
  }

  /// Appends an area as well-known text.
  func wellKnownText(_ geometry: Geometry?) throws {
    guard let geometry else { return writer.null() }
    var text: [UInt8] = []
    WKT.append(try geometry.mapPositions { try converted($0) }, decimals: decimals, to: &text)
    writer.text(bytes: text)
  }

  /// Writes out every row; a file still appears only with ``finish()``.
  ///
  /// Before the database takes something over, so that rows that can't be written stop that too.
  func flush() throws {
    try writer.finish()
    try spool?.copyToStandardOutput()
    spool = nil
  }

  /// Completes the output.
  func finish() throws {
    try flush()
    try file?.finish()
  }

  private var decimals: Int? { converter == nil ? nil : 7 }

  private func converted(_ position: Position) throws -> Position {
    guard let converter else { return position }
    do {
      return try converter.convert(position)
    } catch {
      throw CommandFailure(
        .badData,
        "the place \(position.x), \(position.y) can't be written in \(converter.target):"
          + " choose another --output-datum (\(error))"
      )
    }
  }

  private func append(_ geometry: Geometry) {
    writer.geometry { [decimals] in
      GeoJSONWriter.append(geometry, decimals: decimals, to: &$0)
    }
  }
}

/// A file without a name that holds output back until it may be written.
private final class Spool {
  private let file: UnsafeMutablePointer<FILE>

  init() throws {
    // tmpfile() makes a file that vanishes with the process; the pointer is closed in deinit only.
    guard let file = tmpfile() else {
      throw FileError.creating(path: "a temporary file", errno: errno)
    }
    self.file = file
  }

  deinit { fclose(file) }

  func write(_ bytes: [UInt8]) throws {
    try Descriptors.write(bytes, to: fileno(file), path: "a temporary file")
  }

  func copyToStandardOutput() throws {
    let descriptor = fileno(file)
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw FileError.reading(path: "a temporary file", errno: errno)
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count >= 0 else {
        throw FileError.reading(path: "a temporary file", errno: errno)
      }
      guard count > 0 else { return }
      try Descriptors.write(Array(buffer[..<count]), to: STDOUT_FILENO, path: "-")
    }
  }
}
