extension Shortfall {
  /// The same of customers, where it was found for atoms: each atom may be several of them.
  ///
  /// - Complexity: O(customers).
  func told(of atoms: Atoms, customers: TerritoryProblem) -> Shortfall {
    func largest(_ measure: Int, where isMeant: (Int) -> Bool) -> (customer: Int, count: Int) {
      let amounts = customers.measures[measure].amounts
      var found = (customer: -1, count: 0)
      for (customer, atom) in atoms.atoms.enumerated() where isMeant(Int(atom)) {
        found.count += 1
        if found.customer < 0 || amounts[customer] > amounts[found.customer] {
          found.customer = customer
        }
      }
      return found
    }
    switch self {
    case .pinnedTooMuch(let territory, let measure, let excess, _):
      let pins = atoms.problem.pins
      return .pinnedTooMuch(
        territory: territory,
        measure: measure,
        excess: excess,
        largest: largest(measure) { pins[$0] == Int32(territory) }.customer
      )
    case .customerTooLarge(let atom, _, let measure, let excess):
      let (customer, count) = largest(measure) { $0 == atom }
      return .customerTooLarge(
        customer: customer,
        others: count - 1,
        measure: measure,
        excess: excess
      )
    case .tooFewCustomers(let measure, _, let units, let territories):
      return .tooFewCustomers(
        measure: measure,
        customers: customers.measures[measure].amounts.count { $0 > 0 },
        units: units,
        territories: territories
      )
    default: return self
    }
  }
}
