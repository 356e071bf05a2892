public import LeadlineGeometry

extension FenceIndex {
  /// What a place falls into, in four bytes.
  public struct Winner: Hashable, Sendable {
    /// 0 for nothing; else twice the position plus two, plus 1 when contested.
    private let bits: UInt32

    /// The position of the winning fence in ``FenceIndex/fences``; nil when none covers the place.
    @inlinable
    public var position: Int? {
      let position = self.uncheckedPosition
      return position < 0 ? nil : position
    }

    /// Whether other fences cover the place too.
    public var isContested: Bool { bits & 1 != 0 }

    /// As ``position``, but -1 for none.
    @usableFromInline
    var uncheckedPosition: Int { Int(bits >> 1) - 1 }

    /// No fence covers the place.
    public static let none = Winner(bits: 0)

    private init(bits: UInt32) { self.bits = bits }

    /// Turns an answer about ranks into one about positions.
    @inline(__always)
    init(answer: Int, positions: UnsafeBufferPointer<UInt32>) {
      guard answer != 0 else {
        bits = 0
        return
      }
      let position = positions[(answer &>> 1) &- 1]
      bits = (position &+ 1) &<< 1 | UInt32(truncatingIfNeeded: answer & 1)
    }
  }

  /// The fence that a place falls into.
  ///
  /// - Parameters:
  ///   - coordinate: The place.
  ///   - level: A position in ``levels``.
  /// - Returns: The winner; ``Winner/none`` when no fence of the level covers the place.
  ///
  /// - Complexity: O(edges in the place's cell), a few on average.
  public func winner(at coordinate: Coordinate, level: Int) -> Winner {
    let answer = cells.answer(
      at: Vertex(coordinate.longitude, coordinate.latitude),
      level: level
    )
    return rankPositions[level].withUnsafeBufferPointer { Winner(answer: answer, positions: $0) }
  }

  /// The fences that many places fall into, on all cores.
  ///
  /// - Parameters:
  ///   - longitudes: Degrees east.
  ///   - latitudes: Degrees north, as many.
  ///   - level: A position in ``levels``.
  ///   - threads: The most threads to use, 1 or more; nil for as many as the machine has cores.
  /// - Returns: One winner per place; none for what is no place, such as NaN.
  ///
  /// - Complexity: O(places).
  public func winners(
    longitudes: [Double],
    latitudes: [Double],
    level: Int,
    threads: Int? = nil
  ) -> [Winner] {
    precondition(longitudes.count == latitudes.count, "there must be as many latitudes")
    let count = longitudes.count
    return [Winner](unsafeUninitializedCapacity: count) { winners, initialized in
      longitudes.withUnsafeBufferPointer { longitudes in
        latitudes.withUnsafeBufferPointer { latitudes in
          // Each iteration reads and writes places of its own, and all end before the buffers do.
          nonisolated(unsafe) let (longitudes, latitudes, winners) = (
            longitudes, latitudes, winners
          )
          LargeMemory.advise(winners)
          Workers.split(count, size: 1 << 15, threads: threads) { next in
            while let range = next() {
              findWinners(
                longitudes: UnsafeBufferPointer(rebasing: longitudes[range]),
                latitudes: UnsafeBufferPointer(rebasing: latitudes[range]),
                level: level,
                into: UnsafeMutableBufferPointer(rebasing: winners[range])
              )
            }
          }
        }
      }
      initialized = count
    }
  }

  /// The fences that many places fall into, on this thread and without allocating.
  ///
  /// - Parameters:
  ///   - longitudes: Degrees east.
  ///   - latitudes: Degrees north, as many.
  ///   - level: A position in ``levels``.
  ///   - winners: Gets the winners, as many; none for what is no place, such as NaN.
  ///
  /// - Complexity: O(places).
  public func findWinners(
    longitudes: UnsafeBufferPointer<Double>,
    latitudes: UnsafeBufferPointer<Double>,
    level: Int,
    into winners: UnsafeMutableBufferPointer<Winner>
  ) {
    precondition(
      longitudes.count == latitudes.count && longitudes.count == winners.count,
      "there must be as many latitudes and winners as longitudes"
    )
    guard let lookup = CellLookup(cells, level: level) else {
      winners.initialize(repeating: .none)
      return
    }
    rankPositions[level].withUnsafeBufferPointer { positions in
      withExtendedLifetime(cells.storage) {
        for start in stride(from: 0, to: longitudes.count, by: Self.batch) {
          let end = min(longitudes.count, start + Self.batch)
          Self.findWinners(lookup, positions, longitudes, latitudes, start..<end, into: winners)
        }
      }
    }
  }

  /// How many places go through each step of a look-up together.
  private static let batch = 512

  /// Takes a batch of places through the steps of a look-up one after the other.
  ///
  /// A look-up is cheap but for its three loads, which depend on each other: the cell's entry, its
  /// record, the vertices. Taken step by step, the loads of many places are under way at a time
  /// instead of one after the other.
  private static func findWinners(
    _ lookup: CellLookup,
    _ positions: UnsafeBufferPointer<UInt32>,
    _ longitudes: UnsafeBufferPointer<Double>,
    _ latitudes: UnsafeBufferPointer<Double>,
    _ range: Range<Int>,
    into winners: UnsafeMutableBufferPointer<Winner>
  ) {
    // Numbers within the batch, so that they fit whatever the number of places.
    let first = range.lowerBound
    withUnsafeTemporaryAllocation(of: (number: Int32, bits: UInt32).self, capacity: batch) { open in
      for number in 0..<range.count {
        let entry = lookup.entry(
          at: Vertex(longitudes[first &+ number], latitudes[first &+ number])
        )
        open[number] = (Int32(truncatingIfNeeded: number), entry.bits)
      }
      var count = 0
      for (number, bits) in open[..<range.count] {
        let entry = CellEntry(bits: bits)
        winners[first &+ Int(number)] = Winner(
          answer: entry.isAnswer ? entry.position : 0,
          positions: positions
        )
        open[count] = (number, bits)
        count &+= entry.isAnswer ? 0 : 1
      }
      var records = 0
      for (number, bits) in open[..<count] {
        let place = Vertex(longitudes[first &+ Int(number)], latitudes[first &+ Int(number)])
        let entry = lookup.descend(CellEntry(bits: bits), at: place)
        if entry.isAnswer {
          winners[first &+ Int(number)] = Winner(answer: entry.position, positions: positions)
        } else {
          open[records] = (number, entry.bits)
          records &+= 1
        }
      }
      lookup.fetch(open[..<records])
      for (number, bits) in open[..<records] {
        let place = Vertex(longitudes[first &+ Int(number)], latitudes[first &+ Int(number)])
        winners[first &+ Int(number)] = Winner(
          answer: lookup.answer(CellEntry(bits: bits), at: place),
          positions: positions
        )
      }
    }
  }
}
