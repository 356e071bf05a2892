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

  /// Makes a graph of directed edges, each from both ends, in any order and any number of times.
  ///
  /// - Parameters:
  ///   - directed: The start of an edge in the high half, its end in the low one.
  ///   - count: The number of customers.
  /// - Complexity: O(edges log edges).
  package init(directed: [UInt64], count: Int) {
    var offsets = [Int32](repeating: 0, count: count + 1)
    var neighbours: [Int32] = []
    neighbours.reserveCapacity(directed.count)
    var last = UInt64.max
    for edge in directed.sorted() where edge != last {
      last = edge
      neighbours.append(Int32(truncatingIfNeeded: edge & 0xffff_ffff))
      offsets[Int(edge >> 32) + 1] += 1
    }
    for customer in 0..<count { offsets[customer + 1] += offsets[customer] }
    self.init(offsets: offsets, neighbours: neighbours)
  }

  /// The number of customers.
  public var count: Int { offsets.count - 1 }
}
