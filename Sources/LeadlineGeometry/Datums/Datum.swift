/// The datum of coordinates that come in or go out.
public enum Datum: Hashable, Sendable, CustomStringConvertible {
  /// What satellites and GeoJSON use, EPSG:4326; Leadline computes and stores in it.
  case wgs84
  /// The shifted datum of Chinese maps (Amap, Tencent); equal to WGS 84 outside mainland China.
  case gcj02
  /// Baidu's datum, a further shift on top of GCJ-02.
  case bd09
  /// Any coordinate reference system of the EPSG registry, x east and y north.
  case epsg(Int)

  /// Reads `wgs84`, `gcj02`, `bd09` or `EPSG:n`, in any case; nil for anything else.
  public init?(name: String) {
    let name = name.lowercased()
    switch name {
    case "wgs84", "wgs-84", "epsg:4326": self = .wgs84
    case "gcj02", "gcj-02": self = .gcj02
    case "bd09", "bd-09": self = .bd09
    default:
      // Int reads a sign too.
      guard name.hasPrefix("epsg:"), name.utf8.dropFirst(5).first != UInt8(ascii: "+"),
        let code = Int(name.dropFirst(5)), code > 0
      else { return nil }
      self = .epsg(code)
    }
  }

  /// Whether coordinates are surely degrees; those of an EPSG system may be metres.
  public var isGeographic: Bool {
    if case .epsg = self { false } else { true }
  }

  /// The name that ``init(name:)`` reads.
  public var description: String {
    switch self {
    case .wgs84: "wgs84"
    case .gcj02: "gcj02"
    case .bd09: "bd09"
    case .epsg(let code): "EPSG:\(code)"
    }
  }
}
