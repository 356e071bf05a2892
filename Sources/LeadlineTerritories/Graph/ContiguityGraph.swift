/// Which customers are neighbours: an undirected graph in compressed rows.
///
/// The neighbours of customer i are `neighbours[offsets[i]..<offsets[i + 1]]`, ascending; every edge
/// is listed from both ends.
public struct ContiguityGraph: Hashable, Sendable {
  /// Where each customer's neighbours begin; one more than there are customers.
  public let offsets: [Int32]
  /// The neighbours.
  public let neighbours: [Int32]

  /// Makes a graph of compressed rows.
  package init(offsets: [Int32], neighbours: [Int32]) {
    self.offsets = offsets
    self.neighbours = neighbours
  }

  /// The graph without the edges of some customers, who are neighbours of nobody then.
  ///
  /// - Parameter isAlone: One flag per customer.
  /// - Returns: The graph; this one if there is none.
  /// - Complexity: O(customers + edges).
  func without(edgesOf isAlone: [Bool]) -> ContiguityGraph {
    guard isAlone.contains(true) else { return self }
    var kept: [Int32] = []
    kept.reserveCapacity(neighbours.count)
    var ends: [Int32] = [0]
    ends.reserveCapacity(offsets.count)
    for customer in 0..<count {
      if !isAlone[customer] {
        for edge in Int(offsets[customer])..<Int(offsets[customer + 1])
        where !isAlone[Int(neighbours[edge])] {
          kept.append(neighbours[edge])
        }
      }
      ends.append(Int32(kept.count))
    }
    return ContiguityGraph(offsets: ends, neighbours: kept)
  }

  /// The graph of some customers alone.
  ///
  /// - Parameter members: Their positions, each once, in any order.
  /// - Returns: A graph whose customers are the members, in their order.
  /// - Complexity: O(customers + edges of the members).
  func part(_ members: [Int32]) -> ContiguityGraph {
    var places = [Int32](repeating: -1, count: count)
    for (place, member) in members.enumerated() { places[Int(member)] = Int32(place) }
    var ends: [Int32] = [0]
    ends.reserveCapacity(members.count + 1)
    var kept: [Int32] = []
    kept.reserveCapacity(6 * members.count)
    for member in members {
      let first = kept.count
      for edge in Int(offsets[Int(member)])..<Int(offsets[Int(member) + 1]) {
        let place = places[Int(neighbours[edge])]
        guard place >= 0 else { continue }
        // Rows are short, and ascend: put each neighbour where it belongs.
        var slot = kept.count
        kept.append(place)
        while slot > first, kept[slot - 1] > place {
          kept[slot] = kept[slot - 1]
          slot -= 1
        }
        kept[slot] = place
      }
      ends.append(Int32(kept.count))
    }
    return ContiguityGraph(offsets: ends, neighbours: kept)
  }

  /// The number of customers.
  public var count: Int { offsets.count - 1 }
}
