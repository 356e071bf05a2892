import LeadlineGeometry

extension Value {
  /// The value as files have it; nil when there is none.
  public var fileText: String? {
    switch self {
    case .null: nil
    case .text(let text): text
    case .number(let number): Self.text { DecimalWriter.appendShortest(number, to: &$0) }
    case .integer(let integer): String(integer)
    case .time(let time): Self.text { _ = TimeWriter.append(time, to: &$0) }
    case .flag(let flag): flag ? "1" : "0"
    }
  }

  private static func text(_ append: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    append(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Record {
  /// The text of a field, of `lon` and `lat`, or of a column that the schema does not know; nil when
  /// the record has no value there.
  public func text(of name: String, schema: RecordSchema) -> String? {
    if let position = schema.position(of: name) { return values[position].fileText }
    switch name {
    case "lon": return coordinate.flatMap { Value.number($0.longitude).fileText }
    case "lat": return coordinate.flatMap { Value.number($0.latitude).fileText }
    default: return attributes[name]?.text
    }
  }

  /// Tells whether a field, `lon`, `lat` or a column that the schema does not know is a number here.
  public func isNumber(_ name: String, schema: RecordSchema) -> Bool {
    if let position = schema.position(of: name) { return values[position].number != nil }
    if let entry = attributes[name] { return entry.kind == .number }
    return (name == "lon" || name == "lat") && coordinate != nil
  }
}
