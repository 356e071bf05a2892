/// How much must cross which border for the territories to come into their bands.
///
/// A flow of least cost on the graph of neighbouring territories, where passing something on to the
/// next territory costs 1 a unit. No plan whose territories change at their borders only can do with
/// less, apart from customers where three territories meet; so it is what rebalancing is measured
/// against, and what it follows.
package struct AdjacencyFlow: Hashable, Sendable {
  /// A way from a territory to a neighbour.
  package struct Link: Hashable, Sendable {
    /// Where it leads from.
    package var from: Int32
    /// Where it leads to.
    package var to: Int32
    /// What a unit costs, in passings-on; below 0 where something comes back to where it was.
    package var cost: Double
    /// The most that can go this way.
    package var capacity: Double

    /// Makes a way; by default one that costs 1 a unit and takes any amount.
    package init(from: Int32, to: Int32, cost: Double = 1, capacity: Double = .infinity) {
      self.from = from
      self.to = to
      self.cost = cost
      self.capacity = capacity
    }
  }

  /// What goes over each link, in the order of the links.
  package let amounts: [Double]
  /// The sum of all that goes over links: what is passed on twice counts twice.
  package let passedOn: Double
  /// What still lies outside the bands, added up.
  package let unmet: Double

  /// Works out the flow.
  ///
  /// - Parameters:
  ///   - loads: What each territory has.
  ///   - low: The least each shall have.
  ///   - high: The most each shall have.
  ///   - links: The ways; those of the same pair may differ in cost and capacity.
  /// - Complexity: that of ``MinCostFlow`` with a node for each territory.
  package init(
    loads: [Double],
    low: [Double],
    high: [Double],
    links: [Link]
  ) {
    let total = loads.reduce(0, +)
    guard total > 0 else {
      amounts = [Double](repeating: 0, count: links.count)
      passedOn = 0
      unmet = zip(low, loads).reduce(0) { $0 + max(0, $1.0 - $1.1) }
      return
    }
    // Whole numbers: a unit is 2^-36 of everything, a passing-on costs 1,000. What lies outside of a band
    // costs more than any way, so that everything that can be brought in is.
    let scale = 68_719_476_736 / total
    let all = Int64(68_719_476_736) * 2
    let territories = loads.count
    let cost = Int64((1000 * min(10 * Double(territories + 1), 1e9)).rounded())
    var network = MinCostFlow(nodes: territories + 1)
    network.reserve(arcs: links.count + 3 * territories)
    for link in links {
      let capacity = link.capacity * scale
      network.addArc(
        from: Int(link.from),
        to: Int(link.to),
        capacity: capacity < Double(all) ? Int64(capacity) : all,
        cost: Int64((1000 * link.cost).rounded())
      )
    }
    var sum: Int64 = 0
    for territory in 0..<territories {
      let load = Int64((loads[territory] * scale).rounded())
      var floor = Int64((max(0, low[territory]) * scale).rounded(.up))
      var ceiling = Int64((high[territory] * scale).rounded(.down))
      // What is in its band stays so when rounded.
      if loads[territory] >= low[territory] { floor = min(floor, load) }
      if loads[territory] <= high[territory] { ceiling = max(ceiling, load) }
      ceiling = max(floor, ceiling)
      network.supplies[territory] = load
      sum += load
      network.addArc(from: territory, to: territories, capacity: floor, cost: -cost)
      network.addArc(from: territory, to: territories, capacity: ceiling - floor, cost: 0)
      network.addArc(from: territory, to: territories, capacity: all, cost: cost)
    }
    network.supplies[territories] = -sum
    // Every territory may keep what it has, so there always is a flow.
    let flows = (try? network.solve())?.flows ?? [Int64](repeating: 0, count: network.arcs.count)
    amounts = flows.prefix(links.count).map { Double($0) / scale }
    passedOn = amounts.reduce(0, +)
    var outside: Int64 = 0
    for territory in 0..<territories {
      let first = links.count + 3 * territory
      outside += network.arcs[first].capacity - flows[first] + flows[first + 2]
    }
    unmet = Double(outside) / scale
  }

  /// The neighbouring territories of a plan, each pair in both directions, ascending.
  ///
  /// - Complexity: O(customers + edges).
  package static func neighbours(labels: [Int32], graph: ContiguityGraph) -> [Link] {
    var keys: [UInt64] = []
    var last: UInt64 = .max
    for atom in labels.indices where labels[atom] >= 0 {
      let from = labels[atom]
      for edge in Int(graph.offsets[atom])..<Int(graph.offsets[atom + 1]) {
        let to = labels[Int(graph.neighbours[edge])]
        guard to >= 0, to != from else { continue }
        let key = UInt64(UInt32(from)) << 32 | UInt64(UInt32(to))
        if key != last { keys.append(key) }
        last = key
      }
    }
    keys.sort()
    var links: [Link] = []
    for (position, key) in keys.enumerated() where position == 0 || keys[position - 1] != key {
      links.append(
        Link(from: Int32(key >> 32), to: Int32(truncatingIfNeeded: key & 0xffff_ffff))
      )
    }
    return links
  }
}
