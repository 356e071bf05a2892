import LeadlineGeometry

/// Searches by one thread from queries that mostly lie near the query before.
struct BatchSession: ~Copyable {
  private var session: SearchSession
  private var frontier = Frontier()
  private var arcs = ArcColumns()

  init(
    _ index: StoreIndex,
    _ tree: PackedTree.View,
    limit: Int?,
    within radius: Distance?,
    kernels: TreeKernels
  ) {
    session = SearchSession(
      index,
      tree,
      limit: limit,
      within: radius,
      kernels: kernels
    )
  }

  /// What the searches did.
  var statistics: SearchStatistics { session.statistics }

  /// How many rows the answer to the last query has.
  var rowCount: Int { session.rowCount }

  /// Forgets the search before, so that answers don't take different ways to the same result
  /// depending on who searched what.
  mutating func restart() {
    session.forget()
    frontier.forget()
  }

  /// Searches from a query; `next` is the query that will follow, or the same one.
  mutating func search(_ query: Coordinate, _ place: ECEF, next: ECEF) {
    let bound = session.keepsFew ? seededBound(place) : session.bounds.surelyBeyondSquared
    session.look(from: query, place)
    guard session.keepsFew || session.collectsAll, bound <= 1e15 else {
      return session.search()
    }
    let chord = bound.squareRoot()
    if !frontier.covers(chord, of: place) {
      let step = next.chordSquared(to: place).squareRoot()
      guard step < chord,
        frontier.gather(
          session.tree,
          session.memory,
          kernels: session.kernels,
          around: place,
          reach: chord + max(chord, 4 * step) + 1e-5,
          statistics: &session.statistics
        )
      else {
        return session.keepsFew ? session.searchFew(upTo: bound) : session.collect(upTo: bound)
      }
    }
    session.search(frontier, upTo: bound)
  }

  /// A squared chord that as many places as are kept do not exceed, by the places found before.
  private func seededBound(_ place: ECEF) -> Double {
    guard session.seeds > session.limit else { return session.bounds.surelyBeyondSquared }
    var bound = 0.0
    for seed in 0...session.limit {
      let slot = Int(session.hits.slots[seed])
      let square = place.chordSquared(to: session.tree.place(slot: slot))
      bound = square > bound ? square : bound
    }
    return session.usable(bound)
  }

  /// Writes the answer to the last query; the metres are all there after ``flush()``.
  @inline(__always)
  mutating func writeRows(
    _ positions: UnsafeMutablePointer<UInt32>,
    _ metres: UnsafeMutablePointer<Double>,
    precedes: (Int, Int) -> Bool
  ) {
    guard session.hits.count > 0 else { return }
    let rowCount = session.rowCount
    if session.isOrderedByChord {
      for rank in 0..<rowCount {
        let slot = Int(session.hits.slots[rank])
        positions[rank] = session.index.positions[slot]
        arcs.append(
          from: session.place,
          to: session.tree.place(slot: slot),
          target: metres + rank
        )
      }
    } else {
      for (rank, candidate) in session.ranked(precedes: precedes).enumerated() {
        positions[rank] = session.index.positions[candidate.slot]
        metres[rank] = session.metres(candidate)
      }
    }
  }

  /// Writes the metres that still wait.
  mutating func flush() { arcs.flush() }

  /// Appends the answer to the last query to columns.
  mutating func appendRows(
    _ positions: inout [UInt32],
    _ metres: inout [Double],
    precedes: (Int, Int) -> Bool
  ) {
    let (start, count) = (positions.count, rowCount)
    positions.append(contentsOf: repeatElement(0, count: count))
    metres.append(contentsOf: repeatElement(0, count: count))
    positions.withUnsafeMutableBufferPointer { positions in
      metres.withUnsafeMutableBufferPointer { metres in
        guard let positions = positions.baseAddress, let metres = metres.baseAddress else { return }
        writeRows(positions + start, metres + start, precedes: precedes)
        // The columns may move when they grow.
        flush()
      }
    }
  }
}
