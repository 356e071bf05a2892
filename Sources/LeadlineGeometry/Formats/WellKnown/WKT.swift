/// Well-known text: reads the seven simple types, also PostGIS's extended form; writes ISO text.
///
/// Source: OGC 06-103r4, Simple feature access, part 1, chapter 7.
package enum WKT {
  /// Reads a geometry, in any case, with or without `SRID=n;`, `Z`, `M` and `ZM`.
  ///
  /// Heights and measures are dropped, also where no `Z` announces them. `POINT EMPTY` becomes an
  /// empty MultiPoint; within a MultiPoint it is dropped. Brackets around the points of a
  /// MultiPoint may be missing.
  ///
  /// - Returns: The geometry, and the SRID where the text names one.
  package static func parse(
    _ text: some Collection<UInt8>
  ) throws(WKTError) -> (geometry: Geometry, srid: Int?) {
    var parser = WKTParser(Array(text))
    return try parser.parse()
  }

  /// Appends a geometry as text such as `POINT (1 2)` or `POLYGON EMPTY`.
  ///
  /// - Parameters:
  ///   - geometry: Any geometry; ordinates that are not finite become words that no reader takes.
  ///   - decimals: Digits behind the point, 0…15, trailing zeros dropped; nil for the shortest
  ///     text that reads back as the same number.
  ///   - bytes: What the text is appended to.
  package static func append(_ geometry: Geometry, decimals: Int?, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: geometry.typeName.uppercased().utf8)
    bytes.append(0x20)
    switch geometry {
    case .point(let position):
      bytes.append(0x28)
      append(position, decimals, &bytes)
      bytes.append(0x29)
    case .multiPoint(let list):
      self.list(list, &bytes) { position, bytes in
        bytes.append(0x28)
        append(position, decimals, &bytes)
        bytes.append(0x29)
      }
    case .lineString(let list): append(list, decimals, &bytes)
    case .multiLineString(let lists), .polygon(let lists): append(lists, decimals, &bytes)
    case .multiPolygon(let polygons):
      list(polygons, &bytes) { append($0, decimals, &$1) }
    case .collection(let members):
      list(members, &bytes) { append($0, decimals: decimals, to: &$1) }
    }
  }

  private static func append(_ lists: [[Position]], _ decimals: Int?, _ bytes: inout [UInt8]) {
    list(lists, &bytes) { append($0, decimals, &$1) }
  }

  private static func append(_ list: [Position], _ decimals: Int?, _ bytes: inout [UInt8]) {
    self.list(list, &bytes) { append($0, decimals, &$1) }
  }

  private static func append(_ position: Position, _ decimals: Int?, _ bytes: inout [UInt8]) {
    DecimalWriter.append(position.x, trimmedTo: decimals, to: &bytes)
    bytes.append(0x20)
    DecimalWriter.append(position.y, trimmedTo: decimals, to: &bytes)
  }

  private static func list<Element>(
    _ elements: [Element],
    _ bytes: inout [UInt8],
    _ append: (Element, inout [UInt8]) -> Void
  ) {
    guard !elements.isEmpty else {
      bytes.append(contentsOf: "EMPTY".utf8)
      return
    }
    bytes.append(0x28)
    for index in elements.indices {
      if index > 0 { bytes.append(contentsOf: [0x2c, 0x20]) }
      append(elements[index], &bytes)
    }
    bytes.append(0x29)
  }
}
