/// Lines with fewer corners.
enum LineSimplifier {
  /// Keeps the corners without which the line would move by more than a tolerance, and of what
  /// remains no more than a number, by doubling the tolerance.
  ///
  /// Source: D. Douglas, T. Peucker, "Algorithms for the reduction of the number of points required to
  /// represent a digitized line", Cartographica 10 (1973), https://doi.org/10.3138/FM57-6770-U75U-7727
  ///
  /// - Complexity: O(*n* log *n*) for most lines.
  static func simplify(
    _ points: [(x: Double, y: Double)],
    tolerance: Double,
    limit: Int
  ) -> [(x: Double, y: Double)] {
    guard points.count > 2, limit >= 2 else { return points }
    var tolerance = tolerance
    for _ in 0..<60 {
      let kept = keep(points, tolerance)
      if kept.count <= limit { return kept }
      tolerance *= 2
    }
    return [points[0], points[points.count - 1]]
  }

  private static func keep(
    _ points: [(x: Double, y: Double)],
    _ tolerance: Double
  ) -> [(x: Double, y: Double)] {
    var isKept = [Bool](repeating: false, count: points.count)
    isKept[0] = true
    isKept[points.count - 1] = true
    var open = [(0, points.count - 1)]
    while let (first, last) = open.popLast() {
      var farthest = (position: first, distance: tolerance * tolerance)
      for position in first + 1..<max(first + 1, last) {
        let distance = squaredDistance(points[position], points[first], points[last])
        if distance > farthest.distance { farthest = (position, distance) }
      }
      guard farthest.position != first else { continue }
      isKept[farthest.position] = true
      open.append((first, farthest.position))
      open.append((farthest.position, last))
    }
    return zip(points, isKept).filter { $0.1 }.map { $0.0 }
  }

  /// The square of the distance from a point to a segment.
  private static func squaredDistance(
    _ point: (x: Double, y: Double),
    _ start: (x: Double, y: Double),
    _ end: (x: Double, y: Double)
  ) -> Double {
    let across = end.x - start.x
    let down = end.y - start.y
    let square = across * across + down * down
    let along =
      square == 0
      ? 0 : max(0, min(1, ((point.x - start.x) * across + (point.y - start.y) * down) / square))
    let x = start.x + along * across - point.x
    let y = start.y + along * down - point.y
    return x * x + y * y
  }
}
