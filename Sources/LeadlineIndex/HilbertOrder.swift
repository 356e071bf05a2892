import LeadlineGeometry
import Synchronization

/// The order of places along a Hilbert curve over the six faces of a cube around the earth.
///
/// Places that are near in this order are near on the ground, so runs of them make small boxes. A
/// face of the cube has neither antimeridian nor pole.
enum HilbertOrder {
  /// Bits of the curve along each side of a face: cells of 7 to 20 m.
  private static let bitsPerSide = 20
  /// Bits of a whole key: those of both sides and the number of the face.
  static let keyBits = 2 * bitsPerSide + 3
  /// Bits of each side that one look-up in the table takes.
  private static let bitsPerStep = 4

  /// For each of the four ways a square of 16 by 16 cells may be traversed, and each of its cells, the
  /// cell's place along the curve, and above these eight bits the way the cell itself is traversed.
  ///
  /// Each quadrant holds the curve mirrored (both sides inverted, bit 0 of the way), transposed (bit
  /// 1), both or as it is.
  private static let steps: [UInt16] = (0..<1 << 10).map { entry in
    var inverted = entry >> 8 & 1
    var transposed = entry >> 9
    var key = 0
    for bit in stride(from: bitsPerStep - 1, through: 0, by: -1) {
      let a = (entry >> (bit + bitsPerStep) & 1) ^ inverted
      let b = (entry >> bit & 1) ^ inverted
      let exchange = (a ^ b) & transposed
      let right = a ^ exchange
      let upper = b ^ exchange
      key = key << 2 | right << 1 | (right ^ upper)
      inverted ^= right & (upper ^ 1)
      transposed ^= upper ^ 1
    }
    return UInt16(key | inverted << 8 | transposed << 9)
  }

  /// A place's key; places in one cell of the curve share it.
  @inline(__always)
  private static func key(
    _ x: Double,
    _ y: Double,
    _ z: Double,
    _ steps: UnsafeBufferPointer<UInt16>
  ) -> UInt64 {
    let (ax, ay, az) = (abs(x), abs(y), abs(z))
    let isX = ax >= ay && ax >= az
    let isY = !isX && ay >= az
    let major = isX ? x : isY ? y : z
    let inverse = 1 / major
    let first = cell((isX ? y : isY ? z : x) * inverse)
    let second = cell((isX ? z : isY ? x : y) * inverse)
    var face: UInt64 = isX ? 0 : isY ? 2 : 4
    face |= major < 0 ? 1 : 0
    var key = face
    var way: UInt64 = 0
    var bit = UInt64(bitsPerSide)
    while bit > 0 {
      bit &-= UInt64(bitsPerStep)
      let entry = way &<< 8 | ((first &>> bit) & 15) &<< 4 | (second &>> bit) & 15
      let step = UInt64(steps[Int(truncatingIfNeeded: entry)])
      key = key &<< 8 | step & 255
      way = step &>> 8
    }
    return key
  }

  /// The cell of a gnomonic coordinate in -1…1.
  @inline(__always)
  private static func cell(_ side: Double) -> UInt64 {
    let cells = Double(1 << bitsPerSide)
    let scaled = (side + 1) * (cells / 2)
    let clamped = scaled < cells - 1 ? scaled : cells - 1
    // Adding 2⁵² leaves the nearest whole number in the low bits, sooner than a conversion does.
    return ((clamped > 0 ? clamped : 0) + 0x1p52).bitPattern & (1 << UInt64(bitsPerSide + 1) - 1)
  }

  /// A range of coordinates sorted along the curve, without the coordinates.
  ///
  /// Each record holds the upper bits of a key and, below them, a position, so records sort in the
  /// order of the keys and, within a cell, of the input.
  ///
  /// - Parameters:
  ///   - coordinates: The places, at most 2³² - 1.
  ///   - keyBits: How many bits of the key to sort by at most, at most ``keyBits``.
  ///   - threads: The number of threads; nil for one per processor.
  /// - Returns: One record per place; its lowest `positionBits` are the position.
  ///
  /// - Complexity: O(*n*), a radix sort of at most four passes.
  static func sorted(
    _ coordinates: CoordinateSource,
    keyBits: Int,
    threads: Int?
  ) -> (records: [UInt64], positionBits: Int) {
    let count = coordinates.count
    let positionBits = max(1, Int.bitWidth - max(0, count - 1).leadingZeroBitCount)
    let usedBits = min(keyBits, 64 - positionBits)
    let dropped = UInt64(Self.keyBits - usedBits)
    let records = [UInt64](unsafeUninitializedCapacity: count) { records, written in
      // Workers write the records of disjoint ranges, and `split` waits for them.
      nonisolated(unsafe) let records = records
      steps.withUnsafeBufferPointer { steps in
        nonisolated(unsafe) let steps = steps
        Workers.split(count, size: 16 * PlaceColumns.capacity, threads: threads) { next in
          PlaceColumns.with { columns in
            while let range = next() {
              for start in stride(
                from: range.lowerBound,
                to: range.upperBound,
                by: PlaceColumns.capacity
              ) {
                let block = start..<min(start + PlaceColumns.capacity, range.upperBound)
                coordinates.load(block, into: columns)
                columns.project(block.count)
                for lane in 0..<block.count {
                  let key = key(columns.x[lane], columns.y[lane], columns.z[lane], steps)
                  records[start &+ lane] =
                    (key &>> dropped) &<< UInt64(positionBits)
                    | UInt64(truncatingIfNeeded: start &+ lane)
                }
              }
            }
          }
        }
      }
      written = count
    }
    return (
      RadixSort.sorted(records, fromBit: positionBits, bits: usedBits, threads: threads),
      positionBits
    )
  }
}
