import LeadlineGeometry

/// Room for a block of pairs of places, to measure their arcs at once.
///
/// Rows are measured some queries later than they were put here: measured at once, the wide loads
/// would wait for the narrow stores before them.
struct ArcColumns: ~Copyable {
  /// The pairs in a block, a multiple of 8.
  private static let capacity = 128

  private let start: UnsafeMutablePointer<Double>
  private let targets: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  private var count = 0

  init() {
    start = .allocate(capacity: 8 * Self.capacity)
    start.initialize(repeating: 0, count: 8 * Self.capacity)
    targets = .allocate(capacity: Self.capacity)
  }

  deinit {
    start.deallocate()
    targets.deallocate()
  }

  /// Takes a pair whose arc in metres is to be written to a target, by the next call of
  /// ``flush()`` at the latest.
  @inline(__always)
  mutating func append(
    from first: ECEF,
    to second: ECEF,
    target: UnsafeMutablePointer<Double>
  ) {
    if count == Self.capacity { flush() }
    let column = start + count
    column[0] = first.x
    column[Self.capacity] = first.y
    column[2 * Self.capacity] = first.z
    column[3 * Self.capacity] = second.x
    column[4 * Self.capacity] = second.y
    column[5 * Self.capacity] = second.z
    targets[count] = target
    count &+= 1
  }

  /// Measures the pairs that wait.
  mutating func flush() {
    let size = Self.capacity
    let metres = start + 7 * size
    ColumnKernels.best.arcs(
      start,
      start + size,
      start + 2 * size,
      start + 3 * size,
      start + 4 * size,
      start + 5 * size,
      start + 6 * size,
      metres,
      (count &+ 7) / 8 * 8
    )
    for pair in 0..<count { targets[pair].pointee = metres[pair] }
    count = 0
  }
}
