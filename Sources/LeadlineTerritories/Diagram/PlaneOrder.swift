import LeadlineGeometry

/// The order of places along a Hilbert curve over the plane.
///
/// Places that are near in this order are near on the ground, so runs of them make small boxes. The
/// order depends on the places and their amounts alone, not on how they were listed.
enum PlaneOrder {
  /// Bits of the curve along each side: a square of 300 km has cells of 4.5 mm.
  private static let bitsPerSide = 26
  /// Bits of a key that are sorted by digits; places that share these are sorted by comparing.
  private static let digitBits = 11

  /// The positions of places in the order of the curve.
  ///
  /// Places in one cell of the curve come by x, y, amount and, if these are the same, by position.
  ///
  /// - Parameters:
  ///   - x: Finite.
  ///   - y: Finite, as many as `x`, at most 2³¹ - 1.
  ///   - amounts: Finite, as many as `x`.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Returns: Each position once.
  /// - Complexity: O(*n*), and O(*n* log *n*) where many places lie in few metres.
  static func positions(
    x: [Double],
    y: [Double],
    amounts: [Double],
    threads: Int?
  ) -> [Int32] {
    guard let leastX = x.min(), let leastY = y.min(), let mostX = x.max(), let mostY = y.max()
    else { return [] }
    let side = max(mostX - leastX, mostY - leastY)
    let cells = Double(1 << bitsPerSide - 1)
    let scale = side > 0 && side.isFinite ? cells / side : 0
    let key: @Sendable (Int) -> UInt64 = { place in
      curve(
        UInt64(min(cells, (x[place] - leastX) * scale)),
        UInt64(min(cells, (y[place] - leastY) * scale))
      )
    }
    let low = UInt64(2 * bitsPerSide - 32)
    let size = 1 << 14
    let parts = Workers.map((x.count + size - 1) / size, threads: threads) { part in
      (part * size..<min(x.count, (part + 1) * size)).map { place in
        (key(place) >> low) << 32 | UInt64(place)
      }
    }
    var records = sorted(parts.flatMap { $0 })
    var start = 0
    while start < records.count {
      var end = start + 1
      while end < records.count && records[end] >> 32 == records[start] >> 32 { end += 1 }
      if end - start > 1 {
        records[start..<end].sort { one, other in
          let (a, b) = (Int(one & 0xffff_ffff), Int(other & 0xffff_ffff))
          return (key(a), x[a], y[a], amounts[a], a) < (key(b), x[b], y[b], amounts[b], b)
        }
      }
      start = end
    }
    return records.map { Int32($0 & 0xffff_ffff) }
  }

  /// The place of a cell along the curve.
  @inline(__always)
  private static func curve(_ column: UInt64, _ row: UInt64) -> UInt64 {
    var (u, v, key) = (column, row, UInt64(0))
    for bit in stride(from: UInt64(bitsPerSide - 1), through: 0, by: -1) {
      let right = (u >> bit) & 1
      let upper = (v >> bit) & 1
      key = key << 2 | (3 * right) ^ upper
      if upper == 0 {
        if right == 1 { (u, v) = (~u, ~v) }
        (u, v) = (v, u)
      }
    }
    return key
  }

  /// Sorts records by their upper 32 bits, least digit first.
  private static func sorted(_ unsorted: [UInt64]) -> [UInt64] {
    guard unsorted.count > 4_096 else { return unsorted.sorted() }
    var records = unsorted
    var other = unsorted
    for shift in stride(from: 32, to: 64, by: digitBits) {
      var starts = [Int](repeating: 0, count: 1 << digitBits)
      let mask = UInt64(1 << digitBits - 1)
      for record in records { starts[Int(record >> UInt64(shift) & mask)] += 1 }
      var sum = 0
      for digit in starts.indices { (starts[digit], sum) = (sum, sum + starts[digit]) }
      for record in records {
        let digit = Int(record >> UInt64(shift) & mask)
        other[starts[digit]] = record
        starts[digit] += 1
      }
      swap(&records, &other)
    }
    return records
  }
}
