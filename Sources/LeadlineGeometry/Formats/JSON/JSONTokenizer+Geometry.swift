/// The seven types of a GeoJSON geometry.
enum GeometryKind: String {
  case point = "Point"
  case multiPoint = "MultiPoint"
  case lineString = "LineString"
  case multiLineString = "MultiLineString"
  case polygon = "Polygon"
  case multiPolygon = "MultiPolygon"
  case collection = "GeometryCollection"
}

/// Geometries of RFC 7946.
///
/// What is wrong with a geometry is thrown as `RecordProblem` and leaves the tokenizer within it.
extension JSONTokenizer {
  /// Reads the members of a geometry object up to its end; its brace was read before.
  ///
  /// Members behind the second number of a position are heights and dropped. A point whose
  /// `coordinates` are an empty array becomes an empty MultiPoint. `coordinates` before `type`
  /// are kept as text until the type is known.
  ///
  /// - Parameters:
  ///   - known: The type, where it was read before.
  ///   - members: The JSON text of the `coordinates` or `geometries` that were read before.
  /// - Returns: The geometry as it stands there.
  /// - Throws: `RecordProblem` for what is no geometry, ``JSONError`` for what is no JSON.
  mutating func geometry(known: GeometryKind? = nil, members: [UInt8]? = nil) throws -> Geometry {
    var kind = known
    var text = members
    var result: Geometry?
    while try next() == .key {
      if valueIs("type") {
        guard kind == nil else { throw RecordProblem.geometry("type") }
        let token = try next()
        guard token == .string, let found = GeometryKind(rawValue: valueText) else {
          throw RecordProblem.geometry(self.text(of: token))
        }
        kind = found
      } else if valueIs("coordinates") && kind != .collection
        || valueIs("geometries") && (kind == nil || kind == .collection)
      {
        guard result == nil && text == nil else { throw RecordProblem.geometry(valueText) }
        if let kind {
          result = try coordinates(of: kind)
        } else {
          var copy: [UInt8] = []
          try copyValue(try next(), to: &copy)
          text = copy
        }
      } else if valueIs("crs") {
        try foreignCRS()
      } else {
        try skipValue()
      }
    }
    guard let kind else { throw RecordProblem.geometry("") }
    if let result { return result }
    guard let text else { throw RecordProblem.geometry(kind.rawValue) }
    var inner = JSONTokenizer(MemoryByteSource(bytes: text))
    return try inner.coordinates(of: kind)
  }

  /// The text of the latest key, string or number.
  var valueText: String { String(decoding: value, as: UTF8.self) }

  /// Reads the value of `coordinates`, or that of `geometries`.
  private mutating func coordinates(of kind: GeometryKind) throws -> Geometry {
    let token = try next()
    guard token == .beginArray else { throw RecordProblem.geometry(text(of: token)) }
    switch kind {
    case .point: return try position().map(Geometry.point) ?? .multiPoint([])
    case .multiPoint: return .multiPoint(try positions())
    case .lineString: return .lineString(try positions())
    case .multiLineString: return .multiLineString(try lists())
    case .polygon: return .polygon(try lists())
    case .multiPolygon:
      var polygons: [[[Position]]] = []
      while try nextIsArray() { polygons.append(try lists()) }
      return .multiPolygon(polygons)
    case .collection:
      var members: [Geometry] = []
      while true {
        let token = try next()
        if token == .endArray { return .collection(members) }
        guard token == .beginObject else { throw RecordProblem.geometry(text(of: token)) }
        members.append(try geometry())
      }
    }
  }

  private mutating func lists() throws -> [[Position]] {
    var lists: [[Position]] = []
    while try nextIsArray() { lists.append(try positions()) }
    return lists
  }

  private mutating func positions() throws -> [Position] {
    var list: [Position] = []
    while try nextIsArray() {
      guard let position = try position() else { throw RecordProblem.geometry("[]") }
      list.append(position)
    }
    return list
  }

  /// Tells whether one more array begins; false at the end of the one that is open.
  private mutating func nextIsArray() throws -> Bool {
    let token = try next()
    if token == .beginArray { return true }
    guard token == .endArray else { throw RecordProblem.geometry(text(of: token)) }
    return false
  }

  /// Reads a position behind its bracket; nil when it is empty.
  private mutating func position() throws -> Position? {
    guard let x = try ordinate() else { return nil }
    guard let y = try ordinate() else { throw RecordProblem.geometry("[\(x)]") }
    while try ordinate() != nil {}
    return Position(x: x, y: y)
  }

  /// Reads one number of a position; nil at the position's end.
  private mutating func ordinate() throws -> Double? {
    let token = try next()
    if token == .endArray { return nil }
    guard token == .number, let number = number(of: valueStart..<valueEnd) else {
      throw RecordProblem.geometry(text(of: token))
    }
    return number
  }

  private func number(of range: Range<Int>) -> Double? {
    window.bytes.withUnsafeBufferPointer { bytes in
      let text = UnsafeBufferPointer(rebasing: bytes[range])
      guard case .number(let value) = DecimalParser.parse(text) else { return nil }
      return value
    }
  }

  // MARK: crs

  /// Reads the `crs` member of GeoJSON 2008; nil when it is null.
  mutating func crs() throws -> Datum? {
    let token = try next()
    guard token != .null else { return nil }
    var text: [UInt8] = []
    try copyValue(token, to: &text)
    return try crs(text: text)
  }

  /// The datum that the text of a `crs` member names.
  func crs(text: [UInt8]) throws -> Datum {
    var inner = JSONTokenizer(MemoryByteSource(bytes: text))
    var name = ""
    while true {
      let token = try inner.next()
      if token == .end { break }
      if token == .key, inner.depth == 2, inner.valueIs("name"), try inner.next() == .string {
        name = inner.valueText
      }
    }
    guard let datum = Self.datum(ofCRS: name) else {
      throw JSONError.unknownCRS(
        name.isEmpty ? String(decoding: text.prefix(80), as: UTF8.self) : name,
        at: place
      )
    }
    return datum
  }

  /// Reads the `crs` of a single feature or geometry in a file, where only WGS 84 is taken.
  mutating func foreignCRS() throws {
    do {
      guard let datum = try crs(), datum != .wgs84 else { return }
      throw RecordProblem(field: "crs", code: .badGeometry, value: "\(datum)")
    } catch JSONError.unknownCRS(let name, _) {
      throw RecordProblem(field: "crs", code: .badGeometry, value: name)
    }
  }

  /// Reads `urn:ogc:def:crs:EPSG::n`, its OGC counterpart for WGS 84, their http forms, `EPSG:n`.
  private static func datum(ofCRS name: String) -> Datum? {
    var parts = name.lowercased().split { $0 == ":" || $0 == "/" }
    if let crs = parts.firstIndex(of: "crs") { parts.removeFirst(crs + 1) }
    guard let authority = parts.first, let code = parts.last, (2...3).contains(parts.count) else {
      return nil
    }
    switch authority {
    case "epsg": return Datum(name: "epsg:\(code)")
    case "ogc": return code == "crs84" || code == "crs84h" ? .wgs84 : nil
    default: return nil
    }
  }
}
