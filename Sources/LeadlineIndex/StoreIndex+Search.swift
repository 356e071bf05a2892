package import LeadlineGeometry

extension StoreIndex {
  /// As the public search; counts what it does.
  package func nearest(
    to query: Coordinate,
    limit: Int?,
    within distance: Distance?,
    isIncluded: ((Int) -> Bool)?,
    precedes: (Int, Int) -> Bool,
    statistics: inout SearchStatistics
  ) -> [Match] {
    let limit = limit ?? count
    precondition(limit >= 0, "a limit must be 0 or more")
    guard limit > 0 && count > 0 else { return [] }
    let search = Search(
      index: self,
      query: query,
      place: ECEF(query),
      radius: distance,
      bounds: ChordBounds(distance),
      isIncluded: isIncluded
    )
    var candidates =
      limit < count
      ? search.nearest(limit, statistics: &statistics)
      : search.all(greatestChordSquared: .infinity, statistics: &statistics)
    let matches = search.ranked(&candidates, precedes: precedes, statistics: &statistics)
    return matches.count > limit ? Array(matches[..<limit]) : matches
  }
}

/// One query's search.
private struct Search {
  let index: StoreIndex
  let query: Coordinate
  let place: ECEF
  let radius: Distance?
  let bounds: ChordBounds
  let isIncluded: ((Int) -> Bool)?

  /// All that may be among the nearest `limit`, in no order.
  ///
  /// One more than asked for shows whether the last rank is contested. If it is, a second pass
  /// collects every place whose geodesic may be as short as the last one's.
  func nearest(_ limit: Int, statistics: inout SearchStatistics) -> [Candidate] {
    var heap = NearestCandidates(capacity: limit + 1)
    visit(bound: bounds.surelyBeyondSquared, statistics: &statistics) { candidate in
      if candidate.chordSquared < heap.bound { heap.insert(candidate) }
      return min(heap.bound, bounds.surelyBeyondSquared)
    }
    var found = heap.candidates
    // The heap has the one too many on top, and the last rank is one of the two below.
    guard found.count > limit, let farthest = found.first else { return found }
    let last = found[1..<min(3, found.count)].reduce(0) { max($0, $1.chordSquared) }
    let rival = ChordBounds.greatestChord(rivalling: last.squareRoot())
    if farthest.chord > rival {
      found.swapAt(0, found.count - 1)
      found.removeLast()
      return found
    }
    statistics.secondPasses += 1
    return all(greatestChordSquared: rival * rival, statistics: &statistics)
  }

  /// All within the radius and the given chord, in no order.
  func all(greatestChordSquared: Double, statistics: inout SearchStatistics) -> [Candidate] {
    let bound = min(bounds.surelyBeyondSquared, greatestChordSquared)
    var found: [Candidate] = []
    visit(bound: bound, statistics: &statistics) { candidate in
      found.append(candidate)
      return bound
    }
    return found
  }

  /// Hands out the places that are included and within the radius.
  @inline(__always)
  private func visit(
    bound: Double,
    statistics: inout SearchStatistics,
    offer: (Candidate) -> Double
  ) {
    var bound = bound
    var exactGeodesics = 0
    index.tree.visit(from: place, bound: bound, statistics: &statistics) { chordSquared, slot in
      if let isIncluded, !isIncluded(Int(index.positions[slot])) { return bound }
      var candidate = Candidate(chordSquared: chordSquared, exactMetres: .nan, slot: slot)
      if chordSquared > bounds.surelyWithinSquared, let radius {
        exactGeodesics += 1
        let exact = Geodesic.exactDistance(query, index.coordinates[slot])
        guard exact <= radius else { return bound }
        candidate.exactMetres = exact.metres
      }
      bound = offer(candidate)
      return bound
    }
    statistics.exactGeodesics += exactGeodesics
  }

  /// Candidates in the order of their geodesics, with their lengths.
  ///
  /// Sorted by chord, they fall into runs whose neighbours' brackets overlap. Between runs the order
  /// is certain; a run is sorted by the exact lengths as a whole, as a comparison that took now the
  /// chord, now the geodesic would be no order. Beyond 100 km all is one run, for there the exact
  /// lengths are wanted anyway.
  func ranked(
    _ candidates: inout [Candidate],
    precedes: (Int, Int) -> Bool,
    statistics: inout SearchStatistics
  ) -> [StoreIndex.Match] {
    candidates.sort { $0.chordSquared < $1.chordSquared }
    var matches: [StoreIndex.Match] = []
    matches.reserveCapacity(candidates.count)
    var start = 0
    while start < candidates.count {
      var end = start + 1
      var chord = candidates[start].chord
      while end < candidates.count {
        let next = candidates[end].chord
        guard ChordBounds.overlap(chord, next) else { break }
        chord = next
        end += 1
      }
      settle(&candidates[start..<end], precedes: precedes, statistics: &statistics)
      for candidate in candidates[start..<end] {
        matches.append(
          StoreIndex.Match(
            position: Int(index.positions[candidate.slot]),
            distance: Distance(uncheckedMetres: metres(candidate))
          )
        )
      }
      start = end
    }
    return matches
  }

  /// Sorts a run by exact lengths, and fills them in where they are needed.
  private func settle(
    _ run: inout ArraySlice<Candidate>,
    precedes: (Int, Int) -> Bool,
    statistics: inout SearchStatistics
  ) {
    guard let first = run.first else { return }
    let coordinate = index.coordinates[first.slot]
    let isNear = first.chord < ChordBounds.nearChordMetres
    if isNear && run.count == 1 { return }
    if isNear && run.allSatisfy({ index.coordinates[$0.slot] == coordinate }) {
      run.sort { precedes(position($0), position($1)) }
      return
    }
    var previous: (coordinate: Coordinate, metres: Double)?
    for place in run.indices where run[place].exactMetres.isNaN {
      let coordinate = index.coordinates[run[place].slot]
      if let previous, previous.coordinate == coordinate {
        run[place].exactMetres = previous.metres
      } else {
        statistics.exactGeodesics += 1
        run[place].exactMetres = Geodesic.exactDistance(query, coordinate).metres
        previous = (coordinate, run[place].exactMetres)
      }
    }
    run.sort {
      $0.exactMetres == $1.exactMetres
        ? precedes(position($0), position($1)) : $0.exactMetres < $1.exactMetres
    }
  }

  private func position(_ candidate: Candidate) -> Int { Int(index.positions[candidate.slot]) }

  private func metres(_ candidate: Candidate) -> Double {
    guard candidate.exactMetres.isNaN else { return candidate.exactMetres }
    return Geodesic.arcMetres(
      place,
      index.tree.place(slot: candidate.slot),
      chordSquared: candidate.chordSquared
    )
  }
}
