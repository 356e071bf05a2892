public import Foundation
public import LeadlineGeometry
public import LeadlineModel

/// How the files of one command are to be read.
public struct InputOptions: Sendable {
  /// A column named by hand, for one kind of record or for all.
  public struct Mapping: Hashable, Sendable {
    /// The records it is for; nil for all files of the command.
    public var record: String?
    /// The field.
    public var field: String
    /// The column that holds it, or `@row`.
    public var column: String

    /// Reads `FIELD=COLUMN` or `RECORD.FIELD=COLUMN`; nil for anything else.
    public init?(parsing text: String) {
      guard let equals = text.firstIndex(of: "=") else { return nil }
      let left = text[..<equals]
      column = String(text[text.index(after: equals)...])
      if let dot = left.firstIndex(of: ".") {
        record = String(left[..<dot])
        field = String(left[left.index(after: dot)...])
      } else {
        record = nil
        field = String(left)
      }
      guard !field.isEmpty, !column.isEmpty else { return nil }
    }
  }

  /// The encoding of text files; nil for UTF-8.
  public var encoding: String?
  /// Columns named by hand.
  public var mappings: [Mapping]
  /// The zone of times without offset; without one such times are rejected.
  public var timeZone: TimeZone?
  /// The datum of all files that declare none themselves; nil for WGS 84.
  public var datum: Datum?
  /// The datum of the files of one kind, by label (`stores`, `fences`, …), whatever they declare.
  public var datumOfRecord: [String: Datum]

  /// Makes options.
  public init(
    encoding: String? = nil,
    mappings: [Mapping] = [],
    timeZone: TimeZone? = nil,
    datum: Datum? = nil,
    datumOfRecord: [String: Datum] = [:]
  ) {
    self.encoding = encoding
    self.mappings = mappings
    self.timeZone = timeZone
    self.datum = datum
    self.datumOfRecord = datumOfRecord
  }

  /// The first mapping that none of the records a command reads can use; nil when all are of use.
  public func uselessMapping(among schemas: [RecordSchema]) -> Mapping? {
    mappings.first { mapping in
      !schemas.contains { schema in
        (mapping.record == nil || mapping.record == schema.label)
          && schema.mappableNames.contains(mapping.field)
      }
    }
  }

  /// What the decoder of one file needs.
  ///
  /// The datum named for the kind wins; then what the file declares, as a GeoPackage layer does;
  /// then the datum named for all files.
  func decoding(_ schema: RecordSchema, declared: Datum?) -> DecodingOptions {
    var columns: [String: String] = [:]
    for mapping in mappings where mapping.record == nil { columns[mapping.field] = mapping.column }
    // A mapping for all files that this record has no field for is meant for another file.
    let known = schema.mappableNames
    columns = columns.filter { known.contains($0.key) }
    for mapping in mappings where mapping.record == schema.label {
      columns[mapping.field] = mapping.column
    }
    return DecodingOptions(
      columnOfField: columns,
      timeZone: timeZone,
      datum: datumOfRecord[schema.label] ?? declared ?? datum ?? .wgs84
    )
  }
}

/// A row of a file that was not taken over.
public struct RejectedRow: Hashable, Sendable {
  /// The file as named on the command line.
  public var file: String
  /// What is wrong with which row.
  public var reject: Reject

  /// Makes a rejected row.
  public init(file: String, reject: Reject) {
    self.file = file
    self.reject = reject
  }
}
