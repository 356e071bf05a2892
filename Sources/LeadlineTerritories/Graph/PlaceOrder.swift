/// Points in an order in which neighbours in the list are mostly neighbours in the plane.
enum PlaceOrder {
  /// The order along a Hilbert curve; the same for the same places in any order.
  ///
  /// Points that fall into one cell of the curve get a curve of their own over their box, so that a
  /// town of thousands far from everything else is ordered as well as the rest. Points at one place
  /// follow each other, the earlier one in the columns first.
  ///
  /// - Parameters:
  ///   - x: Finite coordinates, in any unit.
  ///   - y: As many.
  /// - Returns: The positions of the points.
  /// - Complexity: O(n log n).
  static func along(x: [Double], y: [Double]) -> [Int32] {
    var order = (0..<Int32(x.count)).map(\.self)
    var pending = [0..<order.count]
    var keyed: [UInt64] = []
    while let range = pending.popLast() {
      guard range.count > leastForCurve else {
        order[range].sort { precedes($0, $1, x, y) }
        continue
      }
      guard let curve = Curve(order[range], x, y) else {
        // All at one place.
        order[range].sort()
        continue
      }
      keyed.removeAll(keepingCapacity: true)
      for point in order[range] {
        let cell = curve.position(x[Int(point)], y[Int(point)])
        keyed.append(UInt64(cell) << 32 | UInt64(UInt32(bitPattern: point)))
      }
      keyed.sort()
      var start = 0
      for place in 1...keyed.count
      where place == keyed.count || keyed[place] >> 32 != keyed[start] >> 32 {
        for shared in start..<place {
          order[range.lowerBound + shared] = Int32(truncatingIfNeeded: keyed[shared])
        }
        if place - start > 1 {
          pending.append(range.lowerBound + start..<range.lowerBound + place)
        }
        start = place
      }
    }
    return order
  }

  /// Ranges up to this size are sorted by coordinates.
  private static let leastForCurve = 32

  private static func precedes(_ a: Int32, _ b: Int32, _ x: [Double], _ y: [Double]) -> Bool {
    let (i, j) = (Int(a), Int(b))
    if x[i] != x[j] { return x[i] < x[j] }
    return y[i] != y[j] ? y[i] < y[j] : i < j
  }

  /// A Hilbert curve of 65,536 x 65,536 cells over the box of some points.
  private struct Curve {
    private let west: Double
    private let south: Double
    private let scale: Double

    /// Fails when the points are all at one place.
    init?(_ points: ArraySlice<Int32>, _ x: [Double], _ y: [Double]) {
      var low = SIMD2(Double.infinity, .infinity)
      var high = -low
      for point in points {
        let place = SIMD2(x[Int(point)], y[Int(point)])
        low = pointwiseMin(low, place)
        high = pointwiseMax(high, place)
      }
      guard low != high else { return nil }
      (west, south) = (low.x, low.y)
      scale = 65_535 / (high - low).max()
    }

    /// The cell's position along the curve.
    func position(_ x: Double, _ y: Double) -> UInt32 {
      // Extents near the least double make the scale infinite: clamp before converting.
      var column = UInt32(min(65_535, max(0, (x - west) * scale)))
      var row = UInt32(min(65_535, max(0, (y - south) * scale)))
      var position: UInt32 = 0
      var half: UInt32 = 1 << 15
      while half > 0 {
        let right: UInt32 = column & half != 0 ? 1 : 0
        let upper: UInt32 = row & half != 0 ? 1 : 0
        position = position << 2 | (3 * right) ^ upper
        if upper == 0 {
          if right == 1 {
            column = ~column
            row = ~row
          }
          swap(&column, &row)
        }
        half >>= 1
      }
      return position
    }
  }
}
