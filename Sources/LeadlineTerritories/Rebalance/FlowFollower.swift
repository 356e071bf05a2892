/// Makes the moves that the flow between neighbouring territories asks for.
///
/// Each round works out the flow of the plan as it is, then carries part of it over every border:
/// customers next to it, those that cost the territories least compactness first. Borders that give
/// less than was asked become dearer for the next round, so that the flow goes round them.
struct FlowFollower {
  /// How much dearer than usual each pair of territories is.
  private var dearer: [UInt64: Double] = [:]

  /// Follows the flow until it asks for nothing, or nothing moves any more.
  mutating func run(_ state: inout RebalanceState, rounds: Int) {
    for round in 0..<rounds {
      let measure = state.worstMeasure()
      let pairs = neighbours(state)
      var wanted = BorderDemand(pairs: pairs, state: state, measure: measure)
        .table(dearer: dearer)
      let total = wanted.values.reduce(0, +)
      // Large flows change which territories are neighbours, so they are carried in parts.
      let part = round + 3 < rounds ? 0.5 : 1.0
      let before = wanted.values
      for slot in wanted.values.indices {
        let whole = wanted.values[slot]
        wanted.values[slot] = whole > 0 ? max(whole * part, min(whole, total * 1e-4)) : 0
      }
      let asked = wanted.values
      guard sweep(&state, wanted: &wanted, measure: measure) else { break }
      for (slot, pair) in pairs.enumerated() where before[slot] > 0 {
        let left = wanted.values[slot] / asked[slot]
        if left > 0.5 { dearer[CrossingTable.key(pair), default: 0] += 0.5 }
      }
    }
    state.addUp()
  }

  /// Where customers may go from each territory: over its borders, or to the territories nearest to
  /// it when contiguity isn't asked.
  private func neighbours(_ state: RebalanceState) -> [AdjacencyFlow.Link] {
    guard !state.contiguous else {
      return AdjacencyFlow.neighbours(labels: state.labels, graph: state.plan.graph)
    }
    return state.nearTerritories().enumerated().flatMap { from, near in
      near.sorted().map { AdjacencyFlow.Link(from: Int32(from), to: $0) }
    }
  }

  /// Carries what is wanted over the borders; false when nothing moved.
  private func sweep(
    _ state: inout RebalanceState,
    wanted: inout CrossingTable,
    measure: Int
  ) -> Bool {
    var queue = LeastFirst()
    if state.contiguous {
      for atom in state.plan.border { push(Int(atom), state, wanted, measure, &queue) }
    } else {
      let near = state.nearTerritories()
      for atom in state.labels.indices where state.labels[atom] >= 0 {
        for territory in near[Int(state.labels[atom])] {
          push(atom, to: Int(territory), state, wanted, measure, &queue)
        }
      }
    }
    var moved = false
    while let entry = queue.pop() {
      let atom = Int(entry.item)
      let to = Int(entry.label)
      let from = Int(state.labels[atom])
      guard from >= 0, let slot = wanted.position(from, to) else { continue }
      let amount = state.plan.amounts[atom * state.plan.measures + measure]
      guard 2 * wanted.values[slot] >= amount, !state.contiguous || state.plan.touches(atom, to),
        state.mayLeave(atom)
      else { continue }
      state.move(atom, to: to)
      state.consider()
      moved = true
      wanted.values[slot] -= amount
      guard state.contiguous else { continue }
      for edge in Int(state.plan.graph.offsets[atom])..<Int(state.plan.graph.offsets[atom + 1]) {
        let other = Int(state.plan.graph.neighbours[edge])
        push(other, state, wanted, measure, &queue)
      }
    }
    return moved
  }

  /// Queues the moves of a customer to the territories of its neighbours.
  private func push(
    _ atom: Int,
    _ state: RebalanceState,
    _ wanted: CrossingTable,
    _ measure: Int,
    _ queue: inout LeastFirst
  ) {
    var last: Int32 = -1
    for edge in Int(state.plan.graph.offsets[atom])..<Int(state.plan.graph.offsets[atom + 1]) {
      let label = state.labels[Int(state.plan.graph.neighbours[edge])]
      guard label >= 0, label != last else { continue }
      last = label
      push(atom, to: Int(label), state, wanted, measure, &queue)
    }
  }

  private func push(
    _ atom: Int,
    to territory: Int,
    _ state: RebalanceState,
    _ wanted: CrossingTable,
    _ measure: Int,
    _ queue: inout LeastFirst
  ) {
    let from = Int(state.labels[atom])
    let amount = state.plan.amounts[atom * state.plan.measures + measure]
    guard from >= 0, territory != from, amount > 0, state.movable[atom],
      let slot = wanted.position(from, territory), 2 * wanted.values[slot] >= amount,
      state.plan.problem.allows(atom, in: territory)
    else { return }
    var key = state.costChange(atom, to: territory)
    if state.plan.measures > 1 {
      // With several measures, customers that help the others too come first.
      key += 4 * state.perTarget * state.excessChange(atom, to: territory)
    }
    queue.push(
      .init(
        key: key / (amount * state.bands.scales[from * state.plan.measures + measure]),
        item: Int32(atom),
        label: Int32(territory)
      )
    )
  }
}
