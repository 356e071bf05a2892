/// A pull tokenizer for JSON text: strict RFC 8259, in constant memory, without recursion.
///
/// Strings are unescaped in place, which only ever makes them shorter, so that a token's bytes are
/// always one slice of the window and nothing is copied. Text must be UTF-8 without lone
/// surrogates. After an error only ``skipBroken()`` makes sense.
///
/// Source: RFC 8259; well-formed UTF-8 by table 3-7 of the Unicode Standard.
package struct JSONTokenizer {
  /// What was read.
  package enum Token: Equatable, Sendable {
    case beginObject
    case endObject
    case beginArray
    case endArray
    /// The name of a member; its text is in ``value``.
    case key
    /// A string; its text is in ``value``.
    case string
    /// A number; its text, as written, is in ``value``.
    case number
    case `true`
    case `false`
    case null
    /// There is nothing but white space behind the last value.
    case end
  }

  /// What ends a record besides its own structure, in a sequence of records.
  package enum Delimiter: Sendable {
    /// Nothing does.
    case none
    /// A line break, as in newline-delimited JSON.
    case newline
    /// The byte 0x1e, as in RFC 8142 and RFC 7464.
    case recordSeparator
  }

  /// Arrays and objects that may be open at once; also the bits of `objects`.
  package static var depthLimit: Int { 64 }
  /// Bytes that one string or number may have.
  package static var lengthLimit: Int { 16 << 20 }

  /// What the grammar allows next.
  enum State {
    case value
    case firstElement
    case firstKey
    case key
    case afterValue
  }

  var window: InputWindow
  var state = State.value
  /// One bit per open level, set where it is an object; the innermost is bit 0.
  var objects: UInt64 = 0

  /// Arrays and objects that are open.
  package internal(set) var depth = 0
  /// The line of the next byte, from 1.
  package internal(set) var line = 1
  /// What ends a record.
  package var delimiter = Delimiter.none
  /// The number of the record being read, for errors.
  package var record: Int?
  /// Where the latest value lies in the window.
  var valueStart = 0
  var valueEnd = 0

  package init(_ source: any ByteSource) {
    window = InputWindow(source)
  }

  /// Bytes of the input that were consumed.
  package var bytesRead: Int { window.base + window.position }

  /// The bytes of the latest key, string or number; they stay until the next call.
  ///
  /// A slice that is kept across that call makes it copy the window.
  package var value: ArraySlice<UInt8> { window.bytes[valueStart..<valueEnd] }

  /// Appends the bytes of the latest key, string or number.
  package func appendValue(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: window.bytes[valueStart..<valueEnd])
  }

  /// Tells whether the latest key, string or number is this text.
  package func valueIs(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard valueEnd - valueStart == count else { return false }
    for index in 0..<count where window.bytes[valueStart + index] != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// Tells whether the latest key, string or number has these bytes.
  package func valueEquals(_ text: [UInt8]) -> Bool {
    let count = text.count
    guard valueEnd - valueStart == count else { return false }
    for index in 0..<count where window.bytes[valueStart + index] != text[index] { return false }
    return true
  }

  /// The next byte, for errors.
  package var place: JSONError.Place { place(window.position) }

  func place(_ position: Int) -> JSONError.Place {
    JSONError.Place(byte: window.base + position, line: line, record: record)
  }

  // MARK: Bytes

  /// Passes white space, and gives the byte behind it; nil at the end of the input.
  ///
  /// - Throws: `truncated` where the delimiter is met within a record.
  private mutating func skipSpace() throws -> UInt8? {
    while true {
      guard try window.fill() else { return nil }
      let byte = window.byte
      switch byte {
      case 0x20, 0x09, 0x0d:
        window.position += 1
      case 0x0a:
        if delimiter == .newline && depth > 0 { throw JSONError.truncated(at: place) }
        window.position += 1
        line += 1
      case 0x1e:
        if delimiter == .recordSeparator && depth > 0 { throw JSONError.truncated(at: place) }
        return byte
      default:
        return byte
      }
    }
  }

  // MARK: Tokens

  /// Reads the next token.
  ///
  /// - Throws: ``JSONError``, or what the source throws.
  package mutating func next() throws -> Token {
    guard let byte = try skipSpace() else {
      guard depth == 0 && state == .afterValue else { throw JSONError.truncated(at: place) }
      return .end
    }
    switch state {
    case .afterValue:
      return try afterValue(byte)
    case .value:
      return try startValue(byte)
    case .firstElement:
      return byte == 0x5d ? close(.endArray) : try startValue(byte)
    case .firstKey:
      return byte == 0x7d ? close(.endObject) : try key(byte)
    case .key:
      return try key(byte)
    }
  }

  private mutating func afterValue(_ byte: UInt8) throws -> Token {
    guard depth > 0 else { throw JSONError.trailing(at: place) }
    let inObject = objects & 1 == 1
    switch byte {
    case 0x2c:
      window.position += 1
      guard let next = try skipSpace() else { throw JSONError.truncated(at: place) }
      return inObject ? try key(next) : try startValue(next)
    case 0x7d where inObject:
      return close(.endObject)
    case 0x5d where !inObject:
      return close(.endArray)
    default:
      throw unexpected(byte, inObject ? "',' or '}'" : "',' or ']'")
    }
  }

  private mutating func close(_ token: Token) -> Token {
    window.position += 1
    depth -= 1
    objects >>= 1
    state = .afterValue
    return token
  }

  private mutating func open(_ token: Token) throws -> Token {
    guard depth < Self.depthLimit else {
      throw JSONError.tooDeep(limit: Self.depthLimit, at: place)
    }
    window.position += 1
    depth += 1
    let isObject = token == .beginObject
    objects = objects << 1 | (isObject ? 1 : 0)
    state = isObject ? .firstKey : .firstElement
    return token
  }

  private mutating func key(_ byte: UInt8) throws -> Token {
    guard byte == 0x22 else { throw unexpected(byte, "a member's name in quotes") }
    try string()
    // The colon may make the window move; the name must stay.
    window.pinned = valueStart
    defer { window.pinned = .max }
    guard let colon = try skipSpace() else { throw JSONError.truncated(at: place) }
    guard colon == 0x3a else { throw unexpected(colon, "':'") }
    valueEnd += window.pinned - valueStart
    valueStart = window.pinned
    window.position += 1
    state = .value
    return .key
  }

  private mutating func startValue(_ byte: UInt8) throws -> Token {
    switch byte {
    case 0x22:
      try string()
      state = .afterValue
      return .string
    case 0x2d, 0x30...0x39:
      try number()
      state = .afterValue
      return .number
    case 0x7b: return try open(.beginObject)
    case 0x5b: return try open(.beginArray)
    case 0x74: return try literal("true", .true)
    case 0x66: return try literal("false", .false)
    case 0x6e: return try literal("null", .null)
    default: throw unexpected(byte, "a value")
    }
  }

  func unexpected(_ byte: UInt8, _ expected: String) -> JSONError {
    .unexpected(found: byte, expected: expected, at: place)
  }

  private mutating func literal(_ text: StaticString, _ token: Token) throws -> Token {
    for index in 0..<text.utf8CodeUnitCount {
      guard try window.fill() else { throw JSONError.truncated(at: place) }
      guard window.byte == text.utf8Start[index] else {
        throw unexpected(window.byte, "'\(text)'")
      }
      window.position += 1
    }
    state = .afterValue
    return token
  }
}
