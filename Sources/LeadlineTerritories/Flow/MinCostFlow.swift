/// Goods sent through a network at least cost.
///
/// Nodes have supplies (above 0) and demands (below 0), arcs a capacity and a cost per unit; wanted
/// is the flow that meets all of them and costs least. Everything is a whole number, so the answer
/// is exact and the same everywhere: scale measures and costs before they go in.
///
/// Only arcs that are given exist: a sparse network of a million arcs takes some 40 MB.
package struct MinCostFlow: Sendable {
  /// An arc, as it was added.
  package struct Arc: Hashable, Sendable {
    /// The node it leaves.
    package let from: Int32
    /// The node it enters.
    package let to: Int32
    /// The most it can carry, at least 0.
    package let capacity: Int64
    /// What a unit costs; may be below 0.
    package let cost: Int64
  }

  /// The arcs, in the order in which they were added.
  package private(set) var arcs: [Arc] = []
  /// What each node gives (above 0) or takes (below 0).
  package var supplies: [Int64]

  /// Makes a network without arcs.
  package init(nodes: Int) {
    supplies = [Int64](repeating: 0, count: nodes)
  }

  /// Makes room for arcs.
  package mutating func reserve(arcs count: Int) {
    arcs.reserveCapacity(count)
  }

  /// Adds an arc and returns its position; both nodes must exist.
  @discardableResult
  package mutating func addArc(from: Int, to: Int, capacity: Int64, cost: Int64) -> Int {
    precondition(supplies.indices.contains(from) && supplies.indices.contains(to))
    arcs.append(Arc(from: Int32(from), to: Int32(to), capacity: capacity, cost: cost))
    return arcs.count - 1
  }
}

/// A flow of least cost, and the prices that prove it.
package struct OptimalFlow: Hashable, Sendable {
  /// What each arc carries.
  package let flows: [Int64]
  /// The price of a unit at each node.
  ///
  /// For every arc, cost + potential(from) - potential(to) is at least 0 where it could carry more,
  /// and at most 0 where it could carry less.
  package let potentials: [Int64]
  /// What the flow costs.
  package let cost: Int128
}

/// Nodes that can't get rid of what they have.
package struct FlowCut: Hashable, Sendable {
  /// The nodes, ascending.
  package let nodes: [Int]
  /// By how much their supplies exceed what the arcs that leave them can carry; above 0.
  package let surplus: Int64
}

/// Why there is no flow of least cost.
package enum FlowError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Supplies and demands differ by this much.
  case unbalanced(surplus: Int64)
  /// Some supplies can't reach the demands.
  case infeasible(FlowCut)
  /// A capacity below 0.
  case negativeCapacity(arc: Int)
  /// Amounts or costs so large that sums of them wouldn't be exact.
  case outOfRange

  package var description: String {
    switch self {
    case .unbalanced(let surplus):
      "The supplies exceed the demands by \(surplus); make them equal."
    case .infeasible(let cut):
      "The \(cut.nodes.count) nodes from node \(cut.nodes.first ?? 0) on have \(cut.surplus) more "
        + "than can leave them; add arcs or capacity."
    case .negativeCapacity(let arc):
      "Arc \(arc) has a capacity below 0; give one of at least 0."
    case .outOfRange:
      "Amounts or costs are too large for whole numbers of 64 bits; scale them down."
    }
  }
}

extension MinCostFlow {
  /// Finds a flow of least cost.
  ///
  /// - Throws: ``FlowError``, for an infeasible network with the nodes that are cut off.
  /// - Complexity: not polynomial in theory; in practice about O(arcs * sqrt(nodes)).
  package func solve() throws(FlowError) -> OptimalFlow {
    try check()
    var simplex = NetworkSimplex(self)
    simplex.run()
    if let cut = simplex.cut(supplies) { throw .infeasible(cut) }
    var cost: Int128 = 0
    for (arc, flow) in zip(arcs, simplex.flows) { cost += Int128(arc.cost) * Int128(flow) }
    return OptimalFlow(
      flows: Array(simplex.flows.prefix(arcs.count)),
      potentials: simplex.potentials(),
      cost: cost
    )
  }

  /// Refuses what can't be solved exactly.
  private func check() throws(FlowError) {
    // Half of the range is left to the artificial arcs and to sums of two potentials.
    let limit = Int128(Int64.max / 4)
    var surplus: Int128 = 0
    var amounts: Int128 = 0
    for supply in supplies {
      surplus += Int128(supply)
      amounts += Int128(supply.magnitude)
    }
    var largest: Int128 = 0
    for (position, arc) in arcs.enumerated() {
      if arc.capacity < 0 { throw .negativeCapacity(arc: position) }
      // Arcs that cost nothing or more never carry more than what there is to send.
      if arc.cost < 0 { amounts += Int128(arc.capacity) }
      largest = max(largest, Int128(arc.cost.magnitude))
    }
    if amounts > limit || (largest + 1) * Int128(supplies.count + 1) > limit { throw .outOfRange }
    if surplus != 0 { throw .unbalanced(surplus: Int64(surplus)) }
  }
}
