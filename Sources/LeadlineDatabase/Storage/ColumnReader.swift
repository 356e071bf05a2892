import Foundation

/// Reads the columns of a statement's row one after the other; whatever another program wrote there
/// reads as some value.
struct ColumnReader {
  private let statement: PreparedStatement
  private var column: Int32 = 0

  /// Begins at the first column of the row that a statement stands on.
  init(_ statement: PreparedStatement) { self.statement = statement }

  mutating func text() -> String {
    defer { column += 1 }
    return statement.text(column)
  }

  mutating func optionalText() -> String? {
    defer { column += 1 }
    return statement.optionalText(column)
  }

  mutating func integer() -> Int64 {
    defer { column += 1 }
    return statement.integer(column)
  }

  mutating func optionalInteger() -> Int64? {
    defer { column += 1 }
    return statement.isNull(column) ? nil : statement.integer(column)
  }

  mutating func count() -> Int { Int(clamping: integer()) }

  mutating func number() -> Double {
    defer { column += 1 }
    return statement.number(column)
  }

  /// A time; nil for none, or for what is no time.
  mutating func time() -> Date? { optionalText().flatMap(StoredTime.time) }
}

extension PreparedStatement {
  /// The rows of a query, each made by reading its columns in their order.
  func rows<Element>(_ make: (inout ColumnReader) throws -> Element?) throws -> [Element] {
    defer { reset() }
    var rows: [Element] = []
    while try step() {
      var reader = ColumnReader(self)
      if let row = try make(&reader) { rows.append(row) }
    }
    return rows
  }
}
