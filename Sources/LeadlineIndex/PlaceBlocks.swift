import LeadlineGeometry

/// Places that are looked at one by one, in blocks like the leaves of a tree.
struct PlaceBlocks: Sendable {
  private(set) var coordinates: [Coordinate] = []
  private var columns: [SIMD16<Double>] = []

  /// The number of places.
  var count: Int { coordinates.count }

  /// Adds a place behind the others.
  ///
  /// - Complexity: O(1) amortized.
  mutating func append(_ coordinate: Coordinate) {
    let lane = count % PackedTree.width
    if lane == 0 {
      columns.append(contentsOf: repeatElement(SIMD16(repeating: .infinity), count: 3))
    }
    let place = ECEF(coordinate)
    columns[columns.count - 3][lane] = place.x
    columns[columns.count - 2][lane] = place.y
    columns[columns.count - 1][lane] = place.z
    coordinates.append(coordinate)
  }

  /// Hands out the blocks, which are like leaves, with their numbers.
  @inline(__always)
  func visit(_ take: (Int, UnsafePointer<Double>) -> Void) {
    columns.withUnsafeBufferPointer { columns in
      guard let start = UnsafeRawPointer(columns.baseAddress) else { return }
      let blocks = start.assumingMemoryBound(to: Double.self)
      for block in 0..<columns.count / 3 {
        take(block, blocks + block &* PackedTree.leafStride)
      }
    }
  }
}
