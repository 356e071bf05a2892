/// What is to be known of the columns of a file beside their names.
public struct ColumnTraits: Hashable, Sendable {
  /// Whether no further columns can come; false for JSON, whose objects may bring new names.
  public var areComplete: Bool
  /// Whether places may come beside the columns, as they do in GeoJSON and GeoPackage.
  public var hasGeometries: Bool
  /// Whether a column `attributes` holds, as one JSON object, what Leadline has no field for.
  public var keepAttributes: Bool

  /// Describes columns.
  public init(areComplete: Bool, hasGeometries: Bool, keepAttributes: Bool = false) {
    self.areComplete = areComplete
    self.hasGeometries = hasGeometries
    self.keepAttributes = keepAttributes
  }

  /// CSV: a header, and places in columns.
  public static let csv = ColumnTraits(areComplete: true, hasGeometries: false)
  /// JSON and GeoJSON: columns as they come, geometries beside them.
  public static let json = ColumnTraits(areComplete: false, hasGeometries: true)
  /// A layer of a GeoPackage, Leadline's own among them.
  public static let geoPackage = ColumnTraits(
    areComplete: true,
    hasGeometries: true,
    keepAttributes: true
  )
}
