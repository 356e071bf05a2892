/// What makes a plan impossible before any search.
public enum TerritoriesError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is nobody to give to territories.
  case noCustomers
  /// There is no territory to give customers to.
  case noTerritories
  /// Two territories have one id.
  case duplicateTerritory(String)
  /// A capacity that is no number above 0.
  case badCapacity(territory: String)
  /// An amount that is no number of at least 0; the customer by its position.
  case badAmount(measure: String, customer: Int)
  /// A measure whose amounts are all 0, so that it can't be shared out.
  case emptyMeasure(String)
  /// A measure whose sum is too small or too large to work with.
  case unusableSum(measure: String)
  /// A tolerance that is no number of at least 0.
  case badTolerance(measure: String)
  /// Customers that must stay together are pinned to different territories; one of each, by position.
  case groupPinnedApart(customer: Int, other: Int)
  /// A customer that no territory may have, by its position.
  case nowhereAllowed(customer: Int)
  /// A territory to be split that has no two customers of which one may go.
  case nothingToSplit(territory: String)

  /// One sentence that says what is wrong and what would be right.
  public var description: String {
    switch self {
    case .noCustomers: "there are no customers to plan for; name stores that have a place"
    case .noTerritories: "there are no territories; name reps, or how many there shall be"
    case .duplicateTerritory(let id):
      "the territory '\(id)' is named twice; give each rep a territory of its own"
    case .badCapacity(let territory):
      "the capacity of the territory '\(territory)' is not within 1e-6...1e18; correct it, or leave it empty for all"
    case .badAmount(let measure, let customer):
      "customer \(customer + 1) has no usable '\(measure)'; amounts are numbers of at least 0"
    case .emptyMeasure(let measure):
      "every customer has 0 for '\(measure)', so it can't be balanced; name another measure"
    case .unusableSum(let measure):
      "the '\(measure)' of all customers adds up to less than 1e-6 or more than 1e18; give it in"
        + " another unit"
    case .badTolerance(let measure):
      "the tolerance of '\(measure)' is not a share of at least 0; write it as 5%"
    case .groupPinnedApart(let customer, let other):
      "customers \(customer + 1) and \(other + 1) must stay together but are pinned to different"
        + " territories; pin them to one"
    case .nowhereAllowed(let customer):
      "no territory may have customer \(customer + 1); widen what it is eligible for"
    case .nothingToSplit(let territory):
      "the territory '\(territory)' can't be split, as it has no two customers of which one may go;"
        + " those at one place or of one group, pinned or not eligible stay; name another territory"
    }
  }
}

extension TerritoryProblem {
  /// Checks that the columns can be worked with.
  ///
  /// - Throws: The first fault found, as ``TerritoriesError``.
  /// - Complexity: O(customers × measures + territories).
  public func check() throws(TerritoriesError) {
    guard count > 0 else { throw .noCustomers }
    guard !territories.isEmpty else { throw .noTerritories }
    var ids: Set<[UInt8]> = []
    for territory in territories {
      guard ids.insert(Array(territory.id.utf8)).inserted else {
        throw .duplicateTerritory(territory.id)
      }
      guard territory.capacity >= 1e-6, territory.capacity <= 1e18 else {
        throw .badCapacity(territory: territory.id)
      }
    }
    for measure in measures {
      guard measure.tolerance >= 0, measure.tolerance <= 100 else {
        throw .badTolerance(measure: measure.name)
      }
      for (customer, amount) in measure.amounts.enumerated() where !(amount >= 0 && amount.isFinite)
      {
        throw .badAmount(measure: measure.name, customer: customer)
      }
      guard measure.amounts.contains(where: { $0 > 0 }) else { throw .emptyMeasure(measure.name) }
      guard (1e-6...1e18).contains(measure.amounts.reduce(0, +)) else {
        throw .unusableSum(measure: measure.name)
      }
    }
    for customer in 0..<count
    where eligibility[customer] >= 0
      && !territories.indices.contains(where: { allows(customer, in: $0) })
    {
      throw .nowhereAllowed(customer: customer)
    }
  }
}
