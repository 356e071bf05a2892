import Foundation
import LeadlineGeometry
import LeadlineModel

/// The values of one record in the form in which the table has them; refilled row by row.
///
/// A class, as ``RecordWriter`` is and for its reason.
final class RowValues {
  private let layout: TableLayout
  private var cells: [Cell]
  /// The texts of the cells, to which statements are bound until the next row fills it anew.
  private let texts = ByteScratch()
  /// The blob of the geometry; empty when there is none.
  private var blob: [UInt8] = []
  /// The attributes as a JSON object; empty when there are none.
  private(set) var attributes: [UInt8] = []
  /// The bounds of the place; nil when there is none.
  private(set) var bounds: PlanarBounds?
  /// The first field with a time outside the years 1…9999, which can't be written.
  private(set) var fieldOutOfTime: Int?
  private var time: [UInt8] = []

  private enum Cell {
    case null
    case number(Double)
    case integer(Int64)
    case text(Range<Int>)
  }

  init(_ layout: TableLayout) {
    self.layout = layout
    cells = Array(repeating: .null, count: layout.schema.fields.count)
  }

  /// Takes over a record.
  func fill(_ record: Record) {
    texts.removeAll()
    fieldOutOfTime = nil
    // Taken out for the loop, so that each change need not be checked for others at the same time.
    var cells = self.cells
    self.cells = []
    defer { self.cells = cells }
    for position in cells.indices {
      switch record.values[position] {
      case .null: cells[position] = .null
      case .number(let number): cells[position] = .number(number)
      case .integer(let integer): cells[position] = .integer(integer)
      case .flag(let flag): cells[position] = .integer(flag ? 1 : 0)
      case .text(let text): cells[position] = .text(texts.append(text))
      case .time(let moment):
        StoredTime.write(moment, into: &time)
        if time.isEmpty { fieldOutOfTime = fieldOutOfTime ?? position }
        cells[position] = time.isEmpty ? .null : .text(time.withUnsafeBytes(texts.append))
      }
    }
    blob.removeAll(keepingCapacity: true)
    bounds = nil
    if let geometry = geometry(of: record) {
      GeoPackageBlob.append(geometry, srsID: Int32(GeoPackageMetadata.wgs84), to: &blob)
      var bounds = PlanarBounds()
      bounds.extend(geometry)
      if !bounds.isEmpty { self.bounds = bounds }
    }
    setAttributes(record.attributes)
  }

  /// Replaces the attributes.
  func setAttributes(_ attributes: Attributes) {
    self.attributes = attributes.entries.isEmpty ? [] : Array(attributes.jsonObject.utf8)
  }

  var hasPlace: Bool { !blob.isEmpty }

  /// Binds a field; the statement must run before the next row is filled in.
  func bind(field position: Int, to statement: PreparedStatement, at parameter: Int32) throws {
    switch cells[position] {
    case .null: statement.bindNull(parameter)
    case .number(let number): statement.bind(number, parameter)
    case .integer(let integer): statement.bind(integer, parameter)
    case .text(let range): try statement.bind(lentText: texts[range], parameter)
    }
  }

  func bindPlace(to statement: PreparedStatement, at parameter: Int32) throws {
    if blob.isEmpty {
      statement.bindNull(parameter)
    } else {
      try statement.bind(blob: blob, parameter)
    }
  }

  func bindAttributes(to statement: PreparedStatement, at parameter: Int32) throws {
    if attributes.isEmpty {
      statement.bindNull(parameter)
    } else {
      try statement.bind(text: attributes, parameter)
    }
  }

  /// Whether the stored value of a field is the same.
  func equals(field position: Int, of statement: PreparedStatement, at column: Int32) -> Bool {
    switch cells[position] {
    case .null: statement.isNull(column)
    case .number(let number): statement.isNumeric(column) && statement.number(column) == number
    case .integer(let integer):
      statement.isNumeric(column) && statement.integer(column) == integer
    case .text(let range):
      !statement.isNull(column)
        && statement.withText(column) { Self.same(texts[range], UnsafeRawBufferPointer($0)) }
    }
  }

  /// Whether the stored geometry is the same, whatever the form of its blob.
  func equalsPlace(of statement: PreparedStatement, at column: Int32) -> Bool {
    if blob.isEmpty { return statement.isNull(column) }
    return statement.withBlob(column) { stored in
      blob.withUnsafeBytes { own in
        if Self.same(own, stored) { return true }
        guard let left = try? GeoPackageBlob.decode(own),
          let right = try? GeoPackageBlob.decode(stored)
        else {
          return false
        }
        return left == right
      }
    }
  }

  /// Whether the stored attributes are the same bytes.
  func equalsAttributes(of statement: PreparedStatement, at column: Int32) -> Bool {
    // An absent text lends no bytes, and an empty one is never stored.
    if attributes.isEmpty && statement.isNull(column) { return true }
    return statement.withText(column) { stored in
      attributes.withUnsafeBytes { Self.same($0, UnsafeRawBufferPointer(stored)) }
    }
  }

  private static func same(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool
  {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress else { return true }
    // Both have as many bytes as are compared.
    return memcmp(first, second, left.count) == 0
  }

  /// The place of a record; as a multipolygon where it is an area, because the column holds no
  /// other type.
  private func geometry(of record: Record) -> Geometry? {
    guard layout.schema.place == .polygons else {
      return record.coordinate.map { .point(Position(x: $0.longitude, y: $0.latitude)) }
    }
    if case .polygon(let rings) = record.geometry { return .multiPolygon([rings]) }
    return record.geometry
  }
}
