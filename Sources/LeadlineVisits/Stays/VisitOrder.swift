/// The shortest way through the stops of a day.
enum VisitOrder {
  /// Up to so many stops between the first and the last, the best order is exact; beyond, it is the
  /// best that exchanging stretches of the way finds (2-opt), from the order that was gone and from
  /// that of nearest neighbours.
  static let exactStops = 10

  /// The length of the shortest way from the first place to the last through all others, metres.
  ///
  /// - Parameter places: Metres east and north of somewhere.
  /// - Returns: Metres along straight lines; never more than the way in the given order.
  ///
  /// - Complexity: O(2ᵏ *k*²) for *k* ≤ ``exactStops`` places between the ends, O(*k*³) beyond.
  static func shortestMetres(_ places: [(x: Double, y: Double)]) -> Double {
    guard places.count > 3 else { return length(Array(places.indices), places) }
    if places.count - 2 <= exactStops { return exact(places) }
    return min(
      improved(Array(places.indices), places),
      improved(nearestNeighbours(places), places)
    )
  }

  /// The length of the way through places in an order.
  static func length(_ order: [Int], _ places: [(x: Double, y: Double)]) -> Double {
    zip(order, order.dropFirst()).reduce(0) { $0 + distance($1.0, $1.1, places) }
  }

  private static func distance(_ a: Int, _ b: Int, _ places: [(x: Double, y: Double)]) -> Double {
    let dx = places[a].x - places[b].x
    let dy = places[a].y - places[b].y
    return (dx * dx + dy * dy).squareRoot()
  }

  /// The shortest way by dynamic programming over sets of stops.
  ///
  /// Source: M. Held, R. M. Karp, "A dynamic programming approach to sequencing problems",
  /// https://doi.org/10.1137/0110015
  private static func exact(_ places: [(x: Double, y: Double)]) -> Double {
    let stops = places.count - 2
    let sets = 1 << stops
    // The shortest way from the start through the stops of a set that ends at one of them.
    var best = [Double](repeating: .infinity, count: sets * stops)
    for stop in 0..<stops { best[(1 << stop) * stops + stop] = distance(0, stop + 1, places) }
    for set in 1..<sets {
      for last in 0..<stops where best[set * stops + last] < .infinity {
        for next in 0..<stops where set & (1 << next) == 0 {
          let target = (set | 1 << next) * stops + next
          let metres = best[set * stops + last] + distance(last + 1, next + 1, places)
          best[target] = min(best[target], metres)
        }
      }
    }
    return (0..<stops).reduce(.infinity) {
      min($0, best[(sets - 1) * stops + $1] + distance($1 + 1, places.count - 1, places))
    }
  }

  private static func nearestNeighbours(_ places: [(x: Double, y: Double)]) -> [Int] {
    var rest = Array(1..<places.count - 1)
    var order = [0]
    while !rest.isEmpty {
      var nearest = 0
      for position in rest.indices
      where distance(order[order.count - 1], rest[position], places)
        < distance(order[order.count - 1], rest[nearest], places)
      {
        nearest = position
      }
      order.append(rest.remove(at: nearest))
    }
    return order + [places.count - 1]
  }

  private static func improved(_ start: [Int], _ places: [(x: Double, y: Double)]) -> Double {
    var order = start
    var isBetter = true
    // Each round takes a way that is shorter; the bound is for ways that rounding could not order.
    var rounds = 0
    while isBetter && rounds < 50 {
      isBetter = false
      rounds += 1
      for first in 1..<order.count - 2 {
        for last in first + 1..<order.count - 1 {
          let before =
            distance(order[first - 1], order[first], places)
            + distance(order[last], order[last + 1], places)
          let after =
            distance(order[first - 1], order[last], places)
            + distance(order[first], order[last + 1], places)
          if after < before - 1e-9 {
            order[first...last].reverse()
            isBetter = true
          }
        }
      }
    }
    return length(order, places)
  }
}
