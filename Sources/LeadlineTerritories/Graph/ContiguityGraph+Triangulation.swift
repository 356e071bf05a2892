extension ContiguityGraph {
  /// Neighbours by Delaunay triangulation, without the long edges along its hull.
  ///
  /// The hull joins customers that have only empty land between them. So from the hull inwards an
  /// edge of the rim is dropped when its triangle's third corner sees it at 120 degrees or more:
  /// the way round by that corner is at most 1.155 times as long. Its triangle is dropped with it,
  /// which leaves two edges that are rim now. The graph stays connected: no such edge belongs to a
  /// shortest tree. Points that repeat another one are its neighbours only.
  ///
  /// - Parameters:
  ///   - triangulation: Made of the same columns.
  ///   - x: The customers' coordinates.
  ///   - y: As many.
  ///   - isTrimmed: Whether edges of the rim are dropped.
  /// - Complexity: O(n).
  package init(_ triangulation: Triangulation, x: [Double], y: [Double], isTrimmed: Bool = true) {
    let starts = triangulation.starts
    let twins = triangulation.twins
    var isDropped = [Bool](repeating: false, count: starts.count)
    if isTrimmed {
      var rim = starts.indices.filter { twins[$0] < 0 }
      while let edge = rim.popLast() {
        let (second, third) = (Triangulation.next(edge), Triangulation.previous(edge))
        let (a, b, c) = (Int(starts[edge]), Int(starts[second]), Int(starts[third]))
        guard Self.isWide(x[a] - x[c], y[a] - y[c], x[b] - x[c], y[b] - y[c]) else { continue }
        isDropped[edge] = true
        for inner in [second, third] where twins[inner] >= 0 { rim.append(Int(twins[inner])) }
      }
    }
    // A dropped edge is the longest of its triangle; the other two were handed to the triangles
    // behind them, which may drop them in turn. An edge is gone when either side dropped it.
    var pairs: [(Int32, Int32)] = []
    pairs.reserveCapacity(starts.count / 2 + triangulation.hull.count)
    for edge in starts.indices {
      let back = Int(twins[edge])
      guard back < edge, !isDropped[edge], back < 0 || !isDropped[back] else { continue }
      pairs.append((starts[edge], starts[Triangulation.next(edge)]))
    }
    if starts.isEmpty {
      pairs.append(contentsOf: zip(triangulation.hull, triangulation.hull.dropFirst()))
    }
    for (point, corner) in triangulation.corners.enumerated() where Int(corner) != point {
      pairs.append((Int32(point), corner))
    }
    self.init(count: triangulation.corners.count, pairs: pairs)
  }

  /// Whether two directions are 120 degrees or more apart.
  private static func isWide(_ ax: Double, _ ay: Double, _ bx: Double, _ by: Double) -> Bool {
    let product = ax * bx + ay * by
    return product < 0
      && product * product >= 0.25 * (ax * ax + ay * ay) * (bx * bx + by * by)
  }

  /// Makes a graph of pairs of neighbours, each given once or several times, in either direction.
  ///
  /// - Complexity: O(count + pairs), and the sorting of each customer's neighbours.
  package init(count: Int, pairs: [(Int32, Int32)]) {
    var ends = [Int32](repeating: 0, count: count + 1)
    for (a, b) in pairs {
      ends[Int(a) + 1] += 1
      ends[Int(b) + 1] += 1
    }
    for customer in 0..<count { ends[customer + 1] += ends[customer] }
    var filled = ends
    var listed = [Int32](repeating: 0, count: 2 * pairs.count)
    for (a, b) in pairs {
      listed[Int(filled[Int(a)])] = b
      filled[Int(a)] += 1
      listed[Int(filled[Int(b)])] = a
      filled[Int(b)] += 1
    }
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(count + 1)
    var kept = 0
    for customer in 0..<count {
      let range = Int(ends[customer])..<Int(ends[customer + 1])
      Self.sortShort(&listed, range)
      let first = kept
      for place in range where kept == first || listed[kept - 1] != listed[place] {
        listed[kept] = listed[place]
        kept += 1
      }
      offsets.append(Int32(kept))
    }
    listed.removeLast(listed.count - kept)
    self.init(offsets: offsets, neighbours: listed)
  }

  /// Sorts a range; most have about six elements.
  private static func sortShort(_ list: inout [Int32], _ range: Range<Int>) {
    guard range.count <= 16 else {
      list[range].sort()
      return
    }
    for place in range.dropFirst() {
      let value = list[place]
      var hole = place
      while hole > range.lowerBound, list[hole - 1] > value {
        list[hole] = list[hole - 1]
        hole -= 1
      }
      list[hole] = value
    }
  }
}
