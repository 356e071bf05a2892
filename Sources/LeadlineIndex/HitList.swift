import LeadlineGeometry

/// Places found by a search: their squared chords and their slots, as two columns.
struct HitList: ~Copyable {
  private(set) var count = 0
  private var capacity: Int
  /// The one block of memory that all columns lie in.
  private var start: UnsafeMutableRawPointer
  /// The squared chords in square metres.
  private(set) var squares: UnsafeMutablePointer<Double>
  private(set) var slots: UnsafeMutablePointer<UInt32>
  /// Room to sort into, of the same capacity.
  private var otherSquares: UnsafeMutablePointer<Double>
  private var otherSlots: UnsafeMutablePointer<UInt32>

  /// Makes room for some hits; more is made when needed.
  init(capacity: Int = 128) {
    self.capacity = capacity
    start = .allocate(byteCount: 24 * capacity, alignment: 16)
    squares = start.assumingMemoryBound(to: Double.self)
    otherSquares = squares + capacity
    slots = (start + 16 * capacity).assumingMemoryBound(to: UInt32.self)
    otherSlots = slots + capacity
  }

  deinit { start.deallocate() }

  /// Forgets all hits, or those from some rank on.
  @inline(__always)
  mutating func truncate(_ count: Int = 0) { self.count = min(self.count, count) }

  /// Adds a hit at the end.
  @inline(__always)
  mutating func append(_ square: Double, _ slot: Int) {
    if capacity &- count < PackedTree.width { grow() }
    squares[count] = square
    slots[count] = UInt32(truncatingIfNeeded: slot)
    count &+= 1
  }

  /// Puts a hit in its place in a sorted list and lets the last one go when the list is full.
  ///
  /// - Precondition: `limit` is at most the capacity, and a full list ends with a farther hit.
  @inline(__always)
  mutating func insert(_ square: Double, _ slot: Int, limit: Int) {
    var place = count < limit ? count : limit &- 1
    count = place &+ 1
    while place > 0 && squares[place &- 1] > square {
      squares[place] = squares[place &- 1]
      slots[place] = slots[place &- 1]
      place &-= 1
    }
    squares[place] = square
    slots[place] = UInt32(truncatingIfNeeded: slot)
  }

  /// Adds the places of a leaf within a bound of squared chords.
  @inline(__always)
  mutating func take(
    _ leaf: UnsafePointer<Double>,
    _ memory: SearchMemory,
    kernels: TreeKernels,
    bound: Double,
    firstSlot: Int
  ) {
    // The kernel writes up to a whole leaf, and sorting may write 8 behind it.
    if capacity &- count < 2 &* PackedTree.width { grow() }
    let slot = UInt32(truncatingIfNeeded: firstSlot)
    let found = kernels.leaf(leaf, memory.place, bound, slot, squares + count, slots + count)
    count &+= Int(found)
  }

  /// Copies a hit to the place of one before it.
  func copy(_ hit: Int, to place: Int) {
    squares[place] = squares[hit]
    slots[place] = slots[hit]
  }

  private mutating func grow() {
    let larger = HitList(capacity: 2 * capacity)
    larger.squares.update(from: squares, count: count)
    larger.slots.update(from: slots, count: count)
    exchangeMemory(larger)
  }

  private mutating func exchangeMemory(_ other: consuming HitList) {
    swap(&start, &other.start)
    swap(&squares, &other.squares)
    swap(&slots, &other.slots)
    swap(&otherSquares, &other.otherSquares)
    swap(&otherSlots, &other.otherSlots)
    swap(&capacity, &other.capacity)
  }

  @inline(__always)
  private mutating func turnOver() {
    swap(&squares, &otherSquares)
    swap(&slots, &otherSlots)
  }

  /// Sorts by squared chord.
  ///
  /// Places spread evenly over a disc have evenly spread squared chords, so buckets of equal width
  /// hold about one hit each and leave almost nothing to sort. Where many share a bucket, a comparing
  /// sort does it.
  ///
  /// - Complexity: O(*n*) for hits spread evenly, O(*n* log *n*) at worst.
  @inline(__always)
  mutating func sort(_ kernels: TreeKernels) {
    if count <= 64 {
      kernels.sort(squares, slots, UInt32(truncatingIfNeeded: count), otherSquares, otherSlots)
      turnOver()
    } else {
      sortMany()
    }
  }

  private mutating func sortMany() {
    var greatest = 0.0
    for hit in 0..<count { greatest = squares[hit] > greatest ? squares[hit] : greatest }
    guard greatest > 0 else { return }
    let scale = Double(count) * (1 - 0x1p-20) / greatest
    // Squares of some 1e-307 m² make the scale infinite, and the buckets are numbered by Int32.
    guard scale.isFinite && count <= Int(Int32.max) else { return sortByComparing() }
    let isSorted = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { starts in
      starts.initialize(repeating: 0)
      for hit in 0..<count { starts[bucket(hit, scale)] &+= 1 }
      var sum: UInt32 = 0
      var fullest: UInt32 = 0
      for bucket in 0..<count {
        let size = starts[bucket]
        starts[bucket] = sum
        sum &+= size
        fullest = size > fullest ? size : fullest
      }
      guard fullest <= 32 else { return false }
      for hit in 0..<count {
        let bucket = bucket(hit, scale)
        let place = Int(starts[bucket])
        starts[bucket] &+= 1
        otherSquares[place] = squares[hit]
        otherSlots[place] = slots[hit]
      }
      return true
    }
    guard isSorted else { return sortByComparing() }
    turnOver()
    sortByInsertion()
  }

  @inline(__always)
  private func bucket(_ hit: Int, _ scale: Double) -> Int {
    // The greatest gets less than `count`, and truncation keeps the order of buckets.
    Int(truncatingIfNeeded: Int32(truncatingIfNeeded: Int(squares[hit] * scale)))
  }

  private func sortByInsertion() {
    for hit in 1..<max(1, count) {
      let square = squares[hit]
      let slot = slots[hit]
      var place = hit
      while place > 0 && squares[place &- 1] > square {
        squares[place] = squares[place &- 1]
        slots[place] = slots[place &- 1]
        place &-= 1
      }
      squares[place] = square
      slots[place] = slot
    }
  }

  private func sortByComparing() {
    var hits = (0..<count).map { (square: squares[$0], slot: slots[$0]) }
    hits.sort { $0.square < $1.square }
    for (place, hit) in hits.enumerated() {
      squares[place] = hit.square
      slots[place] = hit.slot
    }
  }
}
