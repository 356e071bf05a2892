import LeadlineGeometry
import LeadlineModel

/// The fences of one level in winner order, with what finds all of them and the nearest.
///
/// A rank is a place in the winner order, 0 for the fence that wins over all others.
struct FenceLevel: Sendable {
  /// The level's name.
  let name: String
  /// The position of each rank's fence in the list that the index was made of.
  let positions: [Int]
  private let exhaustive: Deferred<ExhaustiveSearch>
  private let edges: Deferred<NearestEdges>

  /// Distances that differ by less count as the same, so that rounding decides no tie; metres.
  static let tieMetres = 1e-6

  /// Takes a level's fences over.
  ///
  /// - Parameters:
  ///   - name: The level's name.
  ///   - positions: The positions of its fences in winner order.
  ///   - fences: The fences of all levels; asked for only when they are needed.
  init(name: String, positions: [Int], fences: Deferred<[Fence]>) {
    self.name = name
    self.positions = positions
    exhaustive = Deferred {
      let fences = fences.value
      return ExhaustiveSearch(positions.map { fences[$0] })
    }
    edges = Deferred {
      let fences = fences.value
      var edges = NearestEdges()
      for position in positions { edges.append(fences[position].area) }
      return edges
    }
  }

  /// The ranks of all covering fences, winner first.
  func covering(_ coordinate: Coordinate) -> [Int] { exhaustive.value.covering(coordinate) }

  /// The rank of the nearest fence and the geodesic distance to it, for a place that none covers.
  ///
  /// Of fences within ``tieMetres`` of the least distance, the least rank is taken. Nil without
  /// fences.
  func nearest(to coordinate: Coordinate) -> (rank: Int, metres: Double)? {
    let edges = edges.value
    let position = ECEF(coordinate)
    var candidates: [(bound: Double, rank: Int)] = []
    candidates.reserveCapacity(positions.count)
    for rank in positions.indices {
      let bound = edges.lowerBoundMetres(of: rank, from: position)
      if bound.isFinite { candidates.append((bound, rank)) }
    }
    candidates.sort { $0 < $1 }
    var least = Double.infinity
    var found: [(rank: Int, metres: Double)] = []
    for (bound, rank) in candidates {
      guard bound <= least + Self.tieMetres else { break }
      let metres = edges.metres(
        to: rank,
        from: coordinate,
        position,
        limit: least + Self.tieMetres
      )
      least = min(least, metres)
      found.append((rank, metres))
    }
    return found.filter { $0.metres <= least + Self.tieMetres }.min { $0.rank < $1.rank }
  }
}
