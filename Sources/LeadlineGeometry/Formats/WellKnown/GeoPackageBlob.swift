/// The geometry blobs of GeoPackage: a header with SRS and envelope in front of WKB.
///
/// Source: OGC 12-128r18, GeoPackage Encoding Standard, 2.1.3.
package enum GeoPackageBlob {
  /// What stands in front of the WKB.
  package struct Header: Hashable, Sendable {
    /// The id of the spatial reference system in the file's `gpkg_spatial_ref_sys`.
    package let srsID: Int32
    /// The flag that says that the geometry is empty.
    package let isEmpty: Bool
    /// The envelope in x and y; nil when there is none.
    package let envelope: PlanarBounds?
    /// Where the WKB begins.
    package let geometryStart: Int
  }

  /// Reads the header; any of the five kinds of envelope, both byte orders.
  package static func header(_ bytes: UnsafeRawBufferPointer) throws(WKBError) -> Header {
    guard bytes.count >= 2, bytes[0] == 0x47, bytes[1] == 0x50 else { throw .noGeoPackageHeader }
    var reader = WKBReader(bytes, from: 2)
    let version = try reader.byte()
    guard version == 0 else { throw .geoPackageVersion(version) }
    let flags = try reader.byte()
    guard flags & 0x20 == 0 else { throw .extendedGeoPackage }
    let littleEndian = flags & 1 == 1
    let srsID = Int32(bitPattern: try reader.word(littleEndian))
    let code = flags >> 1 & 7
    guard code <= 4 else { throw .envelopeCode(code) }
    var values: [Double] = []
    for _ in 0..<[0, 4, 6, 6, 8][Int(code)] { values.append(try reader.double(littleEndian)) }
    let envelope =
      values.isEmpty
      ? nil : PlanarBounds(minX: values[0], maxX: values[1], minY: values[2], maxY: values[3])
    return Header(
      srsID: srsID,
      isEmpty: flags & 0x10 != 0,
      envelope: envelope,
      geometryStart: reader.position
    )
  }

  /// Reads the geometry and its SRS.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer
  ) throws(WKBError) -> (geometry: Geometry, srsID: Int32) {
    let header = try header(bytes)
    return (try WKB.decode(bytes, from: header.geometryStart), header.srsID)
  }

  /// The bounds of the geometry, for ST_MinX and its kin; nil when it is empty (ST_IsEmpty).
  ///
  /// Taken from the envelope, or from the WKB where the header has none or one without numbers.
  ///
  /// - Complexity: O(1) with an envelope, else O(bytes); allocates no geometry.
  package static func bounds(_ bytes: UnsafeRawBufferPointer) throws(WKBError) -> PlanarBounds? {
    let header = try header(bytes)
    if header.isEmpty { return nil }
    if let envelope = header.envelope, !envelope.isEmpty { return envelope }
    var bounds = PlanarBounds()
    var reader = WKBReader(bytes, from: header.geometryStart)
    try reader.bounds(&bounds)
    return bounds.isEmpty ? nil : bounds
  }

  /// Appends the blob of a geometry: little endian, with an envelope in x and y unless it is a
  /// point or empty.
  package static func append(_ geometry: Geometry, srsID: Int32, to bytes: inout [UInt8]) {
    var bounds = PlanarBounds()
    bounds.extend(geometry)
    var hasEnvelope = !bounds.isEmpty
    if case .point = geometry { hasEnvelope = false }
    let flags: UInt8 = 1 | (hasEnvelope ? 2 : 0) | (bounds.isEmpty ? 0x10 : 0)
    bytes.append(contentsOf: [0x47, 0x50, 0, flags])
    WKB.append(srsID, to: &bytes)
    if hasEnvelope {
      for value in [bounds.minX, bounds.maxX, bounds.minY, bounds.maxY] {
        WKB.append(value.bitPattern, to: &bytes)
      }
    }
    WKB.append(geometry, to: &bytes)
  }
}
