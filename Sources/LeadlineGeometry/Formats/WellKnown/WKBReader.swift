/// Walks through WKB; bytes may have any alignment and any content.
struct WKBReader {
  static let depthLimit = 64

  private let bytes: UnsafeRawBufferPointer
  private(set) var position: Int

  init(_ bytes: UnsafeRawBufferPointer, from position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// What begins a geometry.
  private struct Header {
    let type: UInt32
    let dimensions: Int
    let littleEndian: Bool
  }

  // MARK: Numbers

  private mutating func take(_ count: Int) throws(WKBError) -> Int {
    guard bytes.count - position >= count else { throw .truncated(byte: position) }
    defer { position += count }
    return position
  }

  mutating func byte() throws(WKBError) -> UInt8 {
    bytes[try take(1)]
  }

  mutating func word(_ littleEndian: Bool) throws(WKBError) -> UInt32 {
    let word = bytes.loadUnaligned(fromByteOffset: try take(4), as: UInt32.self)
    return littleEndian ? UInt32(littleEndian: word) : UInt32(bigEndian: word)
  }

  mutating func double(_ littleEndian: Bool) throws(WKBError) -> Double {
    let word = bytes.loadUnaligned(fromByteOffset: try take(8), as: UInt64.self)
    return Double(
      bitPattern: littleEndian ? UInt64(littleEndian: word) : UInt64(bigEndian: word)
    )
  }

  /// Reads a count, after checking that the bytes can hold so many elements of a least size.
  private mutating func count(_ littleEndian: Bool, size: Int) throws(WKBError) -> Int {
    let start = position
    let count = Int(try word(littleEndian))
    guard count <= (bytes.count - position) / size else { throw .truncated(byte: start) }
    return count
  }

  private mutating func header() throws(WKBError) -> Header {
    let start = position
    let order = try byte()
    guard order <= 1 else { throw .byteOrder(order, byte: start) }
    let code = try word(order == 1)
    // EWKB has flags for Z, M and SRID; ISO adds 1000 for Z, 2000 for M, 3000 for both.
    let flags = code >> 29
    var type = code & 0x1fff_ffff
    var extra = Int(flags >> 2 & 1) + Int(flags >> 1 & 1)
    if flags == 0 && type < 4_000 {
      extra = [0, 1, 1, 2][Int(type / 1_000)]
      type %= 1_000
    }
    guard (1...7).contains(type) else { throw .unsupportedType(code, byte: start) }
    if flags & 1 == 1 { _ = try word(order == 1) }
    return Header(type: type, dimensions: 2 + extra, littleEndian: order == 1)
  }

  // MARK: Geometries

  mutating func geometry(depth: Int = 0) throws(WKBError) -> Geometry {
    let header = try header()
    switch header.type {
    case 1: return try point(header).map(Geometry.point) ?? .multiPoint([])
    case 2: return .lineString(try positions(header))
    case 3: return .polygon(try rings(header))
    default: break
    }
    guard depth < Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
    let count = try count(header.littleEndian, size: 9)
    switch header.type {
    case 4:
      var list: [Position] = []
      for _ in 0..<count {
        if let position = try point(try member(1)) { list.append(position) }
      }
      return .multiPoint(list)
    case 5:
      var lines: [[Position]] = []
      for _ in 0..<count { lines.append(try positions(try member(2))) }
      return .multiLineString(lines)
    case 6:
      var polygons: [[[Position]]] = []
      for _ in 0..<count { polygons.append(try rings(try member(3))) }
      return .multiPolygon(polygons)
    default:
      var members: [Geometry] = []
      for _ in 0..<count { members.append(try geometry(depth: depth + 1)) }
      return .collection(members)
    }
  }

  private mutating func member(_ type: UInt32) throws(WKBError) -> Header {
    let start = position
    let header = try header()
    guard header.type == type else { throw .wrongMember(byte: start) }
    return header
  }

  private mutating func position(_ header: Header) throws(WKBError) -> Position {
    let x = try double(header.littleEndian)
    let y = try double(header.littleEndian)
    _ = try take(8 * (header.dimensions - 2))
    return Position(x: x, y: y)
  }

  private mutating func point(_ header: Header) throws(WKBError) -> Position? {
    let position = try position(header)
    return position.x.isNaN && position.y.isNaN ? nil : position
  }

  private mutating func positions(_ header: Header) throws(WKBError) -> [Position] {
    let count = try count(header.littleEndian, size: 8 * header.dimensions)
    var list: [Position] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try position(header)) }
    return list
  }

  private mutating func rings(_ header: Header) throws(WKBError) -> [[Position]] {
    let count = try count(header.littleEndian, size: 4)
    var rings: [[Position]] = []
    for _ in 0..<count { rings.append(try positions(header)) }
    return rings
  }

  // MARK: Bounds

  /// Extends bounds by all positions of the next geometry, without building it.
  mutating func bounds(_ bounds: inout PlanarBounds, depth: Int = 0) throws(WKBError) {
    let header = try header()
    switch header.type {
    case 1:
      bounds.extend(try position(header))
    case 2:
      try list(header, &bounds)
    case 3:
      for _ in 0..<(try count(header.littleEndian, size: 4)) { try list(header, &bounds) }
    default:
      guard depth < Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
      for _ in 0..<(try count(header.littleEndian, size: 9)) {
        try self.bounds(&bounds, depth: depth + 1)
      }
    }
  }

  private mutating func list(
    _ header: Header,
    _ bounds: inout PlanarBounds
  ) throws(WKBError) {
    for _ in 0..<(try count(header.littleEndian, size: 8 * header.dimensions)) {
      bounds.extend(try position(header))
    }
  }
}
