import ArgumentParser
import Foundation
import Leadline

/// The options of commands that read files.
struct InputOptionGroup: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The datum of the files that declare none: wgs84, gcj02, bd09 or EPSG:n.",
      valueName: "datum"
    )
  )
  var datum: String?

  @Option(help: ArgumentHelp("The encoding of text files, gb18030 for one.", valueName: "name"))
  var encoding: String?

  @Option(
    name: .customLong("map"),
    help: ArgumentHelp(
      "The column that holds a field; COLUMN may be @row. Repeatable.",
      discussion: "FIELD may be RECORD.FIELD where one command reads several files.",
      valueName: "field=column"
    )
  )
  var mappings: [String] = []

  @Option(
    help: ArgumentHelp(
      "The zone of times without offset, Asia/Shanghai for one.",
      valueName: "zone"
    )
  )
  var timeZone: String?

  @Option(
    help: ArgumentHelp(
      "Write the rows that are not taken over to this file, as row,field,code,value,file.",
      valueName: "file"
    )
  )
  var rejects: String?

  @Flag(help: "Stop at the first bad row, before anything is written.")
  var strict = false

  func validate() throws {
    guard encoding != "" else {
      throw ValidationError("--encoding needs a name such as gb18030")
    }
    guard rejects != "", rejects != "-" else {
      throw ValidationError("--rejects needs the name of a file")
    }
  }

  /// Whether an option is set that only files have a use for.
  var concernsFiles: Bool { datum != nil || needsFiles }

  /// The same for a command that shows times in the zone too.
  var concernsFilesAlone: Bool { datum != nil || encoding != nil || !mappings.isEmpty }

  /// Whether an option is set that a single place on the command line has no use for.
  var needsFiles: Bool { encoding != nil || timeZone != nil || !mappings.isEmpty }

  /// What the engine needs; a mapping that none of the records read can use is refused.
  func options(
    for schemas: [RecordSchema],
    datums: [String: String?] = [:]
  ) throws -> InputOptions {
    var zone: TimeZone?
    if let timeZone {
      guard let known = TimeZone(identifier: timeZone) else {
        throw ValidationError(
          "the time zone '\(timeZone)' is not known; name one such as Asia/Shanghai"
        )
      }
      zone = known
    }
    let mappings = try mappings.map { text in
      guard let mapping = InputOptions.Mapping(parsing: text) else {
        throw ValidationError("'\(text)' is no mapping; write --map FIELD=COLUMN")
      }
      return mapping
    }
    var datumOfRecord: [String: Datum] = [:]
    for (record, name) in datums { datumOfRecord[record] = try Self.datum(name) }
    let options = InputOptions(
      encoding: encoding,
      mappings: mappings,
      timeZone: zone,
      datum: try Self.datum(datum),
      datumOfRecord: datumOfRecord
    )
    if let useless = options.uselessMapping(among: schemas) {
      let labels = schemas.map(\.label).joined(separator: ", ")
      throw ValidationError(
        "there is no field '\(useless.field)' to map the column '\(useless.column)' to in "
          + "\(useless.record ?? labels)"
      )
    }
    return options
  }

  /// Reads the name of a datum.
  static func datum(_ name: String?) throws -> Datum? {
    guard let name else { return nil }
    guard let datum = Datum(name: name) else {
      throw ValidationError(
        "the datum '\(name)' is not known; write wgs84, gcj02, bd09 or EPSG:n"
      )
    }
    do {
      _ = try DatumConverter(from: datum, to: .wgs84)
    } catch {
      throw ValidationError("\(error)")
    }
    return datum
  }

  /// Reads the time that `--now` names; the clock's without it.
  static func now(_ text: String?, timeZone: String? = nil) throws -> Date {
    guard let text else { return Date() }
    guard
      case .time(let time) = TimeParser.parse(
        text.utf8,
        timeZone: timeZone.flatMap(TimeZone.init(identifier:))
      )
    else {
      throw ValidationError(
        "'\(text)' is no time with offset; write it as 2026-03-03T09:00:00+08:00"
      )
    }
    return time
  }
}

/// Where the database is.
struct DatabaseOptionGroup: ParsableArguments {
  @Option(
    name: .customLong("database"),
    help: ArgumentHelp(
      "The database; else $LEADLINE_DATABASE, else leadline.gpkg.",
      valueName: "path"
    )
  )
  var path: String?

  func validate() throws {
    guard path != "" else { throw ValidationError("--database needs the name of a file") }
  }

  /// The path in force.
  var resolved: String {
    if let path { return path }
    let variable = ProcessInfo.processInfo.environment["LEADLINE_DATABASE"] ?? ""
    return variable.isEmpty ? "leadline.gpkg" : variable
  }
}
