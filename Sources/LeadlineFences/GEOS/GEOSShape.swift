import CGEOS
import LeadlineGeometry

/// Owns one GEOS geometry, together with the context it was made in.
final class GEOSShape {
  /// The context that every call on this shape names.
  let context: GEOSContext
  /// The geometry; owned, destroyed in deinit.
  let pointer: OpaquePointer

  private init(owning pointer: OpaquePointer, in context: GEOSContext) {
    self.pointer = pointer
    self.context = context
  }

  deinit {
    GEOSGeom_destroy_r(context.handle, pointer)
  }

  /// Builds a polygon or, of several parts, a multi-polygon.
  ///
  /// - Throws: ``FenceError/geos(function:message:)``, for instance for a ring that is not closed.
  convenience init(_ area: MultiPolygon, in context: GEOSContext) throws(FenceError) {
    var parts: [OpaquePointer?] = []
    do {
      for polygon in area.polygons { parts.append(try Self.polygon(polygon, in: context)) }
    } catch {
      for part in parts { GEOSGeom_destroy_r(context.handle, part) }
      throw error
    }
    if parts.count == 1, let only = parts[0] {
      self.init(owning: only, in: context)
      return
    }
    // GEOSGeom_createCollection_r: takes the members over, copies the array of pointers; NULL on
    // an exception, with the members gone too.
    guard
      let collection = GEOSGeom_createCollection_r(
        context.handle,
        Int32(GEOS_MULTIPOLYGON.rawValue),
        &parts,
        UInt32(clamping: parts.count)
      )
    else { throw context.failure("GEOSGeom_createCollection_r") }
    self.init(owning: collection, in: context)
  }

  private static func polygon(
    _ polygon: Polygon,
    in context: GEOSContext
  ) throws(FenceError) -> OpaquePointer {
    let exterior = try ring(polygon.exterior, in: context)
    var holes: [OpaquePointer?] = []
    do {
      for hole in polygon.holes { holes.append(try ring(hole, in: context)) }
    } catch {
      GEOSGeom_destroy_r(context.handle, exterior)
      for hole in holes { GEOSGeom_destroy_r(context.handle, hole) }
      throw error
    }
    // GEOSGeom_createPolygon_r: takes the shell and the holes over, also when it fails.
    guard
      let result = GEOSGeom_createPolygon_r(
        context.handle,
        exterior,
        &holes,
        UInt32(clamping: holes.count)
      )
    else { throw context.failure("GEOSGeom_createPolygon_r") }
    return result
  }

  private static func ring(
    _ coordinates: [Coordinate],
    in context: GEOSContext
  ) throws(FenceError) -> OpaquePointer {
    var buffer: [Double] = []
    buffer.reserveCapacity(2 * coordinates.count)
    for coordinate in coordinates {
      buffer.append(coordinate.longitude)
      buffer.append(coordinate.latitude)
    }
    // GEOSCoordSeq_copyFromBuffer_r: reads 2 * size doubles, x before y; the caller owns the copy.
    guard
      let sequence = GEOSCoordSeq_copyFromBuffer_r(
        context.handle,
        buffer,
        UInt32(clamping: coordinates.count),
        0,
        0
      )
    else { throw context.failure("GEOSCoordSeq_copyFromBuffer_r") }
    // GEOSGeom_createLinearRing_r: takes the sequence over, also when it fails.
    guard let ring = GEOSGeom_createLinearRing_r(context.handle, sequence) else {
      throw context.failure("GEOSGeom_createLinearRing_r")
    }
    return ring
  }

  /// Why a geometry is not valid in the sense of OGC.
  struct Invalidity {
    /// GEOS's words, such as "Self-intersection".
    var reason: String
    /// Where; nil when GEOS names no place.
    var location: Position?
  }

  /// The first thing that makes the geometry invalid; nil for a valid one.
  func invalidity() throws(FenceError) -> Invalidity? {
    var reason: UnsafeMutablePointer<CChar>?
    var location: OpaquePointer?
    // GEOSisValidDetail_r: 1 valid, 0 invalid, 2 exception. The caller frees the reason with
    // GEOSFree_r and destroys the location; both stay NULL for a valid geometry.
    let answer = GEOSisValidDetail_r(context.handle, pointer, 0, &reason, &location)
    defer {
      if let reason { GEOSFree_r(context.handle, reason) }
      if let location { GEOSGeom_destroy_r(context.handle, location) }
    }
    switch answer {
    case 1: return nil
    case 0:
      var x = 0.0
      var y = 0.0
      var place: Position?
      if let location, GEOSGeomGetX_r(context.handle, location, &x) == 1,
        GEOSGeomGetY_r(context.handle, location, &y) == 1
      {
        place = Position(x: x, y: y)
      }
      return Invalidity(reason: reason.map { String(cString: $0) } ?? "Invalid", location: place)
    default: throw context.failure("GEOSisValidDetail_r")
    }
  }

  /// The geometry made valid by GEOS's default method, which builds areas from the line work.
  func madeValid() throws(FenceError) -> GEOSShape {
    // GEOSMakeValid_r: the caller owns the result; NULL on an exception.
    guard let result = GEOSMakeValid_r(context.handle, pointer) else {
      throw context.failure("GEOSMakeValid_r")
    }
    return GEOSShape(owning: result, in: context)
  }

  /// Everything that any part covers.
  func united() throws(FenceError) -> GEOSShape {
    // GEOSUnaryUnion_r: the caller owns the result; NULL on an exception.
    guard let result = GEOSUnaryUnion_r(context.handle, pointer) else {
      throw context.failure("GEOSUnaryUnion_r")
    }
    return GEOSShape(owning: result, in: context)
  }

  /// The polygons in the geometry, at any depth, and whether it also has points or lines.
  func polygonalPart() throws(FenceError) -> (area: MultiPolygon, hasOther: Bool) {
    var polygons: [Polygon] = []
    var hasOther = false
    try Self.collect(pointer, in: context, into: &polygons, hasOther: &hasOther)
    return (MultiPolygon(polygons), hasOther)
  }

  private static func collect(
    _ geometry: OpaquePointer,
    in context: GEOSContext,
    into polygons: inout [Polygon],
    hasOther: inout Bool
  ) throws(FenceError) {
    // GEOSGeomTypeId_r: -1 on an exception.
    let type = GEOSGeomTypeId_r(context.handle, geometry)
    guard type >= 0 else { throw context.failure("GEOSGeomTypeId_r") }
    switch UInt32(type) {
    case GEOS_POLYGON.rawValue:
      if let polygon = try polygon(geometry, in: context) { polygons.append(polygon) }
    case GEOS_MULTIPOLYGON.rawValue, GEOS_GEOMETRYCOLLECTION.rawValue:
      // GEOSGetNumGeometries_r: -1 on an exception.
      let count = GEOSGetNumGeometries_r(context.handle, geometry)
      guard count >= 0 else { throw context.failure("GEOSGetNumGeometries_r") }
      for number in 0..<count {
        // GEOSGetGeometryN_r: the member stays owned by the collection.
        guard let member = GEOSGetGeometryN_r(context.handle, geometry, number) else {
          throw context.failure("GEOSGetGeometryN_r")
        }
        try collect(member, in: context, into: &polygons, hasOther: &hasOther)
      }
    default: hasOther = true
    }
  }

  private static func polygon(
    _ geometry: OpaquePointer,
    in context: GEOSContext
  ) throws(FenceError) -> Polygon? {
    // GEOSGetExteriorRing_r and GEOSGetInteriorRingN_r: the rings stay owned by the polygon.
    guard let shell = GEOSGetExteriorRing_r(context.handle, geometry) else {
      throw context.failure("GEOSGetExteriorRing_r")
    }
    let exterior = try coordinates(shell, in: context)
    guard !exterior.isEmpty else { return nil }
    var holes: [[Coordinate]] = []
    // GEOSGetNumInteriorRings_r: -1 on an exception.
    let holeCount = GEOSGetNumInteriorRings_r(context.handle, geometry)
    guard holeCount >= 0 else { throw context.failure("GEOSGetNumInteriorRings_r") }
    for number in 0..<holeCount {
      guard let hole = GEOSGetInteriorRingN_r(context.handle, geometry, number) else {
        throw context.failure("GEOSGetInteriorRingN_r")
      }
      holes.append(try coordinates(hole, in: context))
    }
    do {
      return try Polygon(exterior: exterior, holes: holes)
    } catch {
      throw .geos(function: "GEOSGetExteriorRing_r", message: error.description)
    }
  }

  private static func coordinates(
    _ ring: OpaquePointer,
    in context: GEOSContext
  ) throws(FenceError) -> [Coordinate] {
    var size: UInt32 = 0
    // GEOSGeom_getCoordSeq_r: the sequence stays owned by the ring.
    guard let sequence = GEOSGeom_getCoordSeq_r(context.handle, ring),
      GEOSCoordSeq_getSize_r(context.handle, sequence, &size) == 1
    else { throw context.failure("GEOSGeom_getCoordSeq_r") }
    var buffer = [Double](repeating: 0, count: 2 * Int(size))
    // GEOSCoordSeq_copyToBuffer_r: writes 2 * size doubles, x before y; 0 on an exception.
    guard GEOSCoordSeq_copyToBuffer_r(context.handle, sequence, &buffer, 0, 0) == 1 else {
      throw context.failure("GEOSCoordSeq_copyToBuffer_r")
    }
    return (0..<Int(size)).map {
      Coordinate(uncheckedLongitude: buffer[2 * $0], latitude: buffer[2 * $0 + 1])
    }
  }
}
