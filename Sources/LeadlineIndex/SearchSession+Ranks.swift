import LeadlineGeometry

extension SearchSession {
  /// How many rows the answer has.
  var rowCount: Int { min(limit, hits.count) }

  /// Whether chords alone tell the order of the hits.
  ///
  /// Chords that differ by more than the bracket's width at the longest one, the widest, are told
  /// apart: c₂ - c₁ > w is c₂² - c₁² > w (c₁ + c₂), for which w · 2 c of the longest one is enough.
  @inline(__always)
  var isOrderedByChord: Bool {
    let last = hits.count &- 1
    let farthest = hits.squares[last]
    guard farthest < ChordBounds.nearChordMetres * ChordBounds.nearChordMetres else { return false }
    if last == 0 { return true }
    let chord = farthest.squareRoot()
    let width = ChordBounds.width(chord: chord) * (2 * chord) * (1 + 0x1p-40)
    var isTight = false
    for rank in 0..<last {
      isTight = isTight || hits.squares[rank &+ 1] - hits.squares[rank] <= width
    }
    return !isTight
  }

  /// Hits in the order of their geodesics, with their lengths.
  ///
  /// Sorted by chord, they fall into runs whose neighbours' brackets overlap. Between runs the order
  /// is certain; a run is sorted by the exact lengths as a whole, as a comparison that took now the
  /// chord, now the geodesic would be no order. Beyond 100 km all is one run, for there the exact
  /// lengths are wanted anyway.
  mutating func ranked(precedes: (Int, Int) -> Bool) -> [Candidate] {
    var candidates = (0..<hits.count).map {
      Candidate(chordSquared: hits.squares[$0], exactMetres: .nan, slot: Int(hits.slots[$0]))
    }
    var start = 0
    while start < candidates.count && start < limit {
      var end = start + 1
      var chord = candidates[start].chord
      while end < candidates.count {
        let next = candidates[end].chord
        guard ChordBounds.overlap(chord, next) else { break }
        chord = next
        end += 1
      }
      settle(&candidates[start..<end], precedes: precedes)
      start = end
    }
    candidates.removeLast(candidates.count - rowCount)
    return candidates
  }

  /// Sorts a run by exact lengths, and fills them in where they are needed.
  private mutating func settle(
    _ run: inout ArraySlice<Candidate>,
    precedes: (Int, Int) -> Bool
  ) {
    guard let first = run.first else { return }
    let coordinate = coordinate(first.slot)
    let isNear = first.chord < ChordBounds.nearChordMetres
    if isNear && run.count == 1 { return }
    if isNear && run.allSatisfy({ self.coordinate($0.slot) == coordinate }) {
      run.sort { precedes(position($0.slot), position($1.slot)) }
      return
    }
    var previous: (coordinate: Coordinate, metres: Double)?
    for place in run.indices {
      let coordinate = self.coordinate(run[place].slot)
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
        ? precedes(position($0.slot), position($1.slot)) : $0.exactMetres < $1.exactMetres
    }
  }

  /// The length that is told for a candidate of ``ranked(precedes:)``.
  func metres(_ candidate: Candidate) -> Double {
    guard candidate.exactMetres.isNaN else { return candidate.exactMetres }
    return Geodesic.arcMetres(
      place,
      place(slot: candidate.slot),
      chordSquared: candidate.chordSquared
    )
  }
}
