/// Well-known binary: reads ISO and PostGIS's extended form, writes two dimensions.
///
/// Source: OGC 06-103r4, Simple feature access, part 1, chapter 8; PostGIS, doc/ZMSgeoms.txt.
package enum WKB {
  /// Reads a geometry; both byte orders, heights and measures dropped, an SRID passed over.
  ///
  /// A point whose x and y are NaN, which stands for the empty point, becomes an empty MultiPoint;
  /// within a MultiPoint it is dropped. Counts are checked against the bytes that are there before
  /// memory is taken.
  package static func decode(_ bytes: UnsafeRawBufferPointer) throws(WKBError) -> Geometry {
    try decode(bytes, from: 0)
  }

  static func decode(
    _ bytes: UnsafeRawBufferPointer,
    from start: Int
  ) throws(WKBError) -> Geometry {
    var reader = WKBReader(bytes, from: start)
    let geometry = try reader.geometry()
    guard reader.position == bytes.count else { throw .trailing(byte: reader.position) }
    return geometry
  }

  /// Appends a geometry, little endian and in two dimensions.
  package static func append(_ geometry: Geometry, to bytes: inout [UInt8]) {
    switch geometry {
    case .point(let position):
      header(1, to: &bytes)
      append(position, to: &bytes)
    case .lineString(let list):
      header(2, to: &bytes)
      append(list, to: &bytes)
    case .polygon(let rings):
      header(3, to: &bytes)
      append(UInt32(rings.count), to: &bytes)
      for ring in rings { append(ring, to: &bytes) }
    case .multiPoint(let list):
      header(4, to: &bytes)
      members(list.map(Geometry.point), to: &bytes)
    case .multiLineString(let lines):
      header(5, to: &bytes)
      members(lines.map(Geometry.lineString), to: &bytes)
    case .multiPolygon(let polygons):
      header(6, to: &bytes)
      members(polygons.map(Geometry.polygon), to: &bytes)
    case .collection(let geometries):
      header(7, to: &bytes)
      members(geometries, to: &bytes)
    }
  }

  private static func header(_ type: UInt32, to bytes: inout [UInt8]) {
    bytes.append(1)
    append(type, to: &bytes)
  }

  private static func members(_ geometries: [Geometry], to bytes: inout [UInt8]) {
    append(UInt32(geometries.count), to: &bytes)
    for geometry in geometries { append(geometry, to: &bytes) }
  }

  private static func append(_ list: [Position], to bytes: inout [UInt8]) {
    append(UInt32(list.count), to: &bytes)
    for position in list { append(position, to: &bytes) }
  }

  private static func append(_ position: Position, to bytes: inout [UInt8]) {
    append(position.x.bitPattern, to: &bytes)
    append(position.y.bitPattern, to: &bytes)
  }

  static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
