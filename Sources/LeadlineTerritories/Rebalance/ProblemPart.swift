/// Some of a problem's customers and territories as a problem of their own.
struct ProblemPart: Sendable {
  /// The part; its territories and customers are numbered in the order in which they were chosen.
  let problem: TerritoryProblem
  /// The edges between its customers.
  let graph: ContiguityGraph
  /// The customers of the whole that are in it.
  let atoms: [Int32]
  /// The territories of the whole that are in it.
  let territories: [Int32]
  /// Where each territory of the whole is in the part; -1 for those that aren't.
  private let positions: [Int32]

  /// Cuts a part out; what points out of it (present territories, pins) becomes -1.
  ///
  /// - Complexity: O(customers of the whole + edges of the part).
  init(
    of whole: TerritoryProblem,
    graph: ContiguityGraph,
    atoms: [Int32],
    territories: [Int32]
  ) {
    var positions = [Int32](repeating: -1, count: whole.territories.count)
    for (position, territory) in territories.enumerated() {
      positions[Int(territory)] = Int32(position)
    }
    func map(_ labels: [Int32]) -> [Int32] {
      atoms.map { labels[Int($0)] < 0 ? -1 : positions[Int(labels[Int($0)])] }
    }
    func pick<Value>(_ column: [Value]) -> [Value] { atoms.map { column[Int($0)] } }
    var part = TerritoryProblem(
      x: pick(whole.x),
      y: pick(whole.y),
      measures: whole.measures.map {
        BalanceMeasure(name: $0.name, tolerance: $0.tolerance, amounts: pick($0.amounts))
      },
      territories: territories.map { whole.territories[Int($0)] }
    )
    part.present = map(whole.present)
    part.pins = map(whole.pins)
    part.ties = pick(whole.ties)
    part.groups = pick(whole.groups)
    part.eligibility = pick(whole.eligibility)
    part.eligibleSets = whole.eligibleSets.map { set in territories.map { set[Int($0)] } }
    problem = part
    self.graph = graph.part(atoms)
    self.atoms = atoms
    self.territories = territories
    self.positions = positions
  }

  /// Where a territory of the whole is in the part; -1 when it isn't.
  func position(of territory: Int) -> Int { Int(positions[territory]) }

  /// The bands of the whole, for the territories of the part.
  func bands(_ whole: PlanBands) -> PlanBands {
    let measures = problem.measures.count
    func pick(_ column: [Double]) -> [Double] {
      territories.flatMap { territory in
        (0..<measures).map { column[Int(territory) * measures + $0] }
      }
    }
    return PlanBands(
      targets: pick(whole.targets),
      low: pick(whole.low),
      high: pick(whole.high),
      scales: pick(whole.scales)
    )
  }

  /// Writes labels of the part into those of the whole.
  func write(_ labels: [Int32], into whole: inout [Int32]) {
    for (place, atom) in atoms.enumerated() {
      whole[Int(atom)] = labels[place] < 0 ? -1 : territories[Int(labels[place])]
    }
  }
}
