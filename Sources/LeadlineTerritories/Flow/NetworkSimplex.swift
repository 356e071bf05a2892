/// The simplex method on a network: a spanning tree that improves arc by arc.
///
/// The tree is kept "strongly feasible" (every node can send one more unit to the root along it),
/// so that steps that change nothing can't go round in circles. The entering arc is the worst of a
/// block; the next search begins where the last one ended.
///
/// Source: W. H. Cunningham, A network simplex method, Mathematical Programming 11 (1976),
/// doi:10.1007/BF01580379, for strong feasibility; the search in blocks is that of M. D.
/// Grigoriadis, Mathematical Programming Study 26 (1986), doi:10.1007/BFb0121089.
struct NetworkSimplex {
  /// A node's place in the tree.
  private struct Node {
    var parent: Int32 = -1
    /// The arc that joins it to its parent.
    var arc: Int32 = -1
    /// Whether that arc leads from the node to its parent.
    var arcGoesUp = false
    var depth: Int32 = 0
    var firstChild: Int32 = -1
    var next: Int32 = -1
    var previous: Int32 = -1
    var potential: Int64 = 0
  }

  /// What the search for an entering arc reads.
  private struct Arc {
    var from: Int32
    var to: Int32
    var cost: Int64
    /// 1 for an empty arc outside of the tree, -1 for a full one, 0 for one of the tree.
    var state: Int64
  }

  /// What each arc carries; the artificial arcs, one per node, follow the given ones.
  private(set) var flows: [Int64]
  private var arcs: [Arc]
  private var capacities: [Int64]
  private var nodes: [Node]
  private let given: Int
  private let root: Int
  private var searchStart = 0
  private let blockSize: Int

  /// Starts with every node joined to the root by an arc that nobody would pay for.
  init(_ network: MinCostFlow) {
    given = network.arcs.count
    root = network.supplies.count
    arcs = network.arcs.map { Arc(from: $0.from, to: $0.to, cost: $0.cost, state: 1) }
    capacities = network.arcs.map(\.capacity)
    flows = [Int64](repeating: 0, count: given)
    nodes = [Node](repeating: Node(), count: root + 1)
    blockSize = max(Int(Double(given).squareRoot()), 32)
    let dear = (network.arcs.map(\.cost.magnitude).max() ?? 0) + 1
    let price = Int64(dear) * Int64(root + 1)
    for node in 0..<root {
      let supply = network.supplies[node]
      let up = supply >= 0
      arcs.append(
        Arc(
          from: Int32(up ? node : root),
          to: Int32(up ? root : node),
          cost: up ? 0 : price,
          state: 0
        )
      )
      capacities.append(Int64.max)
      flows.append(up ? supply : -supply)
      nodes[node].arc = Int32(given + node)
      nodes[node].arcGoesUp = up
      nodes[node].potential = up ? 0 : price
      attach(node, to: root)
    }
  }

  /// Improves the tree until no arc can.
  mutating func run() {
    while let entering = findEntering() { pivot(entering) }
  }

  /// The price of a unit at each given node.
  func potentials() -> [Int64] { nodes.dropLast().map(\.potential) }

  // MARK: The entering arc

  /// The arc of the next block that saves most per unit; nil when none saves anything.
  private mutating func findEntering() -> Int? {
    var best: Int64 = 0
    var chosen = -1
    var position = searchStart
    var left = blockSize
    for _ in 0..<given {
      let arc = arcs[position]
      let reduced =
        arc.state * (arc.cost + nodes[Int(arc.from)].potential - nodes[Int(arc.to)].potential)
      if reduced < best {
        best = reduced
        chosen = position
      }
      position += 1
      if position == given { position = 0 }
      left -= 1
      if left == 0 {
        if chosen >= 0 { break }
        left = blockSize
      }
    }
    searchStart = position
    return chosen >= 0 ? chosen : nil
  }

  // MARK: A step

  /// Sends as much as fits round the circle that an arc closes, and swaps it for the arc that
  /// limits it.
  private mutating func pivot(_ entering: Int) {
    let arc = arcs[entering]
    // The circle runs up from `head` to the join and down to `tail`, then over the arc to `head`.
    let tail = Int(arc.state > 0 ? arc.from : arc.to)
    let head = Int(arc.state > 0 ? arc.to : arc.from)
    let join = meeting(tail, head)
    var amount = capacities[entering]
    var leaving = -1
    var leavesTailSide = false
    var node = tail
    while node != join {
      let step = nodes[node]
      let flow = flows[Int(step.arc)]
      let room = step.arcGoesUp ? flow : capacities[Int(step.arc)] - flow
      if room < amount {
        amount = room
        leaving = node
        leavesTailSide = true
      }
      node = Int(step.parent)
    }
    node = head
    while node != join {
      let step = nodes[node]
      let flow = flows[Int(step.arc)]
      let room = step.arcGoesUp ? capacities[Int(step.arc)] - flow : flow
      // The last of several equal limits keeps the tree strongly feasible.
      if room <= amount {
        amount = room
        leaving = node
        leavesTailSide = false
      }
      node = Int(step.parent)
    }
    if amount > 0 { send(amount, over: entering, from: tail, to: head, join: join) }
    if leaving < 0 {
      arcs[entering].state = -arc.state
      return
    }
    let out = Int(nodes[leaving].arc)
    arcs[entering].state = 0
    arcs[out].state = flows[out] == 0 ? 1 : -1
    hang(from: leaving, by: entering, at: leavesTailSide ? tail : head)
  }

  /// The lowest node above both.
  private func meeting(_ first: Int, _ second: Int) -> Int {
    var a = first
    var b = second
    while a != b {
      if nodes[a].depth >= nodes[b].depth {
        a = Int(nodes[a].parent)
      } else {
        b = Int(nodes[b].parent)
      }
    }
    return a
  }

  /// Changes the flows round the circle.
  private mutating func send(
    _ amount: Int64,
    over entering: Int,
    from tail: Int,
    to head: Int,
    join: Int
  ) {
    flows[entering] += arcs[entering].state * amount
    var node = tail
    while node != join {
      flows[Int(nodes[node].arc)] += nodes[node].arcGoesUp ? -amount : amount
      node = Int(nodes[node].parent)
    }
    node = head
    while node != join {
      flows[Int(nodes[node].arc)] += nodes[node].arcGoesUp ? amount : -amount
      node = Int(nodes[node].parent)
    }
  }

  // MARK: The tree

  /// Cuts the subtree under `top` off and hangs it up by its node `grip` on the entering arc.
  private mutating func hang(from top: Int, by entering: Int, at grip: Int) {
    let arc = arcs[entering]
    var above = Int(Int(arc.from) == grip ? arc.to : arc.from)
    var joining = entering
    var node = grip
    while true {
      let parent = Int(nodes[node].parent)
      let next = Int(nodes[node].arc)
      detach(node)
      nodes[node].arc = Int32(joining)
      nodes[node].arcGoesUp = Int(arcs[joining].from) == node
      attach(node, to: above)
      if node == top { break }
      above = node
      joining = next
      node = parent
    }
    let end = Int(Int(arc.from) == grip ? arc.to : arc.from)
    let reduced = arc.cost + nodes[Int(arc.from)].potential - nodes[Int(arc.to)].potential
    let shift = Int(arc.from) == grip ? -reduced : reduced
    renew(grip, depth: nodes[end].depth + 1, shift: shift)
  }

  /// Sets depths and shifts potentials in a subtree.
  private mutating func renew(_ top: Int, depth: Int32, shift: Int64) {
    var node = top
    nodes[top].depth = depth
    nodes[top].potential += shift
    while true {
      var next = nodes[node].firstChild
      while next < 0 {
        if node == top { return }
        next = nodes[node].next
        if next < 0 { node = Int(nodes[node].parent) }
      }
      node = Int(next)
      nodes[node].depth = nodes[Int(nodes[node].parent)].depth + 1
      nodes[node].potential += shift
    }
  }

  private mutating func detach(_ node: Int) {
    let entry = nodes[node]
    if entry.previous >= 0 {
      nodes[Int(entry.previous)].next = entry.next
    } else {
      nodes[Int(entry.parent)].firstChild = entry.next
    }
    if entry.next >= 0 { nodes[Int(entry.next)].previous = entry.previous }
  }

  private mutating func attach(_ node: Int, to parent: Int) {
    let next = nodes[parent].firstChild
    nodes[node].parent = Int32(parent)
    nodes[node].depth = nodes[parent].depth + 1
    nodes[node].previous = -1
    nodes[node].next = next
    if next >= 0 { nodes[Int(next)].previous = Int32(node) }
    nodes[parent].firstChild = Int32(node)
  }

  // MARK: When it can't be done

  /// The nodes that supplies are stuck in; nil when all arrive.
  func cut(_ supplies: [Int64]) -> FlowCut? {
    var reached = (0..<root).map { flows[given + $0] > 0 && Int(arcs[given + $0].from) == $0 }
    guard reached.contains(true) else { return nil }
    var out = [[Int32]](repeating: [], count: root)
    for arc in 0..<given {
      if flows[arc] < capacities[arc] { out[Int(arcs[arc].from)].append(arcs[arc].to) }
      if flows[arc] > 0 { out[Int(arcs[arc].to)].append(arcs[arc].from) }
    }
    var open = (0..<root).filter { reached[$0] }
    while let node = open.popLast() {
      for next in out[node] where !reached[Int(next)] {
        reached[Int(next)] = true
        open.append(Int(next))
      }
    }
    var surplus = Int64(0)
    for node in 0..<root where reached[node] { surplus += supplies[node] }
    for arc in 0..<given where reached[Int(arcs[arc].from)] && !reached[Int(arcs[arc].to)] {
      surplus -= capacities[arc]
    }
    return FlowCut(nodes: (0..<root).filter { reached[$0] }, surplus: surplus)
  }
}
