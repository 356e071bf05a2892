import LeadlineGeometry

/// The order of places along a Hilbert curve over the six faces of a cube around the earth.
///
/// Places that are near in this order are near on the ground, so runs of them make small boxes. A
/// face of the cube has neither antimeridian nor pole.
enum HilbertOrder {
  /// Bits of the curve along each side of a face: cells of 7 to 20 m.
  private static let bitsPerSide = 20
  private static let digitBits = 11
  /// Four digits hold the two sides and the number of the face, 3 bits.
  private static let digits = 4

  /// A place's key; places in one cell of the curve share it.
  static func key(_ place: ECEF) -> UInt64 {
    let ax = abs(place.x)
    let ay = abs(place.y)
    let az = abs(place.z)
    let face: UInt64
    let major: Double
    let first: Double
    let second: Double
    if ax >= ay && ax >= az {
      (major, first, second) = (place.x, place.y, place.z)
      face = major < 0 ? 1 : 0
    } else if ay >= az {
      (major, first, second) = (place.y, place.z, place.x)
      face = major < 0 ? 3 : 2
    } else {
      (major, first, second) = (place.z, place.x, place.y)
      face = major < 0 ? 5 : 4
    }
    let inverse = 1 / major
    let curve = curveKey(cell(first * inverse), cell(second * inverse))
    return face << UInt64(2 * bitsPerSide) | curve
  }

  /// The cell of a gnomonic coordinate in -1…1.
  private static func cell(_ side: Double) -> UInt64 {
    let cells = Double(1 << bitsPerSide)
    return UInt64(min(max((side + 1) * (cells / 2), 0), cells - 1))
  }

  /// The distance along the curve of a cell.
  ///
  /// Each quadrant holds the curve mirrored (both sides inverted), transposed, both or as it is. The
  /// two marks are carried down the bits without branches.
  private static func curveKey(_ x: UInt64, _ y: UInt64) -> UInt64 {
    var inverted: UInt64 = 0
    var transposed: UInt64 = 0
    var key: UInt64 = 0
    var bit = UInt64(bitsPerSide)
    while bit > 0 {
      bit &-= 1
      let a = ((x &>> bit) & 1) ^ inverted
      let b = ((y &>> bit) & 1) ^ inverted
      let exchange = (a ^ b) & transposed
      let right = a ^ exchange
      let upper = b ^ exchange
      key = key &<< 2 | right &<< 1 | (right ^ upper)
      inverted ^= right & (upper ^ 1)
      transposed ^= upper ^ 1
    }
    return key
  }

  private struct Entry {
    var key: UInt64
    var position: UInt32
  }

  /// The positions of places, sorted along the curve; places with one key keep their order.
  ///
  /// - Complexity: O(*n*), a radix sort of four passes.
  static func positions(_ places: [ECEF]) -> [UInt32] {
    var entries: [Entry] = []
    entries.reserveCapacity(places.count)
    for (position, place) in places.enumerated() {
      entries.append(Entry(key: key(place), position: UInt32(truncatingIfNeeded: position)))
    }
    var sorted = entries
    for digit in 0..<digits {
      if scatter(entries, into: &sorted, shift: UInt64(digit * digitBits)) {
        swap(&entries, &sorted)
      }
    }
    return entries.map(\.position)
  }

  /// One stable pass over a digit; false when all entries share it and nothing was moved.
  private static func scatter(
    _ entries: [Entry],
    into sorted: inout [Entry],
    shift: UInt64
  ) -> Bool {
    let mask = UInt64(1 << digitBits) - 1
    var starts = [Int](repeating: 0, count: 1 << digitBits)
    for entry in entries { starts[Int(entry.key >> shift & mask)] += 1 }
    if starts.contains(entries.count) { return false }
    var sum = 0
    for digit in starts.indices {
      let count = starts[digit]
      starts[digit] = sum
      sum += count
    }
    for entry in entries {
      let digit = Int(entry.key >> shift & mask)
      sorted[starts[digit]] = entry
      starts[digit] += 1
    }
    return true
  }
}
