import Foundation
import GRDB
import LeadlineGeometry
import LeadlineModel

// GRDB has a class of the same name.
import struct LeadlineModel.Record

/// Makes records of the rows of a table.
struct StoredRecordReader {
  private let layout: TableLayout
  private let statement: PreparedStatement
  private let fields: [Field]

  /// The columns to select, in the order in which ``record()`` reads them.
  static func columns(_ layout: TableLayout) -> String {
    var names = layout.schema.fields.map { quoted($0.name) }
    if layout.geometryType != nil { names.append(TableLayout.geometry) }
    names.append(TableLayout.attributes)
    return names.joined(separator: ", ")
  }

  init(_ layout: TableLayout, _ statement: PreparedStatement) {
    self.layout = layout
    self.statement = statement
    fields = layout.schema.fields
  }

  /// The record of the row that the statement stands on.
  ///
  /// Values that another program wrote and that don't fit their field read as missing.
  func record() -> Record {
    var record = Record(layout.schema)
    var column: Int32 = 0
    for (position, field) in fields.enumerated() {
      if !statement.isNull(column) { record.values[position] = value(field.kind, column) }
      column += 1
    }
    if layout.geometryType != nil {
      readPlace(column, into: &record)
      column += 1
    }
    if !statement.isNull(column),
      let attributes = try? Attributes(jsonObject: statement.text(column))
    {
      record.attributes = attributes
    }
    return record
  }

  private func value(_ kind: Field.Kind, _ column: Int32) -> Value {
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

  private func readPlace(_ column: Int32, into record: inout Record) {
    guard !statement.isNull(column),
      let (geometry, _) = try? statement.withBlob(column, { try GeoPackageBlob.decode($0) })
    else { return }
    if layout.schema.place == .polygons {
      record.geometry = geometry
    } else if case .point(let position) = geometry {
      record.coordinate = try? Coordinate(longitude: position.x, latitude: position.y)
    }
  }
}
