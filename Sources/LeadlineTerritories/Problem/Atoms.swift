/// The units that a plan is made of: customers that can't or must not be parted count as one.
///
/// One atom is a group of customers that must stay together, or all customers at one place that are
/// in the same territory now and held by the same pin and eligibility. So a mall with customers of two
/// territories is left as it is unless a plan has a reason to change it; a new customer goes with the
/// heaviest of those that are there.
public struct Atoms: Sendable {
  /// The problem with one customer per atom; its groups are all -1.
  public let problem: TerritoryProblem
  /// The atom of each customer.
  public let atoms: [Int32]
  /// The place at which each atom stands: that of its heaviest customer.
  public let places: [Int32]
  private let placesOfCustomers: [Int32]

  /// Joins the customers of a problem into atoms.
  ///
  /// - Parameters:
  ///   - customers: The problem; its columns are sound, see ``TerritoryProblem/check()``.
  ///   - places: The number of each customer's place, see ``PlaceNumbers``; atoms are in its order.
  /// - Throws: ``TerritoriesError/groupPinnedApart(customer:other:)``, and
  ///   ``TerritoriesError/nowhereAllowed(customer:)`` for a group whose customers no territory may have
  ///   together.
  /// - Complexity: O(n log n).
  public init(_ customers: TerritoryProblem, places: [Int32]) throws(TerritoriesError) {
    let hosts = Self.hosts(customers, places)
    let amounts = customers.measures[0].amounts
    // By place rather than by row, so that plans do not depend on the order of the rows.
    let order = customers.x.indices.sorted {
      (Key(customers, places, hosts, $0), amounts[$0], $0)
        < (Key(customers, places, hosts, $1), amounts[$1], $1)
    }
    var atoms = [Int32](repeating: 0, count: customers.count)
    var count: Int32 = 0
    for (rank, customer) in order.enumerated() {
      if rank > 0,
        Key(customers, places, hosts, customer) != Key(customers, places, hosts, order[rank - 1])
      {
        count += 1
      }
      atoms[customer] = count
    }
    self.atoms = atoms
    placesOfCustomers = places
    let joined = try AtomSums(customers, atoms: atoms, order: order)
    problem = joined.problem
    self.places = joined.heaviest.map { places[Int($0)] }
    for atom in 0..<problem.count
    where !problem.territories.indices.contains(where: { problem.allows(atom, in: $0) }) {
      throw .nowhereAllowed(customer: Int(joined.heaviest[atom]))
    }
  }

  /// The labels of customers from those of atoms.
  ///
  /// - Complexity: O(customers).
  public func labels(of labels: [Int32]) -> [Int32] {
    atoms.map { labels[Int($0)] }
  }

  /// Which atoms are neighbours: those at one place, and those at neighbouring places.
  ///
  /// - Parameter graph: Which places are neighbours, by their numbers.
  /// - Returns: The same of atoms.
  /// - Complexity: O(edges log edges).
  public func graph(of graph: ContiguityGraph) -> ContiguityGraph {
    // The atoms with customers at each place.
    var standing = zip(placesOfCustomers, atoms).map { UInt64($0) << 32 | UInt64($1) }
    standing.sort()
    var starts = [Int](repeating: 0, count: graph.count + 1)
    var members: [Int32] = []
    var last = UInt64.max
    for entry in standing where entry != last {
      last = entry
      members.append(Int32(truncatingIfNeeded: entry & 0xffff_ffff))
      starts[Int(entry >> 32) + 1] = members.count
    }
    for place in 0..<graph.count { starts[place + 1] = max(starts[place + 1], starts[place]) }
    guard members.count != graph.count || problem.count != graph.count || members != places else {
      return graph
    }
    var pairs: [(Int32, Int32)] = []
    pairs.reserveCapacity(graph.neighbours.count / 2)
    for place in 0..<graph.count {
      for atom in members[starts[place]..<starts[place + 1]] {
        for other in members[starts[place]..<starts[place + 1]] where other > atom {
          pairs.append((atom, other))
        }
        for edge in Int(graph.offsets[place])..<Int(graph.offsets[place + 1]) {
          let neighbour = Int(graph.neighbours[edge])
          for other in members[starts[neighbour]..<starts[neighbour + 1]] where other > atom {
            pairs.append((atom, other))
          }
        }
      }
    }
    return ContiguityGraph(count: problem.count, pairs: pairs)
  }

  /// The present territory at each place, that of the heaviest customer there that has one; -1 for
  /// none.
  private static func hosts(_ customers: TerritoryProblem, _ places: [Int32]) -> [Int32] {
    let count = Int(places.max() ?? -1) + 1
    var heaviest = [Int32](repeating: -1, count: count)
    let amounts = customers.measures[0].amounts
    for (customer, place) in places.enumerated() where customers.present[customer] >= 0 {
      let best = heaviest[Int(place)]
      if best < 0 || amounts[customer] > amounts[Int(best)] {
        heaviest[Int(place)] = Int32(customer)
      }
    }
    return heaviest.map { $0 < 0 ? -1 : customers.present[Int($0)] }
  }

  /// What makes customers one atom.
  private struct Key: Comparable {
    let group: Int32
    let place: Int32
    let present: Int32
    let pin: Int32
    let eligibility: Int32

    init(
      _ customers: TerritoryProblem,
      _ places: [Int32],
      _ hosts: [Int32],
      _ customer: Int
    ) {
      group = customers.groups[customer]
      let isAlone = group < 0
      place = isAlone ? places[customer] : -1
      let own = customers.present[customer]
      present = isAlone ? (own < 0 ? hosts[Int(places[customer])] : own) : -1
      pin = isAlone ? customers.pins[customer] : -1
      eligibility = isAlone ? customers.eligibility[customer] : -1
    }

    static func < (first: Self, second: Self) -> Bool {
      if first.group != second.group { return first.group < second.group }
      if first.place != second.place { return first.place < second.place }
      if first.present != second.present { return first.present < second.present }
      if first.pin != second.pin { return first.pin < second.pin }
      return first.eligibility < second.eligibility
    }
  }
}
