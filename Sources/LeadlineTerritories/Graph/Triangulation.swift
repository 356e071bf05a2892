/// The Delaunay triangulation of points in a plane: which are neighbours, and what lies between.
///
/// Exact: no rounding, whatever the points. Where more than three lie on one circle, one of the
/// possible triangulations is taken, the same for the same places in any order. Points at one place
/// are one corner, that of the first of them. When all points lie on one line there is no triangle,
/// and ``hull`` has the points along it.
///
/// Half-edges come in threes, one triangle each, turning left: half-edge e belongs to triangle
/// e / 3 and runs from `starts[e]` to the start of the next in its triangle.
package struct Triangulation: Hashable, Sendable {
  /// The point where each half-edge begins.
  package let starts: [Int32]
  /// The half-edge that runs back; -1 on the hull.
  package let twins: [Int32]
  /// The points of the hull turning left, those on its edges included; or the points along a line.
  package let hull: [Int32]
  /// For each point the first one at its place: itself unless it repeats another.
  package let corners: [Int32]

  /// Triangulates points.
  ///
  /// - Parameters:
  ///   - x: Finite coordinates in any unit, with magnitudes below 1e60.
  ///   - y: As many.
  /// - Complexity: O(n log n) for points spread as customers are; one second for a million.
  package init(x: [Double], y: [Double]) {
    var corners = (0..<Int32(x.count)).map(\.self)
    var distinct: [Int32] = []
    distinct.reserveCapacity(x.count)
    for point in PlaceOrder.along(x: x, y: y) {
      if let last = distinct.last, x[Int(last)] == x[Int(point)], y[Int(last)] == y[Int(point)] {
        corners[Int(point)] = last
      } else {
        distinct.append(point)
      }
    }
    self.corners = corners
    var builder = DelaunayBuilder(
      x: distinct.map { x[Int($0)] },
      y: distinct.map { y[Int($0)] }
    )
    if builder.insertAll() {
      let made = builder.halfEdges()
      starts = made.starts.map { distinct[Int($0)] }
      twins = made.twins
      hull = made.hull.map { distinct[Int($0)] }
    } else {
      starts = []
      twins = []
      hull = distinct.sorted {
        let (i, j) = (Int($0), Int($1))
        return x[i] != x[j] ? x[i] < x[j] : y[i] < y[j]
      }
    }
  }

  /// The number of triangles.
  package var triangleCount: Int { starts.count / 3 }

  /// The next half-edge of the same triangle.
  @inline(__always)
  package static func next(_ edge: Int) -> Int { edge % 3 == 2 ? edge - 2 : edge + 1 }

  /// The half-edge before it in the same triangle.
  @inline(__always)
  package static func previous(_ edge: Int) -> Int { edge % 3 == 0 ? edge + 2 : edge - 1 }
}
