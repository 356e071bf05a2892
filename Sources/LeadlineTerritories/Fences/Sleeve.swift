/// A strip of triangles between two territories, in which their border runs.
///
/// Between two triangles of the strip lies a portal, with one territory's place at its left end and
/// the other's at its right. The border starts behind the first portal, passes between the ends of
/// each, and ends beyond the last. Region i lies before portal i; the regions at both ends are
/// triangles of the start or end and the portal next to it.
struct Sleeve {
  var start: LatticePoint
  var end: LatticePoint
  /// The left and right ends of the portals, in the order in which the border passes them.
  var left: [LatticePoint]
  var right: [LatticePoint]
  /// What the caller knows the portals by.
  var names: [Int32] = []

  /// How far a border keeps from customers and where it may bend.
  struct Care {
    /// The share of each portal at either end that borders keep out of.
    let margin: Double
    /// Where on a portal a border may bend, as shares from left to right.
    let bends: [Double]
    /// Whether the lattice points around those are tried as well.
    let triesAround: Bool

    /// For customers that are metres apart.
    static let ordinary = Care(margin: 0.05, bends: [0.5, 0.1, 0.3, 0.7, 0.9], triesAround: false)
    /// For a first guess of how often a border bends.
    static let rough = Care(margin: 0.05, bends: [0.5, 0.15, 0.85], triesAround: false)
    /// For customers that are a few steps of the lattice apart.
    static let close = Care(margin: 0, bends: [0.5, 0.25, 0.75], triesAround: true)
  }

  /// The border with the fewest bends, the shortest of those; nil when there is none.
  func border(_ care: Care, shape: LatticePoint) -> [LatticePoint]? {
    if left.isEmpty { return [start, end] }
    var search = BendSearch(self, care, shape: shape, bendsAtEnds: true)
    return search.border()
  }

  /// The same strip from its end to its start.
  var reversed: Sleeve {
    Sleeve(start: end, end: start, left: right.reversed(), right: left.reversed())
  }

  /// The border of a strip that closes in itself: a ring that begins and ends at one bend, closed;
  /// nil when there is none.
  func ring(_ care: Care, shape: LatticePoint) -> [LatticePoint]? {
    for turn in left.indices.prefix(8) {
      var turned = self
      turned.left = Array(left[turn...] + left[..<turn])
      turned.right = Array(right[turn...] + right[..<turn])
      var best: [LatticePoint]?
      for place in turned.bends(of: left.count - 1, care)
      where turned.isBetween(place, left.count - 1, 0) {
        turned.start = place
        turned.end = place
        var search = BendSearch(turned, care, shape: shape, bendsAtEnds: false)
        guard let found = search.border() else { continue }
        if found.count < (best?.count ?? .max) { best = found }
      }
      if let best { return best }
    }
    return nil
  }

  /// The lattice points near a portal where a border may bend.
  func bends(of portal: Int, _ care: Care) -> [LatticePoint] {
    care.bends.flatMap { share in
      let place = left[portal] + share * (right[portal] - left[portal])
      return care.triesAround ? Lattice.around(place) : [place.rounded(.toNearestOrEven)]
    }
  }

  /// Whether a place lies in the triangle between two portals: on the first or beyond it, strictly
  /// before the second, and not on the side that is no portal.
  func isBetween(_ place: LatticePoint, _ first: Int, _ second: Int) -> Bool {
    guard Lattice.side(right[first], left[first], place) <= 0,
      Lattice.side(right[second], left[second], place) > 0
    else { return false }
    return left[first] == left[second]
      ? Lattice.side(right[first], right[second], place) > 0
      : Lattice.side(left[first], left[second], place) < 0
  }

  /// Whether a place lies in a region.
  func isIn(_ region: Int, _ place: LatticePoint) -> Bool {
    if region == 0 {
      return Lattice.side(right[0], left[0], place) > 0 && Lattice.side(start, left[0], place) < 0
        && Lattice.side(start, right[0], place) > 0
    }
    let last = left.count - 1
    if region == left.count {
      return Lattice.side(right[last], left[last], place) <= 0
        && Lattice.side(left[last], end, place) < 0 && Lattice.side(right[last], end, place) > 0
    }
    return isBetween(place, region - 1, region)
  }
}
