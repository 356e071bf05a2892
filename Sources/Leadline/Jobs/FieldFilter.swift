import LeadlineGeometry
public import LeadlineModel

/// A condition on one field of a record, known or unknown to Leadline: `FIELD=VALUE`.
public struct FieldFilter: Hashable, Sendable {
  /// The field or column, `lon` and `lat` among them.
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
  /// Numbers are compared as numbers, so that 5 matches 5.0; all else byte by byte with what an
  /// export writes: times in UTC, yes and no as 1 and 0.
  public func matches(_ record: Record, schema: RecordSchema) -> Bool {
    guard let text = record.text(of: field, schema: schema) else { return value.isEmpty }
    if text.utf8.elementsEqual(value.utf8) { return true }
    guard record.isNumber(field, schema: schema), let wanted = DecimalParser.double(value.utf8)
    else {
      return false
    }
    return DecimalParser.double(text.utf8) == wanted
  }
}
