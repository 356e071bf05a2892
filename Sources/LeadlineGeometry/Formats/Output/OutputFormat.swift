/// The formats that rows are written in.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// Aligned columns for a terminal.
  case table
  /// RFC 4180 with a header line, LF line ends, quotes only where needed.
  case csv
  /// One array of objects.
  case json
  /// One object per line.
  case ndjson
  /// A FeatureCollection of RFC 7946, one feature per line.
  case geojson

  /// Reads a format's name in any case; nil for anything else.
  public init?(name: String) {
    self.init(rawValue: name.lowercased())
  }
}

/// A column of rows that are written.
package struct OutputColumn: Hashable, Sendable {
  /// On which side a table aligns the column.
  package enum Alignment: Hashable, Sendable {
    /// Text.
    case left
    /// Numbers.
    case right
  }

  /// The header, and the member name in JSON.
  package var name: String
  /// The side on which a table aligns it.
  package var alignment: Alignment

  /// Makes a column.
  package init(_ name: String, _ alignment: Alignment = .left) {
    self.name = name
    self.alignment = alignment
  }
}
