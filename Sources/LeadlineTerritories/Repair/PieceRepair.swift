/// Puts customers that lie apart from their territory into one that they touch.
package enum PieceRepair {
  /// Makes territories of one piece each, where that is possible.
  ///
  /// Every territory keeps the piece that weighs most. The customers of its other pieces go one by
  /// one, from the outside in, to the neighbouring territory whose sums they suit best. Pinned
  /// customers stay; so do those of islands, which no other territory touches.
  ///
  /// - Parameters:
  ///   - labels: The plan; customers in no territory (-1) are given to one too.
  ///   - problem: What is divided.
  ///   - graph: Who is a neighbour of whom.
  /// - Returns: The plan of the pieces.
  /// - Complexity: O(customers + edges), and a little for each customer that moves.
  package static func makeContiguous(
    _ labels: [Int32],
    problem: TerritoryProblem,
    graph: ContiguityGraph
  ) -> [Int32] {
    let pieces = PlanPieces(
      labels: labels,
      graph: graph,
      territories: problem.territories.count
    )
    guard pieces.counts.contains(where: { $0 > 1 }) || labels.contains(-1) else { return labels }
    let main = mainPieces(pieces, problem: problem)
    var loose = [Bool](repeating: false, count: labels.count)
    for atom in labels.indices {
      let label = labels[atom]
      guard label < 0 || main[Int(label)] != pieces.piece[atom] else { continue }
      loose[atom] = label < 0 || problem.pins[atom] != label
    }
    var customers = LooseCustomers(labels, isLoose: loose, problem: problem, graph: graph)
    return customers.settled()
  }

  /// Puts everyone where pins and eligibility allow, and everyone somewhere.
  ///
  /// Customers that are where they may be stay.
  static func settle(
    _ labels: [Int32],
    problem: TerritoryProblem,
    graph: ContiguityGraph
  ) -> [Int32] {
    var labels = labels
    var loose = [Bool](repeating: false, count: labels.count)
    var any = false
    for atom in labels.indices {
      if problem.pins[atom] >= 0 {
        labels[atom] = problem.pins[atom]
      } else if labels[atom] < 0 || !problem.allows(atom, in: Int(labels[atom])) {
        labels[atom] = -1
        loose[atom] = true
        any = true
      }
    }
    guard any else { return labels }
    var customers = LooseCustomers(labels, isLoose: loose, problem: problem, graph: graph)
    return customers.settled()
  }

  /// The piece of each territory that weighs most, -1 for none.
  private static func mainPieces(_ pieces: PlanPieces, problem: TerritoryProblem) -> [Int32] {
    var weights = [Double](repeating: 0, count: pieces.territory.count)
    for measure in problem.measures {
      let total = measure.amounts.reduce(0, +)
      guard total > 0 else { continue }
      for (atom, piece) in pieces.piece.enumerated() where piece >= 0 {
        weights[Int(piece)] += measure.amounts[atom] / total
      }
    }
    var main = [Int32](repeating: -1, count: pieces.counts.count)
    for (piece, territory) in pieces.territory.enumerated() {
      let rival = main[Int(territory)]
      if rival >= 0 {
        let (mine, theirs) = (weights[piece], weights[Int(rival)])
        let sizes = (pieces.sizes[piece], pieces.sizes[Int(rival)])
        guard mine > theirs || mine == theirs && sizes.0 > sizes.1 else { continue }
      }
      main[Int(territory)] = Int32(piece)
    }
    return main
  }
}

/// Customers that look for a territory, and the sums of those that have one.
private struct LooseCustomers {
  private let problem: TerritoryProblem
  private let graph: ContiguityGraph
  private let before: [Int32]
  private let bands: PlanBands
  private var labels: [Int32]
  private var isLoose: [Bool]
  private var sums: [Double]
  private var queue: [Int32] = []

  init(_ labels: [Int32], isLoose: [Bool], problem: TerritoryProblem, graph: ContiguityGraph) {
    self.problem = problem
    self.graph = graph
    self.isLoose = isLoose
    self.labels = labels
    before = labels
    bands = PlanBands(problem)
    let count = problem.measures.count
    var sums = [Double](repeating: 0, count: problem.territories.count * count)
    for (measure, column) in problem.measures.enumerated() {
      for atom in labels.indices where !isLoose[atom] {
        sums[Int(labels[atom]) * count + measure] += column.amounts[atom]
      }
    }
    self.sums = sums
  }

  /// Gives all of them a territory.
  mutating func settled() -> [Int32] {
    for atom in labels.indices where isLoose[atom] && touchesSettled(atom) {
      queue.append(Int32(atom))
    }
    var head = 0
    while head < queue.count {
      let atom = Int(queue[head])
      head += 1
      guard isLoose[atom] else { continue }
      var best: (harm: Double, territory: Int)?
      for other in neighbours(of: atom) where !isLoose[other] {
        consider(atom, Int(labels[other]), &best)
      }
      // Where no neighbour's territory may have it, it waits for another neighbour's.
      if let best { put(atom, in: best.territory) }
    }
    for atom in labels.indices where isLoose[atom] { putAnywhere(atom) }
    return labels
  }

  private func neighbours(of atom: Int) -> some Sequence<Int> {
    graph.neighbours[Int(graph.offsets[atom])..<Int(graph.offsets[atom + 1])].lazy.map { Int($0) }
  }

  private func touchesSettled(_ atom: Int) -> Bool {
    neighbours(of: atom).contains { !isLoose[$0] }
  }

  /// Takes a territory in view whose sums lie lower, by shares of their targets, once the customer
  /// is there.
  private func consider(
    _ atom: Int,
    _ territory: Int,
    _ best: inout (harm: Double, territory: Int)?
  ) {
    guard problem.allows(atom, in: territory) else { return }
    let count = problem.measures.count
    var harm = 0.0
    for measure in 0..<count {
      let slot = territory * count + measure
      let sum = sums[slot] + problem.measures[measure].amounts[atom]
      harm = max(harm, sum * bands.scales[slot])
    }
    if let best, (best.harm, best.territory) <= (harm, territory) { return }
    best = (harm, territory)
  }

  private mutating func put(_ atom: Int, in territory: Int) {
    labels[atom] = Int32(territory)
    isLoose[atom] = false
    let count = problem.measures.count
    for measure in 0..<count {
      sums[territory * count + measure] += problem.measures[measure].amounts[atom]
    }
    for other in neighbours(of: atom) where isLoose[other] { queue.append(Int32(other)) }
  }

  /// An island: stays where it was if it may, else goes wherever it suits best.
  private mutating func putAnywhere(_ atom: Int) {
    let label = Int(before[atom])
    if label >= 0, problem.allows(atom, in: label) { return put(atom, in: label) }
    var best: (harm: Double, territory: Int)?
    for territory in problem.territories.indices { consider(atom, territory, &best) }
    // A customer that nobody may have is refused by the problem's check; it stays out here.
    if let best { put(atom, in: best.territory) }
  }
}
