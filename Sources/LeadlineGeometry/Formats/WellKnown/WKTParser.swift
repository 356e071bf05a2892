/// Reads well-known text from bytes.
struct WKTParser {
  private static let depthLimit = 64

  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) {
    self.text = text
  }

  mutating func parse() throws(WKTError) -> (geometry: Geometry, srid: Int?) {
    let start = position
    var srid: Int?
    let prefix = word()
    if prefix == "SRID" {
      try expect(0x3d, "'='")
      let number = token()
      guard let value = DecimalParser.integer(number) else {
        throw .badNumber(String(decoding: number.prefix(40), as: UTF8.self), byte: position)
      }
      try expect(0x3b, "';'")
      srid = Int(exactly: value)
    } else {
      position = start
    }
    let geometry = try geometry(depth: 0)
    skipSpace()
    guard position == text.count else { throw .expected("its end", byte: position) }
    return (geometry, srid)
  }

  // MARK: Words and numbers

  private mutating func skipSpace() {
    while position < text.count, text[position] == 0x20 || (0x09...0x0d).contains(text[position]) {
      position += 1
    }
  }

  /// Takes letters, in upper case; empty when there are none.
  private mutating func word() -> String {
    skipSpace()
    let start = position
    while position < text.count, (0x61...0x7a).contains(text[position] | 0x20) { position += 1 }
    return String(decoding: text[start..<position], as: UTF8.self).uppercased()
  }

  /// Takes what may be a number.
  private mutating func token() -> ArraySlice<UInt8> {
    skipSpace()
    let start = position
    while position < text.count {
      switch text[position] {
      case 0x30...0x39, 0x2b, 0x2d, 0x2e, 0x41...0x5a, 0x61...0x7a: position += 1
      default: return text[start..<position]
      }
    }
    return text[start..<position]
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8, _ name: String) throws(WKTError) {
    guard take(byte) else { throw .expected(name, byte: position) }
  }

  private mutating func takeEmpty() -> Bool {
    let start = position
    if word() == "EMPTY" { return true }
    position = start
    return false
  }

  private mutating func number() throws(WKTError) -> Double {
    let start = position
    let token = token()
    guard let value = DecimalParser.double(token) else {
      throw .badNumber(String(decoding: token.prefix(40), as: UTF8.self), byte: start)
    }
    return value
  }

  // MARK: Geometries

  private mutating func geometry(depth: Int) throws(WKTError) -> Geometry {
    skipSpace()
    let start = position
    var type = word()
    // The dimensions may stand apart or not; they are read from the numbers.
    let behind = position
    if !["Z", "M", "ZM"].contains(word()) { position = behind }
    for suffix in ["ZM", "Z", "M"] where type.hasSuffix(suffix) && type.count > suffix.count + 4 {
      type.removeLast(suffix.count)
      break
    }
    switch type {
    case "POINT":
      if takeEmpty() { return .multiPoint([]) }
      try expect(0x28, "'('")
      let point = try positionValue()
      try expect(0x29, "')'")
      return .point(point)
    case "LINESTRING": return .lineString(try positions())
    case "POLYGON": return .polygon(try lists())
    case "MULTIPOINT": return .multiPoint(try points())
    case "MULTILINESTRING": return .multiLineString(try lists())
    case "MULTIPOLYGON":
      var polygons: [[[Position]]] = []
      try list { (parser) throws(WKTError) in polygons.append(try parser.lists()) }
      return .multiPolygon(polygons)
    case "GEOMETRYCOLLECTION":
      guard depth < Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
      var members: [Geometry] = []
      try list { (parser) throws(WKTError) in
        members.append(try parser.geometry(depth: depth + 1))
      }
      return .collection(members)
    default:
      throw .unknownType(String(type.prefix(40)), byte: start)
    }
  }

  /// Reads `EMPTY`, or elements in brackets.
  private mutating func list(
    _ element: (inout WKTParser) throws(WKTError) -> Void
  ) throws(WKTError) {
    if takeEmpty() { return }
    try expect(0x28, "'(' or EMPTY")
    repeat { try element(&self) } while take(0x2c)
    try expect(0x29, "')'")
  }

  private mutating func positionValue() throws(WKTError) -> Position {
    let x = try number()
    let y = try number()
    for _ in 0..<2 {
      skipSpace()
      guard position < text.count, text[position] != 0x2c, text[position] != 0x29 else { break }
      _ = try number()
    }
    return Position(x: x, y: y)
  }

  private mutating func positions() throws(WKTError) -> [Position] {
    var result: [Position] = []
    try list { (parser) throws(WKTError) in result.append(try parser.positionValue()) }
    return result
  }

  private mutating func lists() throws(WKTError) -> [[Position]] {
    var result: [[Position]] = []
    try list { (parser) throws(WKTError) in result.append(try parser.positions()) }
    return result
  }

  private mutating func points() throws(WKTError) -> [Position] {
    var result: [Position] = []
    try list { (parser) throws(WKTError) in
      if parser.takeEmpty() { return }
      let bracket = parser.take(0x28)
      result.append(try parser.positionValue())
      if bracket { try parser.expect(0x29, "')'") }
    }
    return result
  }
}
