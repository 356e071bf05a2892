import LeadlineGeometry

/// A place that a search has found, in the slot of the packed order.
struct Candidate {
  /// The squared chord from the query, in square metres.
  var chordSquared: Double
  /// The exact geodesic in metres; NaN until something asks for it.
  var exactMetres: Double
  var slot: Int

  var chord: Double { chordSquared.squareRoot() }
}

/// The nearest few candidates so far: a heap with the farthest on top.
struct NearestCandidates {
  private let capacity: Int
  private(set) var candidates: [Candidate] = []

  /// Makes room for `capacity` candidates, at least 1.
  init(capacity: Int) {
    self.capacity = capacity
    candidates.reserveCapacity(capacity)
  }

  /// The squared chord that a newcomer has to stay below; infinite while there is room.
  var bound: Double {
    candidates.count < capacity ? .infinity : candidates[0].chordSquared
  }

  /// Takes a candidate that is nearer than ``bound``.
  mutating func insert(_ candidate: Candidate) {
    if candidates.count < capacity {
      candidates.append(candidate)
      siftUp(candidate)
    } else {
      siftDown(candidate)
    }
  }

  private mutating func siftUp(_ candidate: Candidate) {
    var hole = candidates.count - 1
    while hole > 0 {
      let parent = (hole - 1) / 2
      guard candidates[parent].chordSquared < candidate.chordSquared else { break }
      candidates[hole] = candidates[parent]
      hole = parent
    }
    candidates[hole] = candidate
  }

  /// Lets a candidate take the place of the farthest.
  private mutating func siftDown(_ candidate: Candidate) {
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < candidates.count else { break }
      let sibling = child + 1
      if sibling < candidates.count
        && candidates[sibling].chordSquared > candidates[child].chordSquared
      {
        child = sibling
      }
      guard candidates[child].chordSquared > candidate.chordSquared else { break }
      candidates[hole] = candidates[child]
      hole = child
    }
    candidates[hole] = candidate
  }
}
