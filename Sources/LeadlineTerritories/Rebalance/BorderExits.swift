/// The customers that may go over each border, the one that costs least for its load first.
///
/// Entries are not taken out when a plan changes under them: those that no longer hold are skipped
/// when they come up, and whoever moves a customer lists its neighbours anew.
struct BorderExits {
  /// One border, in one direction.
  private struct Exit {
    let to: Int32
    var queue = LeastFirst()
    /// Nothing useful went this way when it was last tried.
    var isClosed = false
  }

  /// The measure that customers are weighed by.
  let measure: Int
  /// Where customers go when contiguity isn't asked; empty when it is.
  private let near: [[Int32]]
  private var exits: [[Exit]]

  /// So many of the cheapest are looked at for the one that fits best.
  private static let choices = 6
  /// Where something would even gain, it costs a little all the same, so that nothing goes in circles.
  private static let leastCost = 0.02

  /// Lists all customers that may go somewhere.
  ///
  /// - Complexity: O(customers at borders · log); of all customers when contiguity isn't asked.
  init(_ state: RebalanceState, measure: Int) {
    self.measure = measure
    near = state.contiguous ? [] : state.nearTerritories()
    exits = [[Exit]](repeating: [], count: state.plan.territories)
    if state.contiguous {
      for atom in state.plan.border { list(Int(atom), state) }
    } else {
      for atom in state.labels.indices { list(atom, state) }
    }
  }

  /// Lists where a customer may go.
  mutating func list(_ atom: Int, _ state: RebalanceState) {
    let from = Int(state.labels[atom])
    guard from >= 0, state.movable[atom], load(atom, state) > 0 else { return }
    guard state.contiguous else {
      for territory in near[from] { list(atom, from: from, to: territory, state) }
      return
    }
    var last: Int32 = -1
    for edge in Int(state.plan.graph.offsets[atom])..<Int(state.plan.graph.offsets[atom + 1]) {
      let label = state.labels[Int(state.plan.graph.neighbours[edge])]
      guard label >= 0, label != last, label != Int32(from) else { continue }
      last = label
      list(atom, from: from, to: label, state)
    }
  }

  private mutating func list(_ atom: Int, from: Int, to: Int32, _ state: RebalanceState) {
    guard state.plan.problem.allows(atom, in: Int(to)) else { return }
    let cost = state.costChange(atom, to: Int(to)) / load(atom, state)
    let entry = LeastFirst.Entry(key: cost, item: Int32(atom), label: to)
    if let slot = exits[from].firstIndex(where: { $0.to == to }) {
      exits[from][slot].queue.push(entry)
    } else {
      exits[from].append(Exit(to: to))
      exits[from][exits[from].count - 1].queue.push(entry)
    }
  }

  /// Lists a customer that has moved and its neighbours.
  mutating func listAround(_ atom: Int, _ state: RebalanceState) {
    list(atom, state)
    guard state.contiguous else { return }
    for edge in Int(state.plan.graph.offsets[atom])..<Int(state.plan.graph.offsets[atom + 1]) {
      list(Int(state.plan.graph.neighbours[edge]), state)
    }
  }

  /// A customer's share of all load.
  func load(_ atom: Int, _ state: RebalanceState) -> Double {
    let slot = Int(state.labels[atom]) * state.plan.measures + measure
    return state.plan.amounts[atom * state.plan.measures + measure] * state.bands.scales[slot]
      * state.perTarget
  }

  /// What it costs a unit to go over each open border of a territory.
  mutating func costs(from: Int, _ state: RebalanceState) -> [(to: Int, cost: Double)] {
    var costs: [(to: Int, cost: Double)] = []
    costs.reserveCapacity(exits[from].count)
    for slot in exits[from].indices where !exits[from][slot].isClosed {
      while let first = exits[from][slot].queue.first {
        if Self.holds(first, from, state) {
          costs.append((Int(exits[from][slot].to), max(first.key, Self.leastCost)))
          break
        }
        exits[from][slot].queue.pop()
      }
    }
    return costs
  }

  /// Whether an entry still says what might be.
  private static func holds(_ entry: LeastFirst.Entry, _ from: Int, _ state: RebalanceState) -> Bool
  {
    let atom = Int(entry.item)
    return state.labels[atom] == Int32(from)
      && (!state.contiguous || state.plan.touches(atom, Int(entry.label)))
  }

  /// Takes out the customer that had best go over a border; nil when none can.
  mutating func take(
    from: Int,
    to: Int,
    _ state: inout RebalanceState,
    price: Double
  ) -> Int? {
    guard let slot = exits[from].firstIndex(where: { $0.to == Int32(to) }) else { return nil }
    var met: [LeastFirst.Entry] = []
    var best: (value: Double, entry: LeastFirst.Entry)?
    while met.count < Self.choices, let entry = exits[from][slot].queue.pop() {
      let atom = Int(entry.item)
      guard Self.holds(entry, from, state), !met.contains(where: { $0.item == entry.item }) else {
        continue
      }
      let worth = price * state.perTarget * state.excessChange(atom, to: to)
      let value = (worth + state.costChange(atom, to: to)) / load(atom, state)
      if value < best?.value ?? .infinity {
        // What can't leave isn't listed again before something next to it moves.
        guard state.mayLeave(atom) else { continue }
        best = (value, entry)
      }
      met.append(entry)
    }
    for entry in met where entry.item != best?.entry.item { exits[from][slot].queue.push(entry) }
    return best.map { Int($0.entry.item) }
  }

  /// Closes a border in one direction, until its territories change.
  mutating func close(from: Int, to: Int) {
    guard let slot = exits[from].firstIndex(where: { $0.to == Int32(to) }) else { return }
    exits[from][slot].isClosed = true
  }

  /// Opens all borders of a territory again, outwards.
  mutating func open(from: Int) {
    for slot in exits[from].indices { exits[from][slot].isClosed = false }
  }
}
