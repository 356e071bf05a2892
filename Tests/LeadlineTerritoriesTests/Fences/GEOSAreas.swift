import CGEOS
import LeadlineGeometry
import Testing

/// Areas as GEOS reads them from text with seven decimals.
final class GEOSAreas {
  private let handle: GEOSContextHandle_t
  private var owned: [OpaquePointer] = []

  init() throws {
    handle = try #require(GEOS_init_r())
  }

  deinit {
    for geometry in owned { GEOSGeom_destroy_r(handle, geometry) }
    GEOS_finish_r(handle)
  }

  private func keep(_ geometry: OpaquePointer?) throws -> OpaquePointer {
    let geometry = try #require(geometry)
    owned.append(geometry)
    return geometry
  }

  /// Reads an area.
  func read(_ area: MultiPolygon) throws -> OpaquePointer {
    let reader = try #require(GEOSWKTReader_create_r(handle))
    defer { GEOSWKTReader_destroy_r(handle, reader) }
    var text: [UInt8] = []
    WKT.append(area.geometry, decimals: 7, to: &text)
    return try keep(GEOSWKTReader_read_r(handle, reader, String(decoding: text, as: UTF8.self)))
  }

  func isValid(_ geometry: OpaquePointer) -> Bool { GEOSisValid_r(handle, geometry) == 1 }

  /// The area in square degrees.
  func size(_ geometry: OpaquePointer) throws -> Double {
    var size = 0.0
    try #require(GEOSArea_r(handle, geometry, &size) == 1)
    return size
  }

  /// The area that at least one of some areas covers.
  func union(_ geometries: [OpaquePointer]) throws -> OpaquePointer {
    var members = geometries.map { GEOSGeom_clone_r(handle, $0) }
    let collection = try keep(
      GEOSGeom_createCollection_r(
        handle,
        Int32(GEOS_GEOMETRYCOLLECTION.rawValue),
        &members,
        UInt32(members.count)
      )
    )
    return try keep(GEOSUnaryUnion_r(handle, collection))
  }

  /// The size of what one of two areas covers and the other does not.
  func difference(_ a: OpaquePointer, _ b: OpaquePointer) throws -> Double {
    try size(try keep(GEOSSymDifference_r(handle, a, b)))
  }
}
