/// Why bytes are no geometry.
public enum WKBError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes end before the geometry does, or a count asks for more than there are.
  case truncated(byte: Int)
  /// A byte order other than 0 and 1.
  case byteOrder(UInt8, byte: Int)
  /// A type that is none of the seven of simple features, such as a curve.
  case unsupportedType(UInt32, byte: Int)
  /// A member of the wrong type, such as a line in a MultiPoint.
  case wrongMember(byte: Int)
  /// More collections in each other than are read.
  case tooDeep(limit: Int)
  /// Bytes behind the geometry.
  case trailing(byte: Int)
  /// No `GP` at the beginning of a GeoPackage geometry.
  case noGeoPackageHeader
  /// A version of the GeoPackage header other than 0 (which means 1).
  case geoPackageVersion(UInt8)
  /// A GeoPackage geometry of the extended kind, whose type no standard names.
  case extendedGeoPackage
  /// An envelope code other than 0…4.
  case envelopeCode(UInt8)

  /// One sentence that says what is wrong and where.
  public var description: String {
    switch self {
    case .truncated(let byte):
      "the WKB geometry ends too early (needed at byte \(byte))"
    case .byteOrder(let order, let byte):
      "the WKB geometry has the byte order \(order) at byte \(byte); only 0 and 1 exist"
    case .unsupportedType(let type, let byte):
      "the WKB geometry has the type \(type) at byte \(byte), which is not one of the seven simple "
        + "types; convert curves to lines first"
    case .wrongMember(let byte):
      "the WKB geometry has a member of the wrong type at byte \(byte)"
    case .tooDeep(let limit):
      "the WKB geometry nests more than \(limit) collections"
    case .trailing(let byte):
      "the WKB geometry is followed by other bytes at byte \(byte)"
    case .noGeoPackageHeader:
      "the geometry does not begin with GP, as those of a GeoPackage do"
    case .geoPackageVersion(let version):
      "the GeoPackage geometry has the header version \(version); only 0 is known"
    case .extendedGeoPackage:
      "the GeoPackage geometry is of an extended type, which only its writer can read"
    case .envelopeCode(let code):
      "the GeoPackage geometry has the envelope code \(code); only 0 to 4 exist"
    }
  }
}
