import CGEOS
import LeadlineGeometry
import Testing

/// GEOS called directly, with none of the module's own code in between.
final class GEOSOracle {
  private let handle: GEOSContextHandle_t
  private var owned: [OpaquePointer] = []
  private var preparedOwned: [OpaquePointer] = []

  init() throws {
    handle = try #require(GEOS_init_r())
  }

  deinit {
    for prepared in preparedOwned { GEOSPreparedGeom_destroy_r(handle, prepared) }
    for geometry in owned { GEOSGeom_destroy_r(handle, geometry) }
    GEOS_finish_r(handle)
  }

  /// One area, in both of the forms in which GEOS tests it.
  struct Area {
    var plain: OpaquePointer
    var prepared: OpaquePointer
  }

  /// Builds an area from its rings.
  func area(_ area: MultiPolygon) throws -> Area {
    var members: [OpaquePointer?] = []
    for polygon in area.polygons {
      var holes: [OpaquePointer?] = try polygon.holes.map { try ring($0) }
      members.append(
        GEOSGeom_createPolygon_r(
          handle,
          try ring(polygon.exterior),
          &holes,
          UInt32(holes.count)
        )
      )
    }
    let collection = GEOSGeom_createCollection_r(
      handle,
      Int32(GEOS_MULTIPOLYGON.rawValue),
      &members,
      UInt32(members.count)
    )
    return try prepare(try #require(collection))
  }

  /// Reads an area, or any geometry, from WKT.
  func geometry(wkt: String) throws -> OpaquePointer {
    let reader = try #require(GEOSWKTReader_create_r(handle))
    defer { GEOSWKTReader_destroy_r(handle, reader) }
    let geometry = try #require(GEOSWKTReader_read_r(handle, reader, wkt))
    owned.append(geometry)
    return geometry
  }

  private func prepare(_ geometry: OpaquePointer) throws -> Area {
    owned.append(geometry)
    let prepared = try #require(GEOSPrepare_r(handle, geometry))
    preparedOwned.append(prepared)
    return Area(plain: geometry, prepared: prepared)
  }

  private func ring(_ coordinates: [Coordinate]) throws -> OpaquePointer {
    let sequence = try #require(GEOSCoordSeq_create_r(handle, UInt32(coordinates.count), 2))
    for (number, coordinate) in coordinates.enumerated() {
      GEOSCoordSeq_setX_r(handle, sequence, UInt32(number), coordinate.longitude)
      GEOSCoordSeq_setY_r(handle, sequence, UInt32(number), coordinate.latitude)
    }
    return try #require(GEOSGeom_createLinearRing_r(handle, sequence))
  }

  func isValid(_ area: MultiPolygon) throws -> Bool {
    GEOSisValid_r(handle, try self.area(area).plain) == 1
  }

  /// Whether both cover the same points, however their rings are written.
  func equalsTopologically(_ area: MultiPolygon, wkt: String) throws -> Bool {
    GEOSEquals_r(handle, try self.area(area).plain, try geometry(wkt: wkt)) == 1
  }

  /// Whether the prepared area covers a coordinate.
  func covers(_ area: Area, _ coordinate: Coordinate) throws -> Bool {
    let point = try #require(
      GEOSGeom_createPointFromXY_r(handle, coordinate.longitude, coordinate.latitude)
    )
    defer { GEOSGeom_destroy_r(handle, point) }
    let answer = GEOSPreparedCovers_r(handle, area.prepared, point)
    try #require(answer != 2)
    return answer == 1
  }

  /// Whether the area covers a coordinate by the full relation, without preparation.
  func coversUnprepared(_ area: Area, _ coordinate: Coordinate) throws -> Bool {
    let point = try #require(
      GEOSGeom_createPointFromXY_r(handle, coordinate.longitude, coordinate.latitude)
    )
    defer { GEOSGeom_destroy_r(handle, point) }
    let answer = GEOSCovers_r(handle, area.plain, point)
    try #require(answer != 2)
    return answer == 1
  }

  /// Whether the prepared area covers a geometry.
  func covers(_ area: Area, geometry: OpaquePointer) throws -> Bool {
    let answer = GEOSPreparedCovers_r(handle, area.prepared, geometry)
    try #require(answer != 2)
    return answer == 1
  }

  /// Whether the prepared area and a geometry have a place in common.
  func intersects(_ area: Area, _ geometry: OpaquePointer) throws -> Bool {
    let answer = GEOSPreparedIntersects_r(handle, area.prepared, geometry)
    try #require(answer != 2)
    return answer == 1
  }

  /// Whether area and geometry relate as a pattern of the nine intersections says.
  func relates(_ area: Area, _ geometry: OpaquePointer, _ pattern: String) throws -> Bool {
    guard try intersects(area, geometry) else { return pattern.first == "F" }
    let answer = GEOSRelatePattern_r(handle, area.plain, geometry, pattern)
    try #require(answer != 2)
    return answer == 1
  }
}
