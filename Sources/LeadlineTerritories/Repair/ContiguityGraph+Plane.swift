extension ContiguityGraph {
  /// Neighbours by Delaunay triangulation of places in a plane.
  ///
  /// - Parameters:
  ///   - x: Where the customers are, metres.
  ///   - y: Towards the north, as many.
  ///   - isTrimmed: Whether long edges along the hull, with only empty land between, are left out.
  /// - Complexity: O(*n* log *n*).
  public init(x: [Double], y: [Double], isTrimmed: Bool = true) {
    self.init(Triangulation(x: x, y: y), x: x, y: y, isTrimmed: isTrimmed)
  }
}
