import LeadlineGeometry

/// Searches of one index by one thread, one query after the other.
///
/// Valid only inside the call of ``PackedTree/withView(_:)`` whose view it holds.
struct SearchSession: ~Copyable {
  /// The most places asked for that are kept in a sorted list; more are kept in a heap.
  static let greatestFew = 32

  let index: StoreIndex
  let tree: PackedTree.View
  let additions: PlaceBlocks?
  let limit: Int
  let radius: Distance?
  let bounds: ChordBounds
  let isIncluded: ((Int) -> Bool)?
  let kernels: TreeKernels
  let memory: SearchMemory

  var statistics = SearchStatistics()
  /// How many places the last search kept, that taken off included.
  private(set) var seeds = 0
  /// The places found, by squared chord.
  var hits: HitList
  /// The query that was searched from last.
  private(set) var query = Coordinate(uncheckedLongitude: 0, latitude: 0)
  private(set) var place = ECEF(x: 0, y: 0, z: 0)

  /// Prepares for searches of an index, and of additions in slots behind it, for at most so many
  /// places, nil for all.
  init(
    _ index: StoreIndex,
    _ tree: PackedTree.View,
    additions: PlaceBlocks? = nil,
    limit: Int?,
    within radius: Distance?,
    isIncluded: ((Int) -> Bool)? = nil,
    kernels: TreeKernels = .best
  ) {
    self.index = index
    self.tree = tree
    self.additions = additions
    let count = tree.count + (additions?.count ?? 0)
    self.limit = min(limit ?? count, count)
    self.radius = radius
    bounds = ChordBounds(radius)
    self.isIncluded = isIncluded
    self.kernels = kernels
    memory = SearchMemory(height: tree.height)
    hits = HitList()
  }

  deinit { memory.deallocate() }

  /// Whether the search keeps a few hits and tightens its bound with them.
  var keepsFew: Bool { limit <= Self.greatestFew && limit < tree.count + (additions?.count ?? 0) }

  /// Turns to another query.
  @inline(__always)
  mutating func look(from query: Coordinate, _ place: ECEF) {
    self.query = query
    self.place = place
    memory.look(from: place)
    hits.truncate()
  }

  /// Forgets the last search.
  mutating func forget() { seeds = 0 }

  /// Whether the search finds everything within its bound.
  var collectsAll: Bool { limit == tree.count + (additions?.count ?? 0) }

  /// Finds all that may be among the nearest and within the radius, nearest chord first.
  mutating func search() {
    let bound = bounds.surelyBeyondSquared
    if collectsAll {
      collect(upTo: bound)
    } else if limit > Self.greatestFew {
      searchMany()
    } else if isIncluded != nil || additions != nil {
      searchFewOneByOne()
    } else {
      searchFew(upTo: min(bound, boundByNearLeaves()))
    }
  }

  /// Finds all that may be among the nearest few and within the radius, nearest chord first.
  ///
  /// - Parameter bound: A squared chord that none of them exceeds.
  mutating func searchFew(upTo bound: Double) {
    let (tree, memory, kernels) = (tree, memory, kernels)
    var visited = SearchStatistics()
    tree.visit(memory, kernels: kernels, bound: bound, statistics: &visited) { leaf, bound in
      takeFew(leaf, bound)
    }
    statistics.add(visited)
    finishFew(bound)
  }

  /// As the searches, in leaves that are known to hold all places within the bound.
  mutating func search(_ frontier: borrowing Frontier, upTo bound: Double) {
    var leaves = 0
    if keepsFew {
      var current = PackedTree.View.leafBound(bound)
      frontier.visit(memory, kernels: kernels, bound: bound) { leaf in
        leaves &+= 1
        current = takeFew(leaf, current)
      }
      finishFew(bound)
    } else {
      let current = PackedTree.View.leafBound(bound)
      frontier.visit(memory, kernels: kernels, bound: bound) { leaf in
        leaves &+= 1
        take(leaf, current)
      }
      finish(bound)
    }
    statistics.leaves &+= leaves
  }

  /// Adds the places of a leaf within a bound.
  @inline(__always)
  private mutating func take(_ leaf: Int, _ bound: Double) {
    hits.take(
      tree.leaves + leaf &* PackedTree.leafStride,
      memory,
      kernels: kernels,
      bound: bound,
      firstSlot: leaf &* PackedTree.width
    )
  }

  /// Adds the places of a leaf within a bound; when they have become many, keeps one more than asked
  /// for, and returns a lower bound.
  ///
  /// Only places within the radius for sure say something about others, so the bound does not fall
  /// before there are enough of them.
  @inline(__always)
  private mutating func takeFew(_ leaf: Int, _ bound: Double) -> Double {
    take(leaf, bound)
    // So few that with another leaf they still can be sorted at once.
    guard hits.count > limit &+ 12 else { return bound }
    hits.sort(kernels)
    let last = hits.squares[limit]
    guard last <= bounds.surelyWithinSquared else { return bound }
    hits.truncate(limit &+ 1)
    return last
  }

  private mutating func finishFew(_ bound: Double) {
    finish(bound)
    settleLastRank()
  }

  /// Drops what the radius keeps out, and sorts.
  private mutating func finish(_ bound: Double) {
    if isIncluded != nil || bound > bounds.surelyWithinSquared { filter() }
    hits.sort(kernels)
  }

  /// A squared chord that one more than the places asked for do not exceed, by the places in leaves
  /// near the query.
  private mutating func boundByNearLeaves() -> Double {
    let wanted = limit / PackedTree.width + 1
    let leafCount = (tree.count + PackedTree.width - 1) / PackedTree.width
    let near = tree.nearLeaf(memory, kernels: kernels)
    let first = max(0, min(near - wanted / 2, leafCount - wanted))
    for leaf in first..<min(first + wanted, leafCount) {
      take(leaf, PackedTree.View.leafBound(.infinity))
    }
    hits.sort(kernels)
    defer { hits.truncate() }
    return hits.count > limit ? usable(hits.squares[limit]) : bounds.surelyBeyondSquared
  }

  /// A bound by places found, if these are within the radius for sure; otherwise they say nothing
  /// about those that the radius lets through.
  func usable(_ bound: Double) -> Double {
    bound <= bounds.surelyWithinSquared ? bound : bounds.surelyBeyondSquared
  }

  /// Finds the few by offering each place that is included to the list.
  private mutating func searchFewOneByOne() {
    let limit = limit
    let outer = bounds.surelyBeyondSquared
    visit(bound: outer) { session, square, slot in
      // One more than asked for is kept; it shows whether the last rank is contested.
      if session.hits.count <= limit || square < session.hits.squares[limit] {
        session.hits.insert(square, slot, limit: limit &+ 1)
      }
      return session.hits.count > limit ? session.hits.squares[limit] : outer
    }
    settleLastRank()
  }

  /// Takes off the one hit too many, or collects all rivals for the last rank.
  ///
  /// If the last two are too close to be told apart by their chords, every place whose geodesic may
  /// be as short as the last one's is a rival.
  @inline(__always)
  mutating func settleLastRank() {
    seeds = hits.count
    guard hits.count > limit else { return }
    let rival = ChordBounds.greatestChord(rivalling: hits.squares[limit - 1].squareRoot())
    let next = hits.squares[limit]
    if next.squareRoot() > rival {
      hits.truncate(limit)
    } else {
      statistics.secondPasses += 1
      hits.truncate()
      // By rounding of the root and the product, the square of a rival may be the greater one.
      collect(upTo: min(bounds.surelyBeyondSquared, max(rival * rival, next)))
      seeds = hits.count
    }
  }

  /// Finds many with a heap.
  private mutating func searchMany() {
    var heap = NearestCandidates(capacity: limit + 1)
    let outer = bounds.surelyBeyondSquared
    visit(bound: outer) { _, square, slot in
      if square < heap.bound {
        heap.insert(Candidate(chordSquared: square, exactMetres: .nan, slot: slot))
      }
      return min(heap.bound, outer)
    }
    for candidate in heap.candidates { hits.append(candidate.chordSquared, candidate.slot) }
    hits.sort(kernels)
    settleLastRank()
  }

  /// Finds all up to a squared chord that are included and within the radius.
  mutating func collect(upTo bound: Double) {
    let (tree, memory, kernels) = (tree, memory, kernels)
    let leafBound = PackedTree.View.leafBound(bound)
    additions?.visit { block, places in
      hits.take(
        places,
        memory,
        kernels: kernels,
        bound: leafBound,
        firstSlot: tree.count &+ block &* PackedTree.width
      )
    }
    var visited = SearchStatistics()
    tree.visit(memory, kernels: kernels, bound: bound, statistics: &visited) { leaf, _ in
      take(leaf, leafBound)
      return leafBound
    }
    statistics.add(visited)
    finish(bound)
  }

  /// Keeps the hits that are included and within the radius.
  private mutating func filter() {
    var exactGeodesics = 0
    var kept = 0
    for hit in 0..<hits.count
    where accepts(hits.squares[hit], Int(hits.slots[hit]), &exactGeodesics) {
      hits.copy(hit, to: kept)
      kept += 1
    }
    hits.truncate(kept)
    statistics.exactGeodesics += exactGeodesics
  }

  /// Hands out the places that are included and within the radius; `offer` returns the bound from
  /// then on.
  @inline(__always)
  private mutating func visit(
    bound: Double,
    offer: (inout SearchSession, Double, Int) -> Double
  ) {
    let (tree, memory, kernels) = (tree, memory, kernels)
    var exactGeodesics = 0
    func take(
      _ session: inout SearchSession,
      _ leaf: UnsafePointer<Double>,
      _ first: Int,
      _ bound: Double
    ) -> Double {
      var bound = bound
      let slot = UInt32(truncatingIfNeeded: first)
      let (squares, slots) = (memory.leafSquares, memory.leafSlots)
      for hit in 0..<Int(kernels.leaf(leaf, memory.place, bound, slot, squares, slots))
      where squares[hit] <= bound {
        if session.accepts(squares[hit], Int(slots[hit]), &exactGeodesics) {
          bound = offer(&session, squares[hit], Int(slots[hit]))
        }
      }
      return bound
    }
    var bound = PackedTree.View.leafBound(bound)
    additions?.visit { block, places in
      let leafBound = PackedTree.View.leafBound(bound)
      bound = take(&self, places, tree.count &+ block &* PackedTree.width, leafBound)
    }
    var visited = SearchStatistics()
    tree.visit(memory, kernels: kernels, bound: bound, statistics: &visited) { leaf, bound in
      let places = tree.leaves + leaf &* PackedTree.leafStride
      return take(&self, places, leaf &* PackedTree.width, bound)
    }
    statistics.add(visited)
    statistics.exactGeodesics += exactGeodesics
  }

  /// Whether a place whose chord may be within the radius is included and is within.
  @inline(__always)
  private func accepts(_ square: Double, _ slot: Int, _ exactGeodesics: inout Int) -> Bool {
    if let isIncluded, !isIncluded(position(slot)) { return false }
    guard square > bounds.surelyWithinSquared, let radius else { return true }
    exactGeodesics += 1
    return Geodesic.exactDistance(query, coordinate(slot)) <= radius
  }

  /// The position in the input of the place in a slot; additions follow behind it.
  @inline(__always)
  func position(_ slot: Int) -> Int {
    slot < tree.count ? Int(index.positions[slot]) : slot
  }

  /// The coordinate of the place in a slot.
  func coordinate(_ slot: Int) -> Coordinate {
    if slot < tree.count { return index.coordinates[slot] }
    return additions?.coordinates[slot - tree.count] ?? query
  }

  /// The place in a slot.
  @inline(__always)
  func place(slot: Int) -> ECEF {
    slot < tree.count ? tree.place(slot: slot) : ECEF(coordinate(slot))
  }
}
