public import Foundation
public import LeadlineGeometry

/// How the rows of a file are to be understood.
public struct DecodingOptions: Sendable {
  /// Columns named by hand, by field; `@row` stands for the row's number.
  public var columnOfField: [String: String]
  /// The zone of times without offset; without one such times are rejected.
  public var timeZone: TimeZone?
  /// The datum of coordinates where a row does not name its own.
  public var datum: Datum

  /// Makes options.
  public init(
    columnOfField: [String: String] = [:],
    timeZone: TimeZone? = nil,
    datum: Datum = .wgs84
  ) {
    self.columnOfField = columnOfField
    self.timeZone = timeZone
    self.datum = datum
  }
}

/// Turns rows of text into checked records.
///
/// Numbers, times and choices are read, coordinates brought to WGS 84, and what can't be right is
/// rejected with its own code. Nothing is guessed.
///
/// It keeps converters between datums, so it is used by one thread.
public struct RecordDecoder {
  /// What is decoded.
  public let schema: RecordSchema
  private let options: DecodingOptions
  private var binding: ColumnBinding?
  private var columns: [String] = []
  private var converters: [Datum: DatumConverter] = [:]

  /// Makes a decoder for one file.
  ///
  /// - Throws: `DatumError` when PROJ does not know the datum.
  public init(schema: RecordSchema, options: DecodingOptions) throws(DatumError) {
    self.schema = schema
    self.options = options
    _ = try converter(for: options.datum)
  }

  /// The fields for which the file has a column, by position in the schema.
  ///
  /// An import leaves the other fields of known records as they are.
  public var presentFields: Set<Int> {
    guard let binding else { return [] }
    return Set(binding.fields.indices.filter { binding.fields[$0] != nil })
  }

  /// Finds the fields among the columns of a file.
  ///
  /// - Parameters:
  ///   - columns: The names of the columns.
  ///   - areComplete: False for JSON, whose objects may bring further names at any time.
  /// - Throws: ``BindingError`` when a required field has no column.
  public mutating func bind(_ columns: [String], areComplete: Bool) throws(BindingError) {
    binding = try ColumnBinding(
      schema: schema,
      columns: columns,
      map: options.columnOfField,
      columnsAreComplete: areComplete
    )
    self.columns = columns
  }

  /// Tells whether the file has places in columns, rather than as geometries or not at all.
  public var hasPlaceColumns: Bool {
    guard let binding else { return false }
    return schema.place == .polygons ? binding.wellKnownText != nil : binding.hasPoint
  }

  /// The columns that serve no field.
  public var unknownColumns: [String] {
    (binding?.unknown ?? []).map { columns[$0] }.filter { $0 != Self.attributesColumn }
  }

  /// The column in which Leadline's own tables keep the columns that they have no field for.
  private static let attributesColumn = "attributes"

  /// Fills a record from a row.
  ///
  /// - Returns: Nil, or what is wrong with the row; the record is then not to be used.
  ///
  /// - Complexity: O(bytes of the row).
  public mutating func decode(_ row: InputRow, into record: inout Record) -> Reject? {
    guard let binding else { preconditionFailure("bind(_:areComplete:) comes before decode") }
    record.row = row.number
    record.coordinate = nil
    record.geometry = nil
    for (position, field) in schema.fields.enumerated() {
      switch value(of: field, from: binding.fields[position], in: row) {
      case .success(let value): record.values[position] = value
      case .failure(let fault): return Reject(row: row.number, field: field.name, fault)
      }
    }
    if let reject = decodePlace(row, binding, into: &record) { return reject }
    record.attributes.entries.removeAll(keepingCapacity: true)
    for column in binding.unknown {
      guard let text = row.text(column) else { continue }
      if columns[column] == Self.attributesColumn, let kept = try? Attributes(jsonObject: text) {
        record.attributes.entries += kept.entries.filter { record.attributes[$0.name] == nil }
        continue
      }
      record.attributes.entries.append(
        Attributes.Entry(name: columns[column], kind: row.kind(column), text: text)
      )
    }
    return nil
  }

  /// The bytes of a value without the spaces around it; nil when it is missing.
  private func bytes(_ source: ColumnBinding.Source?, _ row: InputRow) -> ArraySlice<UInt8>? {
    switch source {
    case nil: return nil
    case .rowNumber: return ArraySlice(String(row.number).utf8)
    case .column(let column):
      guard row.kind(column) != .missing else { return nil }
      var slice = row.value(column)
      while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
      while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
      return slice.isEmpty ? nil : slice
    }
  }

  private func value(
    of field: Field,
    from source: ColumnBinding.Source?,
    in row: InputRow
  ) -> Result<Value, Fault> {
    guard let bytes = bytes(source, row) else {
      return field.isRequired ? .failure(Fault(.missing, "")) : .success(.null)
    }
    func fault(_ code: Reject.Code) -> Result<Value, Fault> {
      .failure(Fault(code, String(decoding: bytes, as: UTF8.self)))
    }
    switch field.kind {
    case .text: return .success(.text(String(decoding: bytes, as: UTF8.self)))
    case .number(let least, let most):
      switch DecimalParser.parse(bytes) {
      case .number(let number):
        return number >= least && number <= most ? .success(.number(number)) : fault(.outOfRange)
      case .notFinite: return fault(.notFinite)
      case .notANumber: return fault(.notANumber)
      }
    case .integer:
      guard let integer = DecimalParser.integer(bytes) else { return fault(.notANumber) }
      return .success(.integer(integer))
    case .time:
      switch TimeParser.parse(bytes, timeZone: options.timeZone) {
      case .time(let time): return .success(.time(time))
      case .withoutOffset: return fault(.timeWithoutOffset)
      case .notATime: return fault(.notATime)
      }
    case .flag:
      guard let flag = Words.flag(bytes) else { return fault(.unknownValue) }
      return .success(.flag(flag))
    case .choice(let choices):
      let text = String(decoding: bytes, as: UTF8.self)
      guard let choice = Words.choice(text, among: choices) else { return fault(.unknownValue) }
      return .success(.text(choice))
    case .hexadecimal(let digits):
      let text = String(decoding: bytes, as: UTF8.self).lowercased()
      guard text.utf8.count == digits, text.utf8.allSatisfy(Words.isHexadecimal) else {
        return fault(.unknownValue)
      }
      return .success(.text(text))
    }
  }
}

// MARK: - Places

extension RecordDecoder {
  private mutating func decodePlace(
    _ row: InputRow,
    _ binding: ColumnBinding,
    into record: inout Record
  ) -> Reject? {
    guard schema.place != .none else { return nil }
    var datum = options.datum
    if let name = bytes(binding.datum, row).map({ String(decoding: $0, as: UTF8.self) }) {
      guard let named = Datum(name: name) else {
        return Reject(row: row.number, field: "datum", code: .unknownValue, value: name)
      }
      datum = named
    }
    let converter: DatumConverter
    do {
      converter = try self.converter(for: datum)
    } catch {
      return Reject(row: row.number, field: "datum", code: .unknownValue, value: "\(datum)")
    }
    if schema.place == .polygons { return decodeArea(row, binding, converter, into: &record) }
    do {
      record.coordinate = try coordinate(row, binding, datum, converter)
      return nil
    } catch {
      return Reject(row: row.number, field: error.field, error)
    }
  }

  private func coordinate(
    _ row: InputRow,
    _ binding: ColumnBinding,
    _ datum: Datum,
    _ converter: DatumConverter
  ) throws(Fault) -> Coordinate? {
    guard let position = try position(row, binding) else {
      if schema.place == .requiredPoint { throw Fault(.missing, "", field: "lon") }
      return nil
    }
    let written = "\(position.x),\(position.y)"
    if case .epsg = datum {
    } else {
      if position.x == 0 && position.y == 0 { throw Fault(.zeroZero, written, field: "lon") }
      if abs(position.y) > 90, abs(position.y) <= 180, abs(position.x) <= 90 {
        throw Fault(.swappedAxes, written, field: "lat")
      }
      if abs(position.x) > 180 { throw Fault(.outOfRange, "\(position.x)", field: "lon") }
      if abs(position.y) > 90 { throw Fault(.outOfRange, "\(position.y)", field: "lat") }
    }
    guard let converted = try? converter.convert(position),
      let coordinate = try? Coordinate(longitude: converted.x, latitude: converted.y)
    else { throw Fault(.outOfRange, written, field: "lon") }
    return coordinate
  }

  private func position(
    _ row: InputRow,
    _ binding: ColumnBinding
  ) throws(Fault) -> Position? {
    if let geometry = row.geometry {
      guard case .point(let position) = geometry else {
        throw Fault(.wrongGeometry, geometry.typeName, field: "geometry")
      }
      return position
    }
    let longitude = bytes(binding.longitude, row)
    let latitude = bytes(binding.latitude, row)
    guard let longitude, let latitude else {
      if longitude != nil { throw Fault(.missing, "", field: "lat") }
      if latitude != nil { throw Fault(.missing, "", field: "lon") }
      return nil
    }
    return Position(
      x: try Self.number(longitude, field: "lon"),
      y: try Self.number(latitude, field: "lat")
    )
  }

  private static func number(_ bytes: ArraySlice<UInt8>, field: String) throws(Fault) -> Double {
    switch DecimalParser.parse(bytes) {
    case .number(let number): return number
    case .notFinite: throw Fault(.notFinite, String(decoding: bytes, as: UTF8.self), field: field)
    case .notANumber: throw Fault(.notANumber, String(decoding: bytes, as: UTF8.self), field: field)
    }
  }

  private mutating func decodeArea(
    _ row: InputRow,
    _ binding: ColumnBinding,
    _ converter: DatumConverter,
    into record: inout Record
  ) -> Reject? {
    var converter = converter
    func reject(_ code: Reject.Code, _ value: String) -> Reject {
      Reject(row: row.number, field: "geometry", code: code, value: value)
    }
    var geometry = row.geometry
    if geometry == nil, let text = bytes(binding.wellKnownText, row) {
      do {
        let parsed = try WKT.parse(text)
        geometry = parsed.geometry
        // A text that names its own reference system means it, whatever the file is said to be in.
        if let srid = parsed.srid {
          converter = try self.converter(for: srid == 4326 ? .wgs84 : .epsg(srid))
        }
      } catch {
        return reject(.badGeometry, "\(error)")
      }
    }
    guard let geometry else { return reject(.missing, "") }
    do {
      record.geometry = try geometry.mapPositions { position throws(DatumError) in
        try converter.convert(position)
      }
      return nil
    } catch {
      return reject(.outOfRange, "\(error)")
    }
  }

  private mutating func converter(for datum: Datum) throws(DatumError) -> DatumConverter {
    if let converter = converters[datum] { return converter }
    let converter = try DatumConverter(from: datum, to: .wgs84)
    converters[datum] = converter
    return converter
  }
}

/// What is wrong with one value.
private struct Fault: Error {
  let code: Reject.Code
  let value: String
  let field: String

  init(_ code: Reject.Code, _ value: String, field: String = "") {
    self.code = code
    self.value = value
    self.field = field
  }
}

extension Reject {
  fileprivate init(row: Int, field: String, _ fault: Fault) {
    self.init(row: row, field: field, code: fault.code, value: fault.value)
  }
}
