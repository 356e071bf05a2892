import LeadlineGeometry

extension WKB {
  /// Reads a geometry from an array.
  static func decode(_ bytes: [UInt8]) throws -> Geometry {
    try bytes.withUnsafeBytes { try decode($0) }
  }
}

extension GeoPackageBlob {
  /// Reads a geometry and its SRS from an array.
  static func decode(_ bytes: [UInt8]) throws -> (geometry: Geometry, srsID: Int32) {
    try bytes.withUnsafeBytes { try decode($0) }
  }
}
