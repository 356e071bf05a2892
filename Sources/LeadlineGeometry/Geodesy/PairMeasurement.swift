import Synchronization

/// Measures pairs of places in blocks: chords and arcs by the kernels, the open few exactly.
struct PairMeasurement {
  private let hasLimit: Bool
  private let limitMetres: Double
  private let withinSquared: Double
  private let beyondSquared: Double

  private static let blocksPerRange = 16

  init(_ limit: Distance?) {
    hasLimit = limit != nil
    limitMetres = limit?.metres ?? .infinity
    let within = GeodesicBracket.chordMetres(surelyWithin: limitMetres)
    withinSquared = within < 0 ? -1 : within * within
    let beyond = GeodesicBracket.chordMetres(surelyLongerThan: limitMetres)
    beyondSquared = beyond * beyond
  }

  /// Fills the x, y and z of a block's places in a range of the pairs.
  typealias Fill = @Sendable (Range<Int>, PlaceColumns) -> Void

  func run(
    count: Int,
    threads: Int?,
    first: Fill,
    second: Fill,
    pair: @Sendable (Int) -> (Coordinate, Coordinate)
  ) -> PairDistances {
    let exactGeodesics = Atomic(0)
    var isWithin: [Bool] = []
    let metres = [Double](unsafeUninitializedCapacity: count) { metres, written in
      isWithin = [Bool](unsafeUninitializedCapacity: hasLimit ? count : 0) { flags, flagged in
        // Workers get disjoint ranges, and each writes the elements of its own ranges only. Both
        // buffers outlive `split`, which waits for the workers.
        nonisolated(unsafe) let metres = metres
        nonisolated(unsafe) let flags = flags
        LargeMemory.advise(metres)
        LargeMemory.advise(flags)
        let size = Self.blocksPerRange * PlaceColumns.capacity
        Workers.split(count, size: size, threads: threads) { next in
          PlaceColumns.with { starts in
            PlaceColumns.with { ends in
              var exact = 0
              while let range = next() {
                var start = range.lowerBound
                while start < range.upperBound {
                  let block = start..<min(start + PlaceColumns.capacity, range.upperBound)
                  first(block, starts)
                  second(block, ends)
                  exact += measure(block, starts, ends, metres, flags, pair)
                  start = block.upperBound
                }
              }
              exactGeodesics.add(exact, ordering: .relaxed)
            }
          }
        }
        flagged = hasLimit ? count : 0
      }
      written = count
    }
    return PairDistances(
      metres: metres,
      isWithin: isWithin,
      exactGeodesics: exactGeodesics.load(ordering: .relaxed)
    )
  }

  /// Measures a block, and returns how many exact geodesics it took.
  private func measure(
    _ block: Range<Int>,
    _ starts: PlaceColumns,
    _ ends: PlaceColumns,
    _ metres: UnsafeMutableBufferPointer<Double>,
    _ flags: UnsafeMutableBufferPointer<Bool>,
    _ pair: (Int) -> (Coordinate, Coordinate)
  ) -> Int {
    let count = block.count
    // The degrees have been projected, so their columns are free for the results.
    let squares = starts.longitudes
    let arcs = starts.latitudes
    ColumnKernels.best.arcs(
      starts.x,
      starts.y,
      starts.z,
      ends.x,
      ends.y,
      ends.z,
      squares,
      arcs,
      (count + 7) / 8 * 8
    )
    let nearSquared = Geodesic.midpointFormulaChordMetres * Geodesic.midpointFormulaChordMetres
    let (within, beyond) = (withinSquared, beyondSquared)
    var open = 0
    for lane in 0..<count {
      let square = squares[lane]
      metres[block.lowerBound &+ lane] = arcs[lane]
      let isSettled = (square <= within) != (square > beyond)
      open &+= (square < nearSquared) && isSettled ? 0 : 1
    }
    if hasLimit {
      for lane in 0..<count { flags[block.lowerBound &+ lane] = squares[lane] <= within }
    }
    guard open > 0 else { return 0 }
    for lane in 0..<count {
      let square = squares[lane]
      if square < nearSquared && (square <= within || square > beyond) { continue }
      let (start, end) = pair(block.lowerBound + lane)
      let exact = Geodesic.exactDistance(start, end).metres
      metres[block.lowerBound + lane] = exact
      if hasLimit { flags[block.lowerBound + lane] = exact <= limitMetres }
    }
    return open
  }
}
