import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel

// GRDB has a class of the same name.
import struct LeadlineModel.Record

/// Makes records of the rows of a table.
struct StoredRecordReader {
  /// The columns to select, in the order in which the reader reads them.
  let columns: String

  private let layout: TableLayout
  private let fields: [(position: Int, kind: Field.Kind)]
  private let hasAttributes: Bool
  private var record: Record

  /// Plans what is read.
  ///
  /// - Parameters:
  ///   - layout: The table.
  ///   - names: The fields that are wanted; nil for all. The place always is.
  ///   - hasAttributes: Whether the columns that the schema does not know are wanted.
  init(_ layout: TableLayout, fields names: Set<String>? = nil, hasAttributes: Bool = true) {
    self.layout = layout
    self.hasAttributes = hasAttributes
    let fields = layout.schema.fields.enumerated().filter { names?.contains($1.name) ?? true }
    self.fields = fields.map { (position: $0, kind: $1.kind) }
    var columns = fields.map { quoted($1.name) }
    if layout.geometryType != nil { columns.append(TableLayout.geometry) }
    if hasAttributes { columns.append(TableLayout.attributes) }
    self.columns = columns.isEmpty ? "NULL" : columns.joined(separator: ", ")
    record = Record(layout.schema)
  }

  /// The record of the row that a statement stands on.
  ///
  /// Values that another program wrote and that don't fit their field read as missing.
  mutating func read(_ statement: PreparedStatement) -> Record {
    var column: Int32 = 0
    for (position, kind) in fields {
      record.values[position] =
        statement.isNull(column) ? .null : Self.value(statement, kind, column)
      column += 1
    }
    if layout.geometryType != nil {
      readPlace(statement, column)
      column += 1
    }
    guard hasAttributes else { return record }
    record.attributes.entries.removeAll(keepingCapacity: true)
    if !statement.isNull(column),
      let attributes = try? Attributes(jsonObject: statement.text(column))
    {
      record.attributes = attributes
    }
    return record
  }

  private static func value(
    _ statement: PreparedStatement,
    _ kind: Field.Kind,
    _ column: Int32
  ) -> Value {
    switch kind {
    case .text, .choice, .hexadecimal: .text(statement.text(column))
    case .number: statement.isNumeric(column) ? .number(statement.number(column)) : .null
    case .integer: statement.isNumeric(column) ? .integer(statement.integer(column)) : .null
    case .time: statement.withText(column, Self.time).map { .time($0) } ?? .null
    case .flag: statement.isNumeric(column) ? .flag(statement.integer(column) != 0) : .null
    }
  }

  private static func time(_ text: UnsafeBufferPointer<UInt8>) -> Date? {
    if case .time(let time) = TimeParser.parse(text) { return time }
    return nil
  }

  private mutating func readPlace(_ statement: PreparedStatement, _ column: Int32) {
    if layout.schema.place == .polygons {
      let area = try? statement.withBlob(column) { try GeoPackageBlob.decode($0) }
      record.geometry = area?.geometry
    } else {
      record.coordinate = statement.withBlob(column, StoredPlace.coordinate)
    }
  }
}

/// The place of a record in the form in which the tables have it.
enum StoredPlace {
  /// The place in a geometry blob; nil when it is no point on earth.
  static func coordinate(_ blob: UnsafeRawBufferPointer) -> Coordinate? {
    // The form in which Leadline itself and most programs write a point: little endian, no envelope.
    if blob.count == 29, blob[0] == 0x47, blob[1] == 0x50, blob[2] == 0, blob[3] == 1,
      blob[8] == 1,
      UInt32(littleEndian: blob.loadUnaligned(fromByteOffset: 9, as: UInt32.self)) == 1
    {
      func number(_ offset: Int) -> Double {
        let bits = blob.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: bits))
      }
      return try? Coordinate(longitude: number(13), latitude: number(21))
    }
    guard let (geometry, _) = try? GeoPackageBlob.decode(blob), case .point(let position) = geometry
    else { return nil }
    return try? Coordinate(longitude: position.x, latitude: position.y)
  }
}
