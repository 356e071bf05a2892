package import LeadlineGeometry

/// Joins areas into one.
package enum FenceUnion {
  /// What any of some valid areas covers; parts that overlap or share an edge become one.
  ///
  /// - Throws: ``FenceError/geos(function:message:)``.
  /// - Complexity: O(*n* log *n*) in the number of positions, by GEOS.
  package static func union(of areas: [MultiPolygon]) throws(FenceError) -> MultiPolygon {
    let all = MultiPolygon(areas.flatMap(\.polygons))
    let context = try GEOSContext()
    return try GEOSShape(all, in: context).united().polygonalPart().area
  }
}
