import CGEOS
import LeadlineGeometry

/// Owns a GEOS geometry prepared for many `covers` tests.
///
/// A prepared geometry builds its index on first use through unsynchronised members, so it never
/// leaves the thread of its context.
final class GEOSPreparedShape {
  private let shape: GEOSShape
  private let prepared: OpaquePointer

  /// Prepares a shape; the shape lives as long as this object.
  ///
  /// - Throws: ``FenceError/geos(function:message:)``
  init(_ shape: GEOSShape) throws(FenceError) {
    // GEOSPrepare_r: the caller owns the result, which borrows the geometry.
    guard let prepared = GEOSPrepare_r(shape.context.handle, shape.pointer) else {
      throw shape.context.failure("GEOSPrepare_r")
    }
    self.shape = shape
    self.prepared = prepared
  }

  deinit {
    GEOSPreparedGeom_destroy_r(shape.context.handle, prepared)
  }

  /// Tells whether the shape covers a coordinate, its boundary included.
  func covers(_ coordinate: Coordinate) throws(FenceError) -> Bool {
    let context = shape.context
    // GEOSGeom_createPointFromXY_r: the caller owns the point.
    guard
      let point = GEOSGeom_createPointFromXY_r(
        context.handle,
        coordinate.longitude,
        coordinate.latitude
      )
    else { throw context.failure("GEOSGeom_createPointFromXY_r") }
    defer { GEOSGeom_destroy_r(context.handle, point) }
    // GEOSPreparedCovers_r: 1 true, 0 false, 2 exception.
    switch GEOSPreparedCovers_r(context.handle, prepared, point) {
    case 0: return false
    case 1: return true
    default: throw context.failure("GEOSPreparedCovers_r")
    }
  }
}
