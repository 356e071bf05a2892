import LeadlineGeometry
import LeadlineModel

/// All that is needed to decode the rows of one CSV file, on any thread.
struct RowFormat: Sendable {
  let schema: RecordSchema
  let shape: CSVShape
  let plan: ColumnPlan
  let options: DecodingOptions
  let wanted: RowRequest

  /// A decoder of records for the same file.
  func makeDecoder() throws -> RecordDecoder {
    var decoder = try RecordDecoder(schema: schema, options: options)
    try decoder.bind(shape.columns, .csv)
    return decoder
  }
}

/// What a job wants to know of every row beside its place.
package struct RowRequest: Hashable, Sendable {
  /// Fields of text or of hexadecimal digits, whose case is that of the file, by name.
  package let texts: [String]
  /// Fields that are numbers, times (in seconds since 2001), flags (1 or 0) or choices (their
  /// positions), by name.
  package let values: [String]

  /// Makes a request.
  package init(texts: [String], values: [String] = []) {
    self.texts = texts
    self.values = values
  }
}

/// What the decoder does with the value of one column.
struct ColumnStep: Sendable {
  enum Check: Sendable {
    case text
    case number
    case integer
    case time
    case flag
    case choice
    case hexadecimal
  }

  let column: Int
  let field: Int
  let check: Check
  let isRequired: Bool
  /// The bounds of a number, or the number of hexadecimal digits twice.
  let least: Double
  let most: Double
  /// The column of texts or of values that takes it; -1 for none.
  let target: Int

  init(_ entry: ColumnPlan.Entry, _ field: Field, target: Int?) {
    column = entry.column
    self.field = entry.field
    isRequired = field.isRequired
    self.target = target ?? -1
    var bounds = (-Double.infinity, Double.infinity)
    switch field.kind {
    case .text: check = .text
    case .number(let least, let most):
      check = .number
      bounds = (least, most)
    case .integer: check = .integer
    case .time: check = .time
    case .flag: check = .flag
    case .choice: check = .choice
    case .hexadecimal(let digits):
      check = .hexadecimal
      bounds = (Double(digits), Double(digits))
    }
    (least, most) = bounds
  }

  /// Whether a job gets it as text.
  var isText: Bool { check == .text || check == .hexadecimal }

  /// Whether the value has to be looked at: it is wanted, or it may be wrong.
  var isNeeded: Bool { target >= 0 || isRequired || check != .text }

  /// The steps for the columns of a file.
  static func steps(_ format: RowFormat) -> [ColumnStep] {
    format.plan.fields.map { entry in
      let field = format.schema.fields[entry.field]
      let names =
        switch field.kind {
        case .text, .hexadecimal: format.wanted.texts
        default: format.wanted.values
        }
      return ColumnStep(entry, field, target: names.firstIndex(of: field.name))
    }
    .filter(\.isNeeded)
  }
}
