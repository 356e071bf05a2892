public import LeadlineModel

/// A condition on one field of a record, known or unknown to Leadline: `FIELD=VALUE`.
public struct FieldFilter: Hashable, Sendable {
  /// The field or column.
  public let field: String
  /// The value it must have; empty for records without a value there.
  public let value: String

  /// Reads `FIELD=VALUE`; nil for anything else.
  public init?(parsing text: String) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
    field = String(text[..<equals])
    value = String(text[text.index(after: equals)...])
  }

  /// Tells whether a record meets the condition.
  ///
  /// Numbers are compared as numbers, so that 5 matches 5.0; all else as text, byte by byte.
  public func matches(_ record: Record, schema: RecordSchema) -> Bool {
    guard let position = schema.position(of: field) else {
      return same(record.attributes[field]?.text ?? "")
    }
    switch record.values[position] {
    case .null: return value.isEmpty
    case .text(let text): return same(text)
    case .number(let number): return Double(value) == number
    case .integer(let integer): return Int64(value) == integer
    case .flag(let flag): return value == (flag ? "1" : "0")
    case .time: return record.values[position].fileText == value
    }
  }

  private func same(_ text: String) -> Bool { text.utf8.elementsEqual(value.utf8) }
}
