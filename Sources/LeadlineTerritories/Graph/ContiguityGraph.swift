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

  /// The number of customers.
  public var count: Int { offsets.count - 1 }
}
