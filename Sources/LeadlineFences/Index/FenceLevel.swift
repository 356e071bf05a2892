import LeadlineGeometry
import LeadlineModel

/// The fences of one level in winner order, with what is needed to find them.
///
/// A rank is a place in the winner order, 0 for the fence that wins over all others.
struct FenceLevel: Sendable {
  /// The level's name.
  let name: String
  /// The position of each rank's fence in the list that the index was made of.
  let positions: [Int]
  private let tree: BoxTree
  private let stripes: EdgeStripes
  private let edges: NearestEdges

  /// Distances that differ by less count as the same, so that rounding decides no tie; metres.
  static let tieMetres = 1e-6

  /// Sorts fences into the winner order and indexes them.
  init(name: String, of fences: [Fence], at members: [Int]) {
    self.name = name
    let areas = members.map { Geodesic.areaSquareMetres(of: fences[$0].area) }
    let order = members.indices.sorted { left, right in
      let (first, second) = (fences[members[left]], fences[members[right]])
      if first.priority != second.priority { return first.priority > second.priority }
      if areas[left] != areas[right] { return areas[left] < areas[right] }
      return first.id == second.id ? left < right : first.id < second.id
    }
    positions = order.map { members[$0] }
    tree = BoxTree(positions.map { fences[$0].area.boundingBox })
    var stripes = EdgeStripes()
    var edges = NearestEdges()
    for position in positions {
      stripes.append(fences[position].area)
      edges.append(fences[position].area)
    }
    self.stripes = stripes
    self.edges = edges
  }

  /// The ranks of all covering fences, winner first.
  func covering(_ coordinate: Coordinate) -> [Int] {
    var ranks: [Int] = []
    tree.forEachItem(covering: coordinate) { rank in
      if stripes.covers(rank, x: coordinate.longitude, y: coordinate.latitude) {
        ranks.append(rank)
      }
    }
    ranks.sort()
    return ranks
  }

  /// The least rank of the covering fences, and whether there are others; nil when none covers.
  ///
  /// Allocates nothing.
  func winner(at coordinate: Coordinate) -> (rank: Int, isContested: Bool)? {
    var least = Int.max
    var count = 0
    tree.forEachItem(covering: coordinate) { rank in
      // Once two are known to cover, only a better rank can change the answer.
      guard count < 2 || rank < least else { return }
      if stripes.covers(rank, x: coordinate.longitude, y: coordinate.latitude) {
        least = min(least, rank)
        count += 1
      }
    }
    return count == 0 ? nil : (least, count > 1)
  }

  /// The rank of the nearest fence and the geodesic distance to it, for a place that none covers.
  ///
  /// Of fences within ``tieMetres`` of the least distance, the least rank is taken. Nil without
  /// fences.
  func nearest(to coordinate: Coordinate) -> (rank: Int, metres: Double)? {
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
