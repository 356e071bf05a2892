/// One row as any input format gives it: the values of its columns as UTF-8 text, and its geometry.
///
/// A reader fills the same row again and again, so that reading a million rows allocates nothing
/// per row. Column numbers are those of the reader's `columns`.
public struct InputRow: Sendable {
  /// What a value is in the file; CSV knows only `missing` and `text`.
  public enum Kind: UInt8, Sendable {
    /// An empty CSV field, a JSON null, or a column that this row does not have.
    case missing
    /// Text.
    case text
    /// A JSON or database number, as its decimal text.
    case number
    /// `true` or `false`.
    case boolean
    /// A JSON object or array, as JSON text.
    case json
  }

  /// One value: its bytes in `bytes`, and what it is.
  package struct Cell: Sendable {
    package var start: Int
    package var end: Int
    package var kind: Kind
  }

  /// The number of the row in its file: 1 for the first one behind the header.
  public package(set) var number = 0
  /// All values behind each other, unescaped.
  package var bytes: [UInt8] = []
  /// One cell per column; shorter than the reader's columns where the last ones are missing.
  package var cells: [Cell] = []
  /// The geometry of a GeoJSON feature or of a GeoPackage layer's row.
  public package(set) var geometry: Geometry?

  /// The number of columns that a file may have: SQLite's tables, and so GeoPackages, end at 2,000,
  /// and some of these are Leadline's own.
  package static let columnLimit = 1_900

  /// Makes an empty row for a reader to fill.
  public init() {}

  /// Empties the row for the next one, keeping its memory.
  package mutating func clear(number: Int) {
    self.number = number
    bytes.removeAll(keepingCapacity: true)
    cells.removeAll(keepingCapacity: true)
    geometry = nil
  }

  /// Sets the value of a column, filling columns between with `missing`.
  package mutating func set(_ column: Int, kind: Kind, _ value: some Collection<UInt8>) {
    let start = bytes.count
    bytes.append(contentsOf: value)
    setCell(column, Cell(start: start, end: bytes.count, kind: kind))
  }

  /// Sets the cell of a column whose bytes were appended before.
  package mutating func setCell(_ column: Int, _ cell: Cell) {
    while cells.count <= column { cells.append(Cell(start: 0, end: 0, kind: .missing)) }
    cells[column] = cell
  }

  /// What the value of a column is.
  public func kind(_ column: Int) -> Kind {
    column < cells.count ? cells[column].kind : .missing
  }

  /// The bytes of a column's value; empty when it is missing.
  public func value(_ column: Int) -> ArraySlice<UInt8> {
    guard column < cells.count else { return [] }
    return bytes[cells[column].start..<cells[column].end]
  }

  /// The text of a column's value; nil when it is missing.
  public func text(_ column: Int) -> String? {
    guard kind(column) != .missing else { return nil }
    return String(decoding: value(column), as: UTF8.self)
  }
}

/// What came of reading one more row.
public enum ReadStep: Hashable, Sendable {
  /// The row is filled.
  case row
  /// A row was found that can't be read; reading can go on behind it.
  case reject(Reject)
  /// There are no more rows.
  case end
}

/// A reader of rows, whatever the format.
///
/// `columns` may grow while JSON is read, as each object can bring new names; the numbers of the
/// columns known before stay.
public protocol RowReader {
  /// The names of the columns, in the order of their first appearance.
  var columns: [String] { get }
  /// The datum that the file itself declares; nil where it says nothing.
  var declaredDatum: Datum? { get }
  /// Bytes of the input read so far, for progress.
  var bytesRead: Int { get }
  /// Reads the next row into `row`.
  ///
  /// - Throws: When the file can't be read further: its structure is broken, or the disk fails.
  mutating func next(into row: inout InputRow) throws -> ReadStep
}
