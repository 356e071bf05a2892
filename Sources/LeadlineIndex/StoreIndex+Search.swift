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
    nearest(
      to: query,
      limit: limit,
      within: distance,
      isIncluded: isIncluded,
      precedes: precedes,
      additions: nil,
      statistics: &statistics
    )
  }

  /// As the search, over additions too, whose positions follow those of the input.
  func nearest(
    to query: Coordinate,
    limit: Int?,
    within distance: Distance?,
    isIncluded: ((Int) -> Bool)?,
    precedes: (Int, Int) -> Bool,
    additions: PlaceBlocks?,
    statistics: inout SearchStatistics
  ) -> [Match] {
    precondition(limit ?? 0 >= 0, "a limit must be 0 or more")
    guard limit != 0 else { return [] }
    return tree.withView { view in
      var session = SearchSession(
        self,
        view,
        additions: additions,
        limit: limit,
        within: distance,
        isIncluded: isIncluded
      )
      session.look(from: query, ECEF(query))
      session.search()
      let matches = session.matches(precedes: precedes)
      statistics.add(session.statistics)
      return matches
    }
  }
}

extension SearchSession {
  /// The answer to the query that was searched from.
  fileprivate mutating func matches(precedes: (Int, Int) -> Bool) -> [StoreIndex.Match] {
    guard hits.count > 0 else { return [] }
    guard isOrderedByChord else {
      return ranked(precedes: precedes).map {
        StoreIndex.Match(
          position: position($0.slot),
          distance: Distance(uncheckedMetres: metres($0))
        )
      }
    }
    return [StoreIndex.Match](unsafeUninitializedCapacity: rowCount) { matches, written in
      for rank in 0..<rowCount {
        let slot = Int(hits.slots[rank])
        let arc = Geodesic.arcMetres(place, place(slot: slot), chordSquared: hits.squares[rank])
        matches.initializeElement(
          at: rank,
          to: StoreIndex.Match(
            position: position(slot),
            distance: Distance(uncheckedMetres: arc)
          )
        )
      }
      written = rowCount
    }
  }
}
