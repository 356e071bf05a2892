/// Sequences of values, and values that are passed over or copied as they are.
extension JSONTokenizer {
  /// Passes a byte order mark, and finds out whether the input is a sequence of records.
  ///
  /// It is one when it begins with a record separator, or when its first two lines can't be parts
  /// of one JSON text: an object begins the second where the first does not end in `[`, `,` or
  /// `:`, or anything but `,`, `]` or `}` follows a line that ends in `}`. Looks at 1 MiB at most.
  package mutating func detectSequence() throws {
    if try window.need(3), window.bytes[window.position...].starts(with: [0xef, 0xbb, 0xbf]) {
      window.position += 3
    }
    while try window.fill() {
      if window.byte == 0x0a { line += 1 }
      guard [0x20, 0x09, 0x0d, 0x0a].contains(window.byte) else { break }
      window.position += 1
    }
    guard try window.fill() else { return }
    if window.byte == 0x1e { delimiter = .recordSeparator }
    guard window.byte == 0x7b else { return }
    var last: UInt8 = 0
    var lineEnded = false
    var offset = 0
    while try offset < 1 << 20 && window.need(offset + 1) {
      let byte = window.bytes[window.position + offset]
      offset += 1
      switch byte {
      case 0x0a: lineEnded = true
      case 0x20, 0x09, 0x0d: continue
      case _ where lineEnded:
        let objectsMeet = byte == 0x7b && ![0x5b, 0x2c, 0x3a].contains(last)
        let objectEnds = last == 0x7d && ![0x2c, 0x5d, 0x7d].contains(byte)
        if objectsMeet || objectEnds { delimiter = .newline }
        return
      default: last = byte
      }
    }
  }

  /// Whether the next byte, of which it is known that there is one, begins an object.
  package var nextIsObject: Bool { window.byte == 0x7b }

  /// Goes back from looking for a further record to the end of the one that was read.
  package mutating func endDocument() { state = .afterValue }

  /// Goes to the next record of a sequence; false at the end of the input.
  package mutating func beginRecord() throws -> Bool {
    state = .value
    while try window.fill() {
      switch window.byte {
      case 0x20, 0x09, 0x0d, 0x1e: window.position += 1
      case 0x0a:
        window.position += 1
        line += 1
      default: return true
      }
    }
    return false
  }

  /// Makes sure that nothing stands between a record and the delimiter behind it.
  package mutating func endRecord() throws {
    while try window.fill() {
      switch window.byte {
      case 0x20, 0x09, 0x0d: window.position += 1
      case 0x0a where delimiter == .newline: return
      case 0x0a:
        window.position += 1
        line += 1
      case 0x1e where delimiter == .recordSeparator: return
      default: throw JSONError.trailing(at: place)
      }
    }
  }

  /// Passes the rest of a broken record, up to its delimiter, and forgets what was open.
  package mutating func skipBroken() throws {
    depth = 0
    objects = 0
    state = .value
    while try window.fill() {
      switch window.byte {
      case 0x0a where delimiter == .newline: return
      case 0x1e where delimiter == .recordSeparator: return
      case 0x0a: line += 1
      default: break
      }
      window.position += 1
    }
  }

  /// Passes tokens until no more than `depth` arrays and objects are open.
  package mutating func skip(toDepth depth: Int) throws {
    while self.depth > depth { _ = try next() }
  }

  /// Passes the next value, whatever it is.
  package mutating func skipValue() throws {
    let depth = self.depth
    _ = try next()
    try skip(toDepth: depth)
  }

  /// Appends a value as compact JSON text; `first` is its first token, which was read before.
  ///
  /// Numbers stay as written; strings are escaped anew, as little as needed.
  package mutating func copyValue(_ first: Token, to bytes: inout [UInt8]) throws {
    let depth = depth - (first == .beginObject || first == .beginArray ? 1 : 0)
    var token = first
    var needsComma = false
    while true {
      let closes = token == .endObject || token == .endArray
      if needsComma && !closes { bytes.append(0x2c) }
      needsComma = true
      switch token {
      case .beginObject, .beginArray:
        bytes.append(token == .beginObject ? 0x7b : 0x5b)
        needsComma = false
      case .endObject: bytes.append(0x7d)
      case .endArray: bytes.append(0x5d)
      case .key:
        value.withUnsafeBufferPointer { OutputText.appendJSON($0, to: &bytes) }
        bytes.append(0x3a)
        needsComma = false
      case .string: value.withUnsafeBufferPointer { OutputText.appendJSON($0, to: &bytes) }
      case .number: appendValue(to: &bytes)
      case .true: bytes.append(contentsOf: "true".utf8)
      case .false: bytes.append(contentsOf: "false".utf8)
      case .null: bytes.append(contentsOf: "null".utf8)
      case .end: return
      }
      if self.depth == depth && token != .key { return }
      token = try next()
    }
  }

  /// Appends a value as the cell of a row; `first` is its first token, which was read before.
  ///
  /// Text is appended without quotes and escapes, numbers as written, arrays and objects as by
  /// ``copyValue(_:to:)``.
  ///
  /// - Returns: What the value is; `missing` for null, of which nothing is appended.
  package mutating func appendCell(
    _ first: Token,
    to bytes: inout [UInt8]
  ) throws -> InputRow.Kind {
    switch first {
    case .null:
      return .missing
    case .string, .number:
      appendValue(to: &bytes)
      return first == .string ? .text : .number
    case .true, .false:
      try copyValue(first, to: &bytes)
      return .boolean
    default:
      try copyValue(first, to: &bytes)
      return .json
    }
  }

  /// Sets `bytes` to the beginning of the record that follows, for messages; at most 80 bytes.
  package mutating func preview(into bytes: inout [UInt8]) throws {
    _ = try window.need(80)
    bytes.removeAll(keepingCapacity: true)
    for byte in window.bytes[window.position...].prefix(80) {
      if byte == 0x0a || byte == 0x1e { return }
      bytes.append(byte)
    }
  }

  /// The latest token as a message shows it.
  package func text(of token: Token) -> String {
    switch token {
    case .beginObject: "{"
    case .endObject: "}"
    case .beginArray: "["
    case .endArray: "]"
    case .key, .number: String(decoding: value.prefix(320), as: UTF8.self)
    case .string: "\"" + String(decoding: value.prefix(320), as: UTF8.self) + "\""
    case .true: "true"
    case .false: "false"
    case .null: "null"
    case .end: ""
    }
  }
}
