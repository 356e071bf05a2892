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
    /// For customers that are a few steps of the lattice apart.
    static let close = Care(margin: 0, bends: [0.5, 0.25, 0.75], triesAround: true)
  }

  /// The border with the fewest bends, the shortest of those; bends are lattice points near the
  /// given shares of portals.
  ///
  /// - Parameters:
  ///   - care: The margin, and where it may bend.
  ///   - shape: What lengths in longitude and latitude are multiplied by.
  /// - Returns: The places from start to end; nil when there is none.
  /// - Complexity: O(portals x those that one straight line passes).
  func border(_ care: Care, shape: LatticePoint) -> [LatticePoint]? {
    if left.isEmpty { return [start, end] }
    var search = Search(self, care, shape: shape)
    return search.run()
  }

  /// The border of a strip that closes in itself: a ring that begins and ends at one bend.
  ///
  /// - Parameters:
  ///   - care: As for borders.
  ///   - shape: As for borders.
  /// - Returns: The ring, closed; nil when there is none.
  func ring(_ care: Care, shape: LatticePoint) -> [LatticePoint]? {
    for turn in left.indices.prefix(8) {
      let turned = Sleeve(
        start: start,
        end: end,
        left: Array(left[turn...] + left[..<turn]),
        right: Array(right[turn...] + right[..<turn])
      )
      var best: [LatticePoint]?
      for place in turned.bends(of: left.count - 1, care)
      where turned.isBetween(place, left.count - 1, 0) {
        var closed = turned
        closed.start = place
        closed.end = place
        var search = Search(closed, care, shape: shape, isRing: true)
        guard let found = search.run() else { continue }
        if found.count < (best?.count ?? .max) { best = found }
      }
      if let best { return best }
    }
    return nil
  }

  /// The lattice points near a portal where a border may bend.
  fileprivate func bends(of portal: Int, _ care: Care) -> [LatticePoint] {
    care.bends.flatMap { share in
      let place = left[portal] + share * (right[portal] - left[portal])
      return care.triesAround ? Lattice.around(place) : [place.rounded(.toNearestOrEven)]
    }
  }

  /// Whether a place lies in the triangle between two portals: on the first or beyond it, strictly
  /// before the second, and not on the side that is no portal.
  fileprivate func isBetween(_ place: LatticePoint, _ first: Int, _ second: Int) -> Bool {
    guard Lattice.side(right[first], left[first], place) <= 0,
      Lattice.side(right[second], left[second], place) > 0
    else { return false }
    return left[first] == left[second]
      ? Lattice.side(right[first], right[second], place) > 0
      : Lattice.side(left[first], left[second], place) < 0
  }

  /// Whether a place lies in a region.
  fileprivate func isIn(_ region: Int, _ place: LatticePoint) -> Bool {
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

/// A search for the fewest bends: from each place reached, what it sees through the portals ahead.
private struct Search {
  private let sleeve: Sleeve
  private let shape: LatticePoint
  /// The ends of the portals, moved inwards by the margin.
  private var left: [LatticePoint]
  private var right: [LatticePoint]
  /// The start, the bends by region, the end.
  private var places: [LatticePoint]
  private var regions: [Int]
  /// Where each region's places begin.
  private var firsts: [Int]
  private var links: [Int]
  private var lengths: [Double]
  private var parents: [Int]

  init(_ sleeve: Sleeve, _ care: Sleeve.Care, shape: LatticePoint, isRing: Bool = false) {
    self.sleeve = sleeve
    self.shape = shape
    let portals = sleeve.left.count
    left = sleeve.left
    right = sleeve.right
    for portal in 0..<portals {
      let inwards = care.margin * (sleeve.right[portal] - sleeve.left[portal])
      left[portal] += inwards
      right[portal] -= inwards
    }
    // The triangle of the start and end of a ring is one region, in which only they lie.
    let allowed = isRing ? 1..<portals : 0..<portals + 1
    var found: [(region: Int, place: LatticePoint)] = []
    for portal in 0..<portals {
      for place in sleeve.bends(of: portal, care) {
        for region in [portal, portal + 1]
        where allowed.contains(region) && sleeve.isIn(region, place) {
          found.append((region, place))
          break
        }
      }
    }
    var counts = [Int](repeating: 0, count: portals + 3)
    counts[1] = 1
    for bend in found { counts[bend.region + 1] += 1 }
    counts[portals + 1] += 1
    for region in 0...portals + 1 { counts[region + 1] += counts[region] }
    firsts = counts
    places = [LatticePoint](repeating: sleeve.end, count: found.count + 2)
    regions = [Int](repeating: portals, count: found.count + 2)
    places[0] = sleeve.start
    regions[0] = 0
    counts[0] = 1
    for bend in found {
      places[counts[bend.region]] = bend.place
      regions[counts[bend.region]] = bend.region
      counts[bend.region] += 1
    }
    links = [Int](repeating: .max, count: places.count)
    lengths = [Double](repeating: .infinity, count: places.count)
    parents = [Int](repeating: -1, count: places.count)
    links[0] = 0
    lengths[0] = 0
  }

  mutating func run() -> [LatticePoint]? {
    for place in 0..<places.count - 1 where links[place] < .max { look(from: place) }
    var place = places.count - 1
    guard links[place] < .max else { return nil }
    var border = [places[place]]
    while place > 0 {
      place = parents[place]
      border.append(places[place])
    }
    return border.reversed()
  }

  /// Reaches every place that can be seen from one between the ends of all portals on the way.
  private mutating func look(from source: Int) {
    let eye = places[source]
    let first = regions[source]
    // The first and the last region are convex: nothing in them hides their start and end.
    if source == 0 {
      for target in 1..<firsts[1] { reach(target, from: source) }
    }
    guard first < left.count else {
      reach(places.count - 1, from: source)
      return
    }
    var (leftmost, rightmost) = (left[first], right[first])
    for portal in first..<left.count {
      if Lattice.side(eye, leftmost, left[portal]) < 0 { leftmost = left[portal] }
      if Lattice.side(eye, rightmost, right[portal]) > 0 { rightmost = right[portal] }
      guard Lattice.side(eye, leftmost, rightmost) < 0 else { return }
      for target in firsts[portal + 1]..<firsts[portal + 2]
      where links[source] < links[target]
        && Lattice.side(eye, leftmost, places[target]) < 0
        && Lattice.side(eye, rightmost, places[target]) > 0
      {
        reach(target, from: source)
      }
    }
  }

  /// Notes a straight line to a place if the way by it has fewer bends, or as many and is shorter.
  private mutating func reach(_ target: Int, from source: Int) {
    let offset = (places[target] - places[source]) * shape
    let length = lengths[source] + (offset * offset).sum().squareRoot()
    let isBetter =
      links[source] + 1 < links[target]
      || (links[source] + 1 == links[target] && length < lengths[target])
    guard isBetter else { return }
    links[target] = links[source] + 1
    lengths[target] = length
    parents[target] = source
  }
}
