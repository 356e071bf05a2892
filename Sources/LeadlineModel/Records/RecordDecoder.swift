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
  let options: DecodingOptions
  private(set) var binding: ColumnBinding?
  private var columns: [String] = []
  private(set) var traits = ColumnTraits.csv
  var converters: [Datum: Result<DatumConverter, DatumError>] = [:]

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
  ///   - traits: What else is known of them.
  /// - Throws: ``BindingError`` when a required field has no column.
  public mutating func bind(
    _ columns: [String],
    _ traits: ColumnTraits
  ) throws(BindingError) {
    binding = try ColumnBinding(
      schema: schema,
      columns: columns,
      map: options.columnOfField,
      traits: traits
    )
    self.columns = columns
    self.traits = traits
    // A column that is named as a field but does not serve it, because another was mapped to it,
    // keeps its values under a name that can't be taken for the field's.
    let fieldNames = schema.mappableNames
    for column in binding?.unknown ?? [] where fieldNames.contains(columns[column]) {
      self.columns[column] += "_"
    }
  }

  /// Tells whether the file has places in columns, rather than as geometries or not at all.
  public var hasPlaceColumns: Bool {
    guard let binding else { return false }
    return schema.place == .polygons ? binding.wellKnownText != nil : binding.hasPoint
  }

  /// The columns that serve no field.
  public var unknownColumns: [String] {
    (binding?.unknown ?? []).map { columns[$0] }.filter { !isKeptAttributes($0) }
  }

  /// The column in which Leadline's own tables keep the columns that they have no field for.
  private func isKeptAttributes(_ column: String) -> Bool {
    traits.keepAttributes && column == "attributes"
  }

  /// Fills a record from a row.
  ///
  /// - Returns: Nil, or what is wrong with the row; the record is then not to be used.
  ///
  /// - Complexity: O(bytes of the row).
  public mutating func decode(_ row: InputRow, into record: inout Record) -> Reject? {
    guard let binding else { preconditionFailure("bind comes before decode") }
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
      if isKeptAttributes(columns[column]), let kept = try? Attributes(jsonObject: text) {
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
  func bytes(_ source: ColumnBinding.Source?, _ row: InputRow) -> ArraySlice<UInt8>? {
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
    if case .column(let column) = source, row.kind(column) == .json {
      return .failure(Fault(.unknownValue, String(decoding: bytes, as: UTF8.self)))
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

/// What is wrong with one value.
struct Fault: Error {
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
  init(row: Int, field: String, _ fault: Fault) {
    self.init(row: row, field: field, code: fault.code, value: fault.value)
  }
}
