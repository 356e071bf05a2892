/// A search for the border with the fewest bends through a sleeve.
///
/// Bends are lattice points near given shares of portals. From the end backwards it finds for each
/// of them which place ahead, of those that can be seen through the portals between, is best to go
/// to.
struct BendSearch {
  /// How good a border is: straight lines first, then their length.
  struct Cost {
    var lines: Int
    var length: Double

    static func < (a: Cost, b: Cost) -> Bool {
      a.lines != b.lines ? a.lines < b.lines : a.length < b.length
    }

    static func + (a: Cost, b: Cost) -> Cost {
      Cost(lines: a.lines + b.lines, length: a.length + b.length)
    }
  }

  private let shape: LatticePoint
  /// The ends of the portals, moved inwards by the margin.
  private var left: [LatticePoint]
  private var right: [LatticePoint]
  /// The start, the bends by region, the end.
  private var places: [LatticePoint]
  private var regions: [Int]
  /// Where each region's places begin.
  private var firsts: [Int]
  /// What is left from each place to the end, and the place to go to.
  private var costs: [Cost]
  private var followers: [Int]

  private static let never = Cost(lines: .max, length: .infinity)

  /// Prepares a search.
  ///
  /// - Parameters:
  ///   - sleeve: With at least one portal.
  ///   - care: The margin and the bends.
  ///   - shape: What lengths in longitude and latitude are multiplied by.
  ///   - bendsAtEnds: Whether it may bend beside the start and the end, in their own triangles. A
  ///     ring may not, and where it may not, the start can be moved.
  init(_ sleeve: Sleeve, _ care: Sleeve.Care, shape: LatticePoint, bendsAtEnds: Bool) {
    self.shape = shape
    let portals = sleeve.left.count
    left = sleeve.left
    right = sleeve.right
    for portal in 0..<portals {
      let inwards = care.margin * (sleeve.right[portal] - sleeve.left[portal])
      left[portal] += inwards
      right[portal] -= inwards
    }
    let allowed = bendsAtEnds ? 0..<portals + 1 : 1..<max(1, portals)
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
    costs = [Cost](repeating: Self.never, count: places.count)
    followers = [Int](repeating: -1, count: places.count)
  }

  /// Finds the best border.
  ///
  /// - Returns: The places from start to end; nil when there is none.
  mutating func border() -> [LatticePoint]? {
    run()
    // The first region is convex: nothing in it hides the start.
    (costs[0], followers[0]) = best(from: places[0], region: 0)
    for place in 1..<firsts[1] where costs[place].lines < .max {
      let cost = costs[place] + line(places[0], places[place])
      if cost < costs[0] { (costs[0], followers[0]) = (cost, place) }
    }
    guard costs[0].lines < .max else { return nil }
    var place = 0
    var border = [places[0]]
    while place < places.count - 1 {
      place = followers[place]
      border.append(places[place])
    }
    return border
  }

  /// Finds what is left to the end from every place but the start.
  mutating func run() {
    let end = places.count - 1
    costs[end] = Cost(lines: 0, length: 0)
    for place in stride(from: end - 1, to: 0, by: -1) {
      (costs[place], followers[place]) = best(from: places[place], region: regions[place])
    }
  }

  /// What a border from a start costs, without bends beside it; nil when there is none.
  ///
  /// Counts after ``run()``.
  func cost(from start: LatticePoint) -> Cost? {
    let cost = best(from: start, region: 0).cost
    return cost.lines < .max ? cost : nil
  }

  /// The best place to go to of those seen between the ends of all portals on the way.
  private func best(from eye: LatticePoint, region: Int) -> (cost: Cost, place: Int) {
    var best = (cost: Self.never, place: -1)
    // The last region is convex: nothing in it hides the end.
    guard region < left.count else {
      return (line(eye, places[places.count - 1]), places.count - 1)
    }
    var (leftmost, rightmost) = (left[region], right[region])
    for portal in region..<left.count {
      if Lattice.side(eye, leftmost, left[portal]) < 0 { leftmost = left[portal] }
      if Lattice.side(eye, rightmost, right[portal]) > 0 { rightmost = right[portal] }
      guard Lattice.side(eye, leftmost, rightmost) < 0 else { break }
      for target in firsts[portal + 1]..<firsts[portal + 2]
      where costs[target].lines < best.cost.lines
        && Lattice.side(eye, leftmost, places[target]) < 0
        && Lattice.side(eye, rightmost, places[target]) > 0
      {
        let cost = costs[target] + line(eye, places[target])
        if cost < best.cost { best = (cost, target) }
      }
    }
    return best
  }

  private func line(_ a: LatticePoint, _ b: LatticePoint) -> Cost {
    let offset = (b - a) * shape
    return Cost(lines: 1, length: (offset * offset).sum().squareRoot())
  }
}
