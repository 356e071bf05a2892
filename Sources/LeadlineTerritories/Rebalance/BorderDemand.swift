/// What the bands ask to go over each border, when going deep into a territory costs compactness.
///
/// The flow of ``AdjacencyFlow`` with dearer links for what lies deeper behind a border, cheap ones
/// for new customers, and links that pay for bringing customers home.
struct BorderDemand {
  let pairs: [AdjacencyFlow.Link]
  let state: RebalanceState
  let measure: Int

  /// Depth is counted in so many steps; what lies deeper costs as much as the last.
  private static let bins = 16
  /// A step: the difference of the squared distances to the two centres, in squared radii.
  private static let binWidth = 0.5

  /// What should go over each border, less what should come back over it.
  ///
  /// - Parameter dearer: What is added to the cost of some pairs, by ``CrossingTable/key(_:)``.
  /// - Returns: The amounts, in one direction for each pair of neighbours.
  func table(dearer: [UInt64: Double]) -> CrossingTable {
    let plan = state.plan
    var wanted = CrossingTable(pairs)
    let (homeward, new) = homeless()
    let depths = depths()
    var links: [AdjacencyFlow.Link] = []
    var borders: [Int] = []
    for (border, pair) in pairs.enumerated() {
      let more = dearer[CrossingTable.key(pair)] ?? 0
      func add(_ cost: Double, _ capacity: Double) {
        guard capacity > 0 else { return }
        links.append(.init(from: pair.from, to: pair.to, cost: cost + more, capacity: capacity))
        borders.append(border)
      }
      add(-1, homeward.values[border])
      // A little above nothing, so that new customers don't go round in circles.
      add(0.02, new[Int(pair.from)])
      let step = Self.binWidth * state.compactness
      for bin in 0..<Self.bins {
        add(1 + (Double(bin) + 0.5) * step, depths[border * Self.bins + bin])
      }
      add(1 + Double(Self.bins) * step, .infinity)
    }
    let flow = AdjacencyFlow(
      loads: column(plan.sums),
      low: column(state.aims.low),
      high: column(state.aims.high),
      links: links
    )
    for (link, border) in borders.enumerated() { wanted.values[border] += flow.amounts[link] }
    for (border, pair) in pairs.enumerated() where pair.from < pair.to {
      guard let other = wanted.position(Int(pair.to), Int(pair.from)) else { continue }
      let both = min(wanted.values[border], wanted.values[other])
      wanted.values[border] -= both
      wanted.values[other] -= both
    }
    return wanted
  }

  private func column(_ values: [Double]) -> [Double] {
    (0..<state.plan.territories).map { values[$0 * state.plan.measures + measure] }
  }

  /// What could go home over each border, and what is new in each territory and has no home.
  private func homeless() -> (homeward: CrossingTable, new: [Double]) {
    var homeward = CrossingTable(pairs)
    var new = [Double](repeating: 0, count: state.plan.territories)
    for atom in state.labels.indices where state.movable[atom] {
      let here = Int(state.labels[atom])
      let home = Int(state.home[atom])
      guard here >= 0, home != here else { continue }
      let amount = state.plan.amounts[atom * state.plan.measures + measure]
      if home < 0 {
        new[here] += amount
      } else if let border = homeward.position(here, home) {
        homeward.values[border] += amount
      }
    }
    return (homeward, new)
  }

  /// How much of each territory lies how deep behind each of its borders.
  private func depths() -> [Double] {
    let plan = state.plan
    var depths = [Double](repeating: 0, count: pairs.count * Self.bins)
    let centres = (0..<plan.territories).map {
      plan.centroid(of: $0) ?? plan.problem.territories[$0].base ?? PlanePoint(x: 0, y: 0)
    }
    // Where the borders of each territory begin.
    var starts = [Int](repeating: pairs.count, count: plan.territories + 1)
    for (border, pair) in pairs.enumerated().reversed() { starts[Int(pair.from)] = border }
    for territory in (0..<plan.territories).reversed() {
      starts[territory] = min(starts[territory], starts[territory + 1])
    }
    let scale = 1 / (Self.binWidth * state.squaredRadius)
    for atom in state.labels.indices where state.movable[atom] && state.home[atom] >= 0 {
      let here = Int(state.labels[atom])
      guard here >= 0 else { continue }
      let place = PlanePoint(x: plan.problem.x[atom], y: plan.problem.y[atom])
      let own = Self.squaredDistance(place, centres[here])
      for border in starts[here]..<starts[here + 1] where pairs[border].to != state.home[atom] {
        let other = Self.squaredDistance(place, centres[Int(pairs[border].to)])
        let bin = max(0, (other - own) * scale)
        guard bin < Double(Self.bins) else { continue }
        depths[border * Self.bins + Int(bin)] += plan.amounts[atom * plan.measures + measure]
      }
    }
    return depths
  }

  private static func squaredDistance(_ one: PlanePoint, _ other: PlanePoint) -> Double {
    (one.x - other.x) * (one.x - other.x) + (one.y - other.y) * (one.y - other.y)
  }
}
