/// Adds up what the customers of each atom are and need.
struct AtomSums {
  /// The problem with one customer per atom.
  private(set) var problem: TerritoryProblem
  /// The customer with the largest first amount of each atom, the first one among equals.
  let heaviest: [Int32]

  /// Adds up.
  ///
  /// - Parameters:
  ///   - customers: The problem; at least one customer.
  ///   - atoms: The atom of each customer.
  ///   - order: The customers in the order in which amounts are added, those of an atom together.
  /// - Throws: ``TerritoriesError/groupPinnedApart(customer:other:)``.
  init(
    _ customers: TerritoryProblem,
    atoms: [Int32],
    order: [Int]
  ) throws(TerritoriesError) {
    let count = Int(atoms[order[order.count - 1]]) + 1
    heaviest = Self.heaviest(customers, atoms, count)
    let representatives = heaviest
    problem = TerritoryProblem(
      x: representatives.map { customers.x[Int($0)] },
      y: representatives.map { customers.y[Int($0)] },
      measures: customers.measures.map { measure in
        var sums = [Double](repeating: 0, count: count)
        for customer in order { sums[Int(atoms[customer])] += measure.amounts[customer] }
        return BalanceMeasure(name: measure.name, tolerance: measure.tolerance, amounts: sums)
      },
      territories: customers.territories
    )
    problem.present = representatives.map { customers.present[Int($0)] }
    // The heaviest customer may be new where others are not.
    for (customer, atom) in atoms.enumerated() where problem.present[Int(atom)] < 0 {
      problem.present[Int(atom)] = customers.present[customer]
    }
    problem.ties = Self.ties(customers, atoms, problem)
    try pin(customers, atoms)
    restrict(customers, atoms)
  }

  private static func heaviest(
    _ customers: TerritoryProblem,
    _ atoms: [Int32],
    _ count: Int
  ) -> [Int32] {
    var heaviest = [Int32](repeating: -1, count: count)
    let amounts = customers.measures[0].amounts
    for (customer, atom) in atoms.enumerated() {
      let best = heaviest[Int(atom)]
      if best < 0 || amounts[customer] > amounts[Int(best)] {
        heaviest[Int(atom)] = Int32(customer)
      }
    }
    return heaviest
  }

  /// The mean tie of each atom's customers, weighted by amount.
  private static func ties(
    _ customers: TerritoryProblem,
    _ atoms: [Int32],
    _ problem: TerritoryProblem
  ) -> [Double] {
    guard customers.ties.contains(where: { $0 != 1 }) else { return problem.ties }
    var sums = [Double](repeating: 0, count: problem.count)
    var weights = sums
    for (customer, atom) in atoms.enumerated() {
      // Customers without any amount count a little, so that their ties are not lost.
      let weight = customers.measures[0].amounts[customer] + 1e-9
      sums[Int(atom)] += weight * customers.ties[customer]
      weights[Int(atom)] += weight
    }
    return zip(sums, weights).map { $0 / $1 }
  }

  private mutating func pin(
    _ customers: TerritoryProblem,
    _ atoms: [Int32]
  ) throws(TerritoriesError) {
    var pinned = [Int32](repeating: -1, count: problem.count)
    for (customer, atom) in atoms.enumerated() where customers.pins[customer] >= 0 {
      let pin = customers.pins[customer]
      if problem.pins[Int(atom)] >= 0 && problem.pins[Int(atom)] != pin {
        throw .groupPinnedApart(customer: Int(pinned[Int(atom)]), other: customer)
      }
      problem.pins[Int(atom)] = pin
      pinned[Int(atom)] = Int32(customer)
    }
  }

  /// An atom may go where all its customers may go.
  private mutating func restrict(_ customers: TerritoryProblem, _ atoms: [Int32]) {
    problem.eligibleSets = customers.eligibleSets
    for (customer, atom) in atoms.enumerated() where customers.eligibility[customer] >= 0 {
      let set = customers.eligibility[customer]
      let earlier = problem.eligibility[Int(atom)]
      if earlier < 0 {
        problem.eligibility[Int(atom)] = set
      } else if earlier != set {
        let both = zip(problem.eligibleSets[Int(earlier)], customers.eligibleSets[Int(set)])
        problem.eligibility[Int(atom)] = Int32(problem.eligibleSets.count)
        problem.eligibleSets.append(both.map { $0 && $1 })
      }
    }
  }
}
