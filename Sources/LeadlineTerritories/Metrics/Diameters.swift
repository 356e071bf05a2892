/// The distance between the two customers farthest apart in each territory.
struct Diameters {
  /// Metres in the plane; 0 for territories with fewer than two customers.
  let metres: [Double]

  /// Measures all territories: the farthest pair is on the convex hull.
  ///
  /// - Complexity: O(n log n + h²), h the customers on a territory's hull.
  init(x: [Double], y: [Double], labels: [Int32], territories: Int) {
    var members = [[Int32]](repeating: [], count: territories)
    for (customer, label) in labels.enumerated() where label >= 0 {
      members[Int(label)].append(Int32(customer))
    }
    metres = members.map { customers in
      let hull = Self.hull(customers.map { SIMD2(x[Int($0)], y[Int($0)]) })
      var longest = 0.0
      for (position, corner) in hull.enumerated() {
        for other in hull[position...] {
          let way = corner - other
          longest = max(longest, (way * way).sum())
        }
      }
      return longest.squareRoot()
    }
  }

  /// The corners of the convex hull, counter-clockwise.
  ///
  /// Source: the monotone chain of A. M. Andrew, https://doi.org/10.1016/0020-0190(79)90072-3
  static func hull(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let sorted = points.sorted { $0.x != $1.x ? $0.x < $1.x : $0.y < $1.y }
    guard sorted.count > 2 else { return sorted }
    return chain(sorted).dropLast() + chain(sorted.reversed()).dropLast()
  }

  private static func chain(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var chain: [SIMD2<Double>] = []
    for point in points {
      while chain.count > 1 {
        let edge = chain[chain.count - 1] - chain[chain.count - 2]
        let way = point - chain[chain.count - 2]
        guard edge.x * way.y - edge.y * way.x <= 0 else { break }
        chain.removeLast()
      }
      chain.append(point)
    }
    return chain
  }
}
