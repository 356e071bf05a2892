/// Why JSON text can't be read any further.
public enum JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A place in the input.
  public struct Place: Hashable, Sendable, CustomStringConvertible {
    /// The offset in bytes, from 0.
    public let byte: Int
    /// The line, from 1.
    public let line: Int
    /// The number of the record, from 1; nil outside records.
    public let record: Int?

    /// `line 3, byte 17` and the record where there is one.
    public var description: String {
      let place = "line \(line), byte \(byte)"
      return record.map { "\(place), record \($0)" } ?? place
    }
  }

  /// A byte that can't stand where it stands.
  case unexpected(found: UInt8, expected: String, at: Place)
  /// The text ends, or its line or record does, before the value is complete.
  case truncated(at: Place)
  /// Something other than white space behind the value.
  case trailing(at: Place)
  /// A number that JSON does not allow, such as `01`, `.5` or `NaN`.
  case badNumber(at: Place)
  /// A backslash with something behind it that is no escape.
  case badEscape(at: Place)
  /// Half of a surrogate pair, which is no character.
  case loneSurrogate(at: Place)
  /// Bytes that are no UTF-8.
  case badUTF8(at: Place)
  /// A control character in a string that should have been escaped.
  case controlCharacter(UInt8, at: Place)
  /// More arrays and objects in each other than are read.
  case tooDeep(limit: Int, at: Place)
  /// A string or number that is longer than what is read.
  case tooLong(limit: Int, at: Place)
  /// Neither an object nor an array at the top.
  case notRecords(at: Place)
  /// A `type` at the top that GeoJSON does not know.
  case unknownType(String, at: Place)
  /// A `FeatureCollection` whose `features` is missing or no array.
  case missingFeatures(at: Place)
  /// An object with `features` whose `type` is missing.
  case missingType(at: Place)
  /// A name that an object has twice, so that it is open which one counts.
  case duplicateMember(String, at: Place)
  /// A value that is no object where one is expected.
  case notAnObject(at: Place)
  /// A `crs` member that names no known coordinate reference system.
  case unknownCRS(String, at: Place)
  /// A `crs` member other than WGS 84 behind the features, which were read without it.
  case lateCRS(String, at: Place)
  /// More different member names than columns are kept.
  case tooManyColumns(limit: Int, at: Place)

  /// One sentence that says what is wrong and where.
  public var description: String {
    switch self {
    case .unexpected(let found, let expected, let place):
      "the JSON has \(Self.name(of: found)) where \(expected) is expected (\(place))"
    case .truncated(let place):
      "the JSON ends in the middle of a value (\(place))"
    case .trailing(let place):
      "the JSON goes on behind its end (\(place))"
    case .badNumber(let place):
      "the JSON has a number that is none (\(place))"
    case .badEscape(let place):
      "the JSON has a backslash that begins no escape (\(place))"
    case .loneSurrogate(let place):
      "the JSON has half of a surrogate pair, which is no character (\(place))"
    case .badUTF8(let place):
      "the JSON is not UTF-8 (\(place))"
    case .controlCharacter(let byte, let place):
      "the JSON has \(Self.name(of: byte)) unescaped in a string (\(place))"
    case .tooDeep(let limit, let place):
      "the JSON nests more than \(limit) arrays and objects (\(place))"
    case .tooLong(let limit, let place):
      "the JSON has a string or number of more than \(limit) bytes (\(place))"
    case .notRecords(let place):
      "the JSON is neither an object nor an array of objects (\(place))"
    case .unknownType(let type, let place):
      "the type '\(type)' is none of GeoJSON; write FeatureCollection, Feature or a geometry's "
        + "type, in this case (\(place))"
    case .missingFeatures(let place):
      "the FeatureCollection has no array 'features' (\(place))"
    case .missingType(let place):
      "the object has 'features' but not the type FeatureCollection (\(place))"
    case .duplicateMember(let name, let place):
      "the JSON object has the member '\(name)' twice (\(place))"
    case .notAnObject(let place):
      "the JSON is not an object (\(place))"
    case .unknownCRS(let name, let place):
      "the crs \(name) is not known; write urn:ogc:def:crs:EPSG::n or "
        + "urn:ogc:def:crs:OGC:1.3:CRS84 (\(place))"
    case .lateCRS(let name, let place):
      "the crs \(name) stands behind the features; move it before them (\(place))"
    case .tooManyColumns(let limit, let place):
      "the objects have more than \(limit) different member names (\(place))"
    }
  }

  private static func name(of byte: UInt8) -> String {
    switch byte {
    case 0x21...0x7e: "'\(Character(Unicode.Scalar(byte)))'"
    case 0x0a: "a line break"
    case 0x20: "a space"
    default: "the byte 0x" + String(byte, radix: 16)
    }
  }
}
