/// The answers of many queries, one behind the other.
public struct MatchTable: Hashable, Sendable {
  /// Query *i* has the rows `offsets[i]..<offsets[i + 1]`; one more than there are queries.
  public let offsets: [Int]
  /// The positions of the places found in the input of the index.
  public let positions: [UInt32]
  /// The distances from the queries in metres, as ``StoreIndex/Match/distance``.
  public let metres: [Double]

  /// The number of queries.
  public var queryCount: Int { offsets.count - 1 }

  /// The rows of a query, nearest first.
  public func rows(ofQuery query: Int) -> Range<Int> { offsets[query]..<offsets[query + 1] }
}
