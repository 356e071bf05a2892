import LeadlineGeometry
import LeadlineModel

/// What finds all fences of a level that cover a place, rather than the winner.
///
/// Where thousands of fences lie on one another, cells that listed them all would take quadratic
/// memory, so cells know winners only. Here each fence is in a tree of boxes once.
struct ExhaustiveSearch: Sendable {
  private let tree: BoxTree
  private let stripes: EdgeStripes

  /// Indexes fences in the order of their ranks.
  init(_ fences: [Fence]) {
    tree = BoxTree(fences.map(\.area.boundingBox))
    var stripes = EdgeStripes()
    for fence in fences { stripes.append(fence.area) }
    self.stripes = stripes
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
}
