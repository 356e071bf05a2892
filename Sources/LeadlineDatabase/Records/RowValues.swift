import LeadlineGeometry
import LeadlineModel

/// The values of one record in the form in which the table has them; refilled row by row.
struct RowValues {
  private let layout: TableLayout
  private(set) var record: Record
  /// The text of each time field; empty for others, and for times that have none.
  private var times: [[UInt8]]
  /// The blob of the geometry; empty when there is none.
  private var blob: [UInt8] = []
  /// The attributes as a JSON object; empty when there are none.
  private(set) var attributes: [UInt8] = []

  init(_ layout: TableLayout) {
    self.layout = layout
    record = Record(layout.schema)
    times = Array(repeating: [], count: layout.schema.fields.count)
  }

  /// Takes over a record.
  mutating func fill(_ record: Record) {
    self.record = record
    for (position, value) in record.values.enumerated() {
      if case .time(let time) = value { StoredTime.write(time, into: &times[position]) }
    }
    blob.removeAll(keepingCapacity: true)
    if let geometry = geometry(of: record) {
      GeoPackageBlob.append(geometry, srsID: Int32(GeoPackageMetadata.wgs84), to: &blob)
    }
    setAttributes(record.attributes)
  }

  /// Replaces the attributes.
  mutating func setAttributes(_ attributes: Attributes) {
    self.attributes = attributes.entries.isEmpty ? [] : Array(attributes.jsonObject.utf8)
  }

  var hasPlace: Bool { !blob.isEmpty }

  /// The first field with a time outside the years 1…9999, which can't be written.
  var fieldOutOfTime: Int? {
    record.values.indices.first { position in
      if case .time = record.values[position] { times[position].isEmpty } else { false }
    }
  }

  func bind(field position: Int, to statement: PreparedStatement, at parameter: Int32) throws {
    switch record.values[position] {
    case .null: statement.bindNull(parameter)
    case .text(let text): try statement.bind(text, parameter)
    case .number(let number): statement.bind(number, parameter)
    case .integer(let integer): statement.bind(integer, parameter)
    case .time where times[position].isEmpty: statement.bindNull(parameter)
    case .time: try statement.bind(text: times[position], parameter)
    case .flag(let flag): statement.bind(flag ? Int64(1) : 0, parameter)
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
    switch record.values[position] {
    case .null: statement.isNull(column)
    case .text(var text):
      !statement.isNull(column)
        && statement.withText(column) { stored in
          text.withUTF8 { Self.same($0, stored) }
        }
    case .number(let number): statement.isNumeric(column) && statement.number(column) == number
    case .integer(let integer):
      statement.isNumeric(column) && statement.integer(column) == integer
    case .time where times[position].isEmpty: statement.isNull(column)
    case .time:
      statement.withText(column) { stored in
        times[position].withUnsafeBufferPointer { Self.same($0, stored) }
      }
    case .flag(let flag):
      statement.isNumeric(column) && statement.integer(column) == (flag ? 1 : 0)
    }
  }

  /// Whether the stored geometry is the same, whatever the form of its blob.
  func equalsPlace(of statement: PreparedStatement, at column: Int32) -> Bool {
    if blob.isEmpty { return statement.isNull(column) }
    return statement.withBlob(column) { stored in
      blob.withUnsafeBytes { own in
        if own.elementsEqual(stored) { return true }
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
    statement.withText(column) { stored in
      attributes.withUnsafeBufferPointer { Self.same($0, stored) }
    }
  }

  private static func same(
    _ left: UnsafeBufferPointer<UInt8>,
    _ right: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    left.count == right.count && left.elementsEqual(right)
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
