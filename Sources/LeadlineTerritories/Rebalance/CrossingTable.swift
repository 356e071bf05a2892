/// A number for every ordered pair of neighbouring territories.
struct CrossingTable: Sendable {
  private let keys: [UInt64]
  /// The numbers, in the order of ``pairs``.
  var values: [Double]

  /// Starts with 0 for the pairs of some links, which ascend by pair.
  init(_ links: [AdjacencyFlow.Link]) {
    keys = links.map(Self.key)
    values = [Double](repeating: 0, count: keys.count)
  }

  /// A number that stands for a pair, and ascends with it.
  static func key(_ link: AdjacencyFlow.Link) -> UInt64 { key(Int(link.from), Int(link.to)) }

  private static func key(_ from: Int, _ to: Int) -> UInt64 {
    UInt64(UInt32(truncatingIfNeeded: from)) << 32 | UInt64(UInt32(truncatingIfNeeded: to))
  }

  /// Where the number of a pair is; nil for territories that aren't neighbours.
  ///
  /// - Complexity: O(log pairs).
  func position(_ from: Int, _ to: Int) -> Int? {
    let key = Self.key(from, to)
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low < keys.count && keys[low] == key ? low : nil
  }
}
