public import Foundation
public import LeadlineGeometry

/// The value of one field.
public enum Value: Hashable, Sendable {
  /// No value.
  case null
  /// Text, a choice or hexadecimal digits.
  case text(String)
  /// A number.
  case number(Double)
  /// A whole number.
  case integer(Int64)
  /// A time.
  case time(Date)
  /// Yes or no.
  case flag(Bool)

  /// The text; nil for any other kind.
  public var text: String? { if case .text(let text) = self { text } else { nil } }
  /// The number; nil for any other kind.
  public var number: Double? {
    switch self {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }
  /// The time; nil for any other kind.
  public var time: Date? { if case .time(let time) = self { time } else { nil } }
  /// Yes or no; nil for any other kind.
  public var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
}

/// One record of any kind: checked values by the fields of its schema, its place in WGS 84, and
/// what else its row had.
public struct Record: Hashable, Sendable {
  /// The number of its row in the input; 0 when it comes from the database.
  public var row: Int
  /// One value per field of the schema.
  public var values: [Value]
  /// Where it is, for records with a point.
  public var coordinate: Coordinate?
  /// Its area, for fences; in WGS 84, its rings not yet checked when it comes from a file.
  public var geometry: Geometry?
  /// The columns that the schema does not know.
  public var attributes: Attributes

  /// Tells whether the record has a point or an area.
  public var hasPlace: Bool { coordinate != nil || geometry != nil }

  /// Makes an empty record of a schema.
  public init(_ schema: RecordSchema) {
    row = 0
    values = Array(repeating: .null, count: schema.fields.count)
    attributes = Attributes()
  }
}
